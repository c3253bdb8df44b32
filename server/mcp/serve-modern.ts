import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { McpRequest } from "./sessions.ts";

/** Hands a request whose body is already read to the SDK's web handler, and its answer to Node. The SDK's
 * own adapter writes the body as JSON once more and sends every answer as a stream: a fifth of a call. */
export async function serveModern(
  handler: Pick<McpHttpHandler, "fetch">,
  request: McpRequest,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableEnded) gone.abort();
  });
  const answered = await handler.fetch(toWebRequest(request, gone.signal), {
    ...(request.auth === undefined ? {} : { authInfo: request.auth }),
    parsedBody: body,
  });
  const headers = Object.fromEntries(answered.headers);
  if (isStream(answered)) {
    response.writeHead(answered.status, headers).flushHeaders();
    await pipeStream(answered.body, response);
    return;
  }
  const text = await answered.text();
  response.writeHead(answered.status, { ...headers, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** Without its body, which travels beside it. */
function toWebRequest(request: McpRequest, signal: AbortSignal): Request {
  const { method = "POST", headers: given, url = "/" } = request;
  const headers = new Headers();
  for (const name of Object.keys(given)) {
    // What the handler reads: types, and what the protocol says in headers.
    if (name !== "content-type" && name !== "accept" && !name.startsWith("mcp-")) continue;
    const value = given[name];
    if (value !== undefined)
      headers.set(name, typeof value === "string" ? value : value.join(", "));
  }
  return new Request(`http://localhost${url}`, { method, headers, signal });
}

type StreamedResponse = Response & { readonly body: ReadableStream };

const isStream = (answered: Response): answered is StreamedResponse =>
  answered.body !== null && answered.headers.get("content-type") === "text/event-stream";

/** Until either side has had enough: that is how such a stream ends, and no fault of anybody. */
async function pipeStream(body: ReadableStream, response: ServerResponse): Promise<void> {
  await pipeline(Readable.fromWeb(body), response).catch(() => undefined);
}
