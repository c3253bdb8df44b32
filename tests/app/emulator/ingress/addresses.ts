// What becomes of a path and a query at each hop: decoded once, written anew, and never above where they begin.

/** The path and query to ask for; undefined where the path would leave its base. */
export function onwardPath(base: string, path: string, query: string): string | undefined {
  const whole = collapse(base + encode(decode(path)));
  if (!whole.startsWith(base)) return undefined;
  return query === "" ? whole : `${whole}?${rewriteQuery(query)}`;
}

/** An address split at its first question mark. */
export function splitAddress(address: string): readonly [path: string, query: string] {
  const at = address.indexOf("?");
  return at === -1 ? [address, ""] : [address.slice(0, at), address.slice(at + 1)];
}

/** What is no UTF-8 stays as it is written. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

const encode = (path: string): string => path.split("/").map(encodeSegment).join("/");

const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(/%(?:24|2C|26|3D|3B|40|3A)/g, decodeURIComponent);

function collapse(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const segment of segments)
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  const last = segments.at(-1);
  if (last === "." || last === "..") kept.push("");
  return `/${kept.join("/")}`;
}

const rewriteQuery = (query: string): string =>
  query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const [name = "", ...value] = part.split("=");
      return `${encodeWord(name)}=${encodeWord(value.join("="))}`;
    })
    .join("&");

const encodeWord = (word: string): string =>
  encodeURIComponent(decode(word.replaceAll("+", " ")))
    .replaceAll("%20", "+")
    .replace(/%(?:24|2C|3F|2F|3A|40)/g, decodeURIComponent);
