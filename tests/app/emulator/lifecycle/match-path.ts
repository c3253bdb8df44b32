/** Python's PurePath.match, by which the Supervisor leaves files out of a backup: a relative pattern is
 * compared from the right, part by part, and "**" means no more than "*". */
export function matchesPath(path: string, pattern: string): boolean {
  const wanted = partsOf(pattern);
  if (wanted.length === 0) throw new Error("An empty pattern cannot be compared with anything.");
  const given = partsOf(path);
  const spare = given.length - wanted.length;
  if (pattern.startsWith("/") ? spare !== 0 : spare < 0) return false;
  return wanted.every((part, at) => asExpression(part).test(given[spare + at] ?? ""));
}

const partsOf = (path: string) => path.split("/").filter((part) => part !== "" && part !== ".");

/** Of one part, as Python's fnmatch reads it. */
function asExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\[(!?)(\]?[^\]]*)\]|[^]/g,
    (whole, not: string | undefined, members: string | undefined) => {
      if (members !== undefined)
        return `[${not === "!" ? "^" : ""}${members.replace(/[\\\]^[]/g, "\\$&")}]`;
      return whole === "*" ? ".*" : whole === "?" ? "." : whole.replace(/[^\w]/g, "\\$&");
    },
  );
  return new RegExp(`^${source}$`, "s");
}
