// What the Supervisor answers with: an envelope in JSON, or the bare text of its web server.
import { STATUS_CODES, type ServerResponse } from "node:http";

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string>>;

export const accepted = (data: object = {}): Answer => json(200, { result: "ok", data });

export interface Refusal {
  readonly status?: number;
  readonly error_key?: string;
  readonly extra_fields?: Readonly<Record<string, string>>;
  readonly headers?: Headers;
}

export function refused(message: string, refusal: Refusal = {}): Answer {
  const { status = 400, headers = {}, ...named } = refusal;
  return { ...json(status, { result: "error", message, ...named }), headers };
}

/** "401: Unauthorized", and the like. */
export function bare(status: number, headers: Headers = {}): Answer {
  return text(status, `${String(status)}: ${STATUS_CODES[status] ?? ""}`, headers);
}

export const text = (status: number, body: string, headers: Headers = {}): Answer => ({
  status,
  contentType: "text/plain; charset=utf-8",
  body,
  headers,
});

export function send(res: ServerResponse, { status, contentType, body, headers }: Answer): void {
  res.writeHead(status, {
    ...headers,
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
  });
  res.end(body);
}

const json = (status: number, body: object): Answer => ({
  status,
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify(body),
});
