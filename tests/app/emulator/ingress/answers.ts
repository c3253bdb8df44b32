// What hops say for themselves, in the words of their web framework.
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { bodyTooLarge } from "../read-body.ts";
import { flatten, type Field } from "./fields.ts";

/** What Core writes onto every answer, whoever made it. */
export const ofCore: readonly Field[] = [
  ["X-Frame-Options", "SAMEORIGIN"],
  ["Referrer-Policy", "no-referrer"],
  ["X-Content-Type-Options", "nosniff"],
  ["Server", ""],
];

export interface Refusal {
  readonly status: number;
  readonly text?: string;
  readonly added?: readonly Field[];
}

export const tooLarge: Refusal = {
  status: 413,
  text: bodyTooLarge,
};

const textOf = ({ status, text = `${status}: ${STATUS_CODES[status]}` }: Refusal): string => text;

const refusalFields = (refusal: Refusal): Field[] => [
  ["Content-Type", "text/plain; charset=utf-8"],
  ["Content-Length", String(Buffer.byteLength(textOf(refusal)))],
  ...(refusal.added ?? []),
];

export function refuse(res: ServerResponse, refusal: Refusal): void {
  res.writeHead(refusal.status, flatten(refusalFields(refusal)));
  endOnceRead(res, textOf(refusal));
}

/** Whoever is still sending when the connection closes never reads the answer. */
export function endOnceRead(res: ServerResponse, body: Buffer | string): void {
  const { req } = res;
  if (req.readableEnded || req.destroyed) {
    res.end(body);
    return;
  }
  res.write(body);
  req.unpipe();
  req.once("close", () => res.end()).resume();
}

/** The same to who wanted a WebSocket. */
export function refuseSocket(socket: Duplex, refusal: Refusal): void {
  const lines = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    ...refusalFields(refusal).map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${textOf(refusal)}`);
}
