import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { createDeflate, createGzip, createUnzip, deflate, gzip } from "node:zlib";
import { endOnceRead } from "./answers.ts";
import { fieldsOf, flatten, ofOneConnection, valueOf, without, type Field } from "./fields.ts";

/** What is smaller, and says so, is read whole before it is passed on. */
const bufferedBelowBytes = 4_194_000;
const compressedAboveBytes = 128;

const packings = {
  deflate: { whole: promisify<Buffer, Buffer>(deflate), stream: createDeflate },
  gzip: { whole: promisify<Buffer, Buffer>(gzip), stream: createGzip },
} as const;

export interface HopStyle {
  /** Fields that this hop sets over what came. */
  readonly over: readonly Field[];
  /** Fields of an answer that is passed on as it comes. */
  readonly whileStreaming: readonly Field[];
  readonly compresses: boolean;
}

/** Passes an answer on to who asked. @throws Error when it ends too early, or cannot be unpacked. */
export async function passBack(
  answer: IncomingMessage,
  res: ServerResponse,
  style: HopStyle,
): Promise<void> {
  const { statusCode: status = 502 } = answer;
  const fields = [...passedOn(answer, style), ...style.over];
  if (res.req.method === "HEAD" || status === 204 || status === 304) {
    answer.resume();
    res.writeHead(status, flatten(fields)).end();
    return;
  }
  const type = valueOf(fields, "content-type") ?? "application/octet-stream";
  if (valueOf(fields, "content-type") === undefined) fields.push(["Content-Type", type]);
  const packing = style.compresses && isWorthPacking(type) ? packingFor(res.req) : undefined;
  const length = answer.headers["content-length"];
  const onward = { status, fields, packing, unpacked: unpack(answer) };
  if (length !== undefined && Number(length) < bufferedBelowBytes)
    await passWhole(res, { ...onward, isTiny: Number(length) <= compressedAboveBytes });
  else await passAlong(res, { ...onward, fields: [...fields, ...style.whileStreaming] });
}

interface Passing {
  readonly status: number;
  readonly fields: readonly Field[];
  readonly packing: keyof typeof packings | undefined;
  readonly unpacked: Readable;
}

async function passWhole(
  res: ServerResponse,
  { status, fields, packing, unpacked, isTiny }: Passing & { readonly isTiny: boolean },
): Promise<void> {
  const plain = await buffer(unpacked);
  const isPacked = packing !== undefined && !isTiny;
  const body = isPacked ? await packings[packing].whole(plain) : plain;
  const length: Field = ["Content-Length", String(body.length)];
  const packed = isPacked ? [["Content-Encoding", packing] as const] : [];
  res.writeHead(status, flatten([...fields, ...packed, length]));
  endOnceRead(res, body);
}

function passAlong(
  res: ServerResponse,
  { status, fields, packing, unpacked }: Passing,
): Promise<void> {
  const packed = packing === undefined ? [] : [["Content-Encoding", packing] as const];
  res.writeHead(status, flatten([...fields, ...packed]));
  res.flushHeaders();
  const steps = packing === undefined ? [unpacked] : [unpacked, packings[packing].stream()];
  return new Promise((resolve, reject) => {
    pipeline([...steps, res], (error) => {
      if (error == null) resolve();
      else reject(error);
    });
  });
}

const ofBody = ["transfer-encoding", "content-length", "content-encoding", "content-type"] as const;

function passedOn(answer: IncomingMessage, { over }: HopStyle): Field[] {
  const replaced = over.map(([name]) => name.toLowerCase());
  const type = answer.headers["content-type"]?.split(";")[0]?.trim();
  return [
    ...without(fieldsOf(answer), [...ofOneConnection, ...ofBody, ...replaced]).map(titled),
    ...(type === undefined ? [] : [["Content-Type", type] as const]),
  ];
}

/** The only name that the hops spell in their own way. */
const titled = ([name, value]: Field): Field => [name === "ETag" ? "Etag" : name, value];

function unpack(answer: IncomingMessage): Readable {
  const encoding = answer.headers["content-encoding"];
  if (encoding === undefined) return answer;
  if (encoding !== "gzip" && encoding !== "deflate") throw new Error(`unasked-for ${encoding}`);
  const unpacked = createUnzip();
  // What goes wrong with either is told by the last of them.
  return pipeline(answer, unpacked, () => undefined);
}

/** In the order in which Core looks for them. */
const packingFor = (req: IncomingMessage): keyof typeof packings | undefined =>
  (["deflate", "gzip"] as const).find((one) =>
    (req.headers["accept-encoding"] ?? "").includes(one),
  );

const isWorthPacking = (type: string): boolean =>
  type !== "text/event-stream" && /^text\/|json|xml|javascript|svg/.test(type);
