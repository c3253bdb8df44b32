// The Supervisor's sentences quote values as Python writes them.

/** "expected int. Got {'calls_per_minute': 'many'}" */
export function humanised(problem: string, got: unknown): string {
  const quoted = Array.from(repr(got));
  const short = quoted.length > 500 ? `${quoted.slice(0, 497).join("")}...` : quoted.join("");
  return `${problem}. Got ${short}`;
}

export function repr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "string") return reprOfText(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([key, of]) => `${repr(key)}: ${repr(of)}`);
    return `{${entries.join(", ")}}`;
  }
  if (typeof value === "number") return String(value);
  throw new Error(`Not of JSON: ${typeof value}`);
}

/** What str() makes of a value that came as JSON. */
export const str = (value: unknown): string => (typeof value === "string" ? value : repr(value));

/** A float keeps its point: 10.0 */
export const float = (n: number): string => (Number.isInteger(n) ? `${String(n)}.0` : String(n));

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r")
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped}${quote}`;
}
