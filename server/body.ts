import type { IncomingMessage } from "node:http";
import { AppError } from "./errors.ts";

const maxBodyBytes = 1_048_576;
const maxDrainedBytes = 16 * maxBodyBytes;
/** Deeper than any honest request, and shallow enough for every recursive reader behind it. */
const maxDepth = 64;
/** More than any honest request has; sixty thousand fields kept every reader behind it busy for half a second. */
export const maxItems = 10_000;

/** Reads a request's body as JSON within bounds of size and depth.
 * @throws AppError invalid_input whose `cause` is the HTTP status that says it best: 400, 413, 415 or 422. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw bodyError(415, "The body must be JSON.", "Send it with Content-Type: application/json.");
  return parseJson(await readText(request));
}

/** @throws as {@link readJson}. */
export function parseJson(text: string): unknown {
  const { depth, items } = measure(text);
  if (depth > maxDepth)
    throw bodyError(
      422,
      `The JSON is nested more than ${maxDepth} levels deep.`,
      "Send flat arguments.",
    );
  if (items > maxItems)
    throw bodyError(
      422,
      `The JSON has more than ${maxItems} fields and items.`,
      "Send fewer arguments, or several calls.",
    );
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw bodyError(
      400,
      "The body is not valid JSON.",
      "Check quotes, commas and brackets, and send UTF-8.",
    );
  }
}

/** By events: iterating over a request costs as much as everything else that is done with its body. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = () => reject(size > maxBodyBytes ? tooLarge() : cutOff());
    const end = () => {
      request.off("close", fail);
      if (size > maxBodyBytes) fail();
      else resolve(Buffer.concat(chunks).toString("utf8"));
    };
    if (request.destroyed) fail();
    // Read to the end even when it is too much: a connection cut while the client sends loses our answer.
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > maxDrainedBytes) request.destroy();
    });
    request.once("end", end);
    request.once("error", fail);
    request.once("close", fail);
  });
}

const tooLarge = () =>
  bodyError(413, "The body is larger than 1 MB.", "Send smaller arguments, or several calls.");
const cutOff = () =>
  bodyError(400, "The request ended before its body did.", "Send it again, whole.");

/** Counts brackets and commas outside strings, up to the bounds: a parser must not be asked to find out. */
function measure(text: string): { readonly depth: number; readonly items: number } {
  let depth = 0;
  let deepest = 0;
  let items = 1;
  let inString = false;
  for (let i = 0; i < text.length && deepest <= maxDepth && items <= maxItems; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === backslash) i++;
      else if (c === quote) inString = false;
    } else if (c === quote) inString = true;
    else if (c === openBrace || c === openBracket) deepest = Math.max(deepest, ++depth);
    else if (c === closeBrace || c === closeBracket) depth--;
    else if (c === comma) items++;
  }
  return { depth: deepest, items };
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function bodyError(status: 400 | 413 | 415 | 422, message: string, hint: string): AppError {
  return new AppError("invalid_input", message, { hint, cause: status });
}

/** The HTTP status that a body error asks for. */
export function bodyStatus(error: AppError): number | undefined {
  return typeof error.cause === "number" ? error.cause : undefined;
}
