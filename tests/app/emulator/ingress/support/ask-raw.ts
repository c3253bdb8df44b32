// Requests just as they are written: fetch would tidy the path, choose headers and unpack the answer.
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { fieldsOf, flatten, valueOf, type Field } from "../fields.ts";

export interface Wish {
  readonly method?: string;
  readonly fields?: readonly Field[];
  readonly body?: Buffer | string;
  /** Reads only the beginning: the body comes as it likes. */
  readonly isLive?: boolean;
  readonly localAddress?: string;
}

export interface Answer {
  readonly status: number;
  readonly fields: readonly Field[];
  header(name: string): string | undefined;
  readonly body: Buffer;
  readonly text: string;
  /** The answer itself, of which nothing is read when it is live. */
  readonly stream: IncomingMessage;
}

export async function askRaw(
  origin: string,
  path: string,
  { method = "GET", fields = [], body, isLive = false, localAddress }: Wish = {},
): Promise<Answer> {
  const { hostname, port, host } = new URL(origin);
  const given = fields.some(([name]) => name === "Host")
    ? fields
    : [["Host", host] as const, ...fields];
  const length = [["Content-Length", String(Buffer.byteLength(body ?? ""))] as const];
  const asked = request({
    ...{ hostname, port, method, path, agent: false },
    headers: flatten([...given, ...(body === undefined ? [] : length)]),
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  asked.end(body);
  // Who is refused early may be cut off while it is still sending.
  asked.on("error", () => undefined);
  const [stream] = (await once(asked, "response")) as [IncomingMessage]; // what this event brings
  const bytes = isLive ? Buffer.alloc(0) : await buffer(stream);
  const received = fieldsOf(stream);
  return {
    ...{ stream, fields: received, status: stream.statusCode ?? 0, body: bytes },
    header: (name) => valueOf(received, name),
    text: bytes.toString("utf8"),
  };
}
