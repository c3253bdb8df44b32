// Bodies, as the Supervisor's web server and Core's read them.
import type { IncomingMessage } from "node:http";

const maxBytes = 16_777_216;

/** What whoever sends more is told, with 413. */
export const bodyTooLarge = `Maximum request body size ${maxBytes} exceeded.`;

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** All of it; undefined when it is more than anybody takes: then the rest stays unread. */
export async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
