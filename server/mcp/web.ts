// Between Node's requests and answers and the web's, which the SDK speaks. The SDK's own adapters write the body as JSON
// once more, answer in chunks and send headers alone before what follows them: a third of a call.
import type { ServerResponse } from "node:http";
import type { McpRequest } from "./sessions.ts";

/** Of all headers those that the protocol reads. */
const isOfProtocol = (name: string): boolean =>
  name.startsWith("mcp-") ||
  name === "content-type" ||
  name === "accept" ||
  name === "last-event-id";

/** Without its body, which is read already and travels beside it. */
export function toWebRequest(request: McpRequest, signal?: AbortSignal): Request {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) {
    const value = request.headers[name];
    if (value === undefined || !isOfProtocol(name)) continue;
    headers[name] = typeof value === "string" ? value : value.join(", ");
  }
  const { method = "GET", url = "/" } = request;
  return new Request(`http://localhost${url}`, {
    method,
    headers,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Aborts when the caller goes away before the answer is complete. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableEnded) gone.abort();
  });
  return gone.signal;
}

/** What there is to send at once is sent at once: mostly the whole answer, also of one that could be a stream.
 * Ends when the answer does, which for a stream may be much later. */
export async function writeAnswer(answered: Response, response: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(answered.headers);
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = answered.body?.getReader();
  if (reader === undefined) {
    response.writeHead(answered.status, headers).end();
    return;
  }
  const chunks: Uint8Array[] = [];
  const beginStream = () => {
    const abandon = () => void reader.cancel().catch(() => undefined);
    if (response.destroyed) abandon();
    else response.once("close", abandon);
    response.writeHead(answered.status, headers).flushHeaders();
    for (const chunk of chunks) response.write(chunk);
  };
  const endOfTurn = setImmediate(beginStream);
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (!response.headersSent) chunks.push(next.value);
    else if (!response.write(next.value)) await drained(response);
  }
  clearImmediate(endOfTurn);
  if (response.headersSent) {
    response.end();
    return;
  }
  const whole = Buffer.concat(chunks);
  response.writeHead(answered.status, { ...headers, "content-length": whole.length });
  response.end(whole);
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
