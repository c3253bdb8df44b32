import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

const textOf = (status: number) => `${status}: ${STATUS_CODES[status] ?? ""}`;

const headersOf = (text: string) => ({
  "Content-Type": "text/plain; charset=utf-8",
  "Content-Length": Buffer.byteLength(text),
});

interface Addition {
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In the words of the Supervisor's web server. */
export function refuse(
  res: ServerResponse,
  status: number,
  { text, headers }: Addition = {},
): void {
  const body = text ?? textOf(status);
  res.writeHead(status, { ...headers, ...headersOf(body) }).end(body);
}

/** The same to somebody who asked for an upgrade. */
export function turnAway(socket: Duplex, status: number): void {
  const body = textOf(status);
  const headers = Object.entries({ ...headersOf(body), Connection: "close" });
  const head = [`HTTP/1.1 ${body.replace(":", "")}`, ...headers.map((header) => header.join(": "))];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
