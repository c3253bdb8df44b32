import { request, type IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { flatten, type Field } from "./fields.ts";

export interface Onward {
  /** "http://127.0.0.1:8099" */
  readonly origin: string;
  /** Path and query, as they go onto the wire: URL would tidy them. */
  readonly path: string;
  readonly fields: readonly Field[];
  /** Which of our addresses the next one sees. */
  readonly localAddress?: string | undefined;
}

/** The answer's beginning; redirects are not followed. @throws Error when nobody answers. */
export function askOnward(
  method: string,
  { origin, path, fields, localAddress }: Onward,
  body: Buffer | Readable,
  gone: AbortSignal,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(origin);
  const length = Buffer.isBuffer(body)
    ? (["Content-Length", String(body.length)] as const)
    : (["Transfer-Encoding", "chunked"] as const);
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ hostname, port, method, path, agent: false, signal: gone },
      headers: flatten([...fields, length]),
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    asked.once("response", resolve).once("error", reject);
    // Nobody else hears of what goes wrong after the answer has begun.
    asked.on("error", () => undefined);
    if (Buffer.isBuffer(body)) asked.end(body);
    else body.pipe(asked);
  });
}
