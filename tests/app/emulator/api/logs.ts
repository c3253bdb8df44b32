// An app's log, in the pieces that the Supervisor gives out.
import type { IncomingHttpHeaders } from "node:http";
import { text, type Answer } from "./answer.ts";

export interface LogWish {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
}

const usualLines = 100;
// eslint-disable-next-line no-control-regex -- the escape character begins a colour
const colour = /\u001B\[[0-9;]*m/g;

export function logAnswer(log: string, { headers, query }: LogWish, prefix: string): Answer {
  const { accept } = headers;
  if (accept !== undefined && !["text/plain", "text/x-log", "*/*"].includes(accept))
    return text(
      400,
      "Invalid content type requested. Only text/plain and text/x-log supported for now.",
    );
  const isVerbose = query.has("verbose") || accept === "text/x-log";
  const lines = cut(log.split("\n").slice(0, -1), wanted({ headers, query }))
    .map((line) => (query.has("no_colors") ? line.replaceAll(colour, "") : line))
    .map((line) => `${isVerbose ? prefix : ""}${line}\n`);
  return {
    status: 200,
    contentType: "text/plain",
    body: lines.join(""),
    headers: { "X-Accel-Buffering": "no" },
  };
}

/** As the journal reads it: entries=cursor:skip:count, and a negative skip goes back from the newest. */
function wanted({ headers, query }: LogWish): string {
  if (!query.has("lines")) return headers.range ?? lastLines(usualLines);
  const lines = Number.parseInt(query.get("lines") ?? "", 10);
  return lastLines(Number.isNaN(lines) ? usualLines : Math.max(2, lines));
}

const lastLines = (n: number): string => `entries=:-${String(n - 1)}:${String(n)}`;

function cut(lines: readonly string[], range: string): readonly string[] {
  const [, skip = "0", count] = /^entries=[^:]*(?::(-?\d*))?(?::(\d+))?$/.exec(range) ?? [];
  const from = Number(skip) < 0 ? Math.max(0, lines.length - 1 + Number(skip)) : Number(skip);
  return lines.slice(from, count === undefined ? undefined : from + Number(count));
}
