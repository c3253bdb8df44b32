// Which header fields of a request each hop passes on, adds and leaves out.
import type { IncomingMessage } from "node:http";
import type { CoreUser } from "../parts.ts";
import { fieldsOf, ofOneConnection, valueOf, without, type Field } from "./fields.ts";

/** What the two of them can unpack, whatever the browser can. */
const acceptEncoding = "gzip, deflate, zstd";

const ofBodyAndSocket = [
  ...ofOneConnection,
  ...["content-length", "content-encoding", "transfer-encoding"],
  ...["sec-websocket-extensions", "sec-websocket-protocol"],
  ...["sec-websocket-version", "sec-websocket-key"],
] as const;

const setByCore = [
  ...["accept-encoding", "x-ingress-path", "x-hass-source", "cookie"],
  ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"],
] as const;

const first = ["host", "user-agent"] as const;

/** From the browser to the Supervisor. */
export function fieldsFromCore(req: IncomingMessage, token: string): Field[] {
  const sent = fieldsOf(req);
  const host = valueOf(sent, "host") ?? "";
  const cookies = sent.filter(([name]) => name.toLowerCase() === "cookie");
  return [
    ...leading(sent),
    ...without(sent, [...first, ...ofBodyAndSocket, ...setByCore]),
    ["X-Ingress-Path", `/api/hassio_ingress/${token}`],
    ["X-Hass-Source", "core.ingress"],
    ...cookies,
    ["X-Forwarded-For", forwardedFor(req)],
    ["X-Forwarded-Host", valueOf(sent, "x-forwarded-host") ?? host],
    ["X-Forwarded-Proto", valueOf(sent, "x-forwarded-proto") ?? "http"],
    ["Accept-Encoding", acceptEncoding],
  ];
}

const droppedBySupervisor = new Set<string>([
  ...first,
  ...ofBodyAndSocket,
  ...["x-supervisor-token", "x-hassio-key"],
  ...["x-remote-user-id", "x-remote-user-name", "x-remote-user-display-name"],
]);

/** From Core to the app, as this user. */
export function fieldsFromSupervisor(req: IncomingMessage, user: CoreUser): Field[] {
  const sent = fieldsOf(req);
  return [
    ...leading(sent),
    ...userFields(user),
    ...without(sent, droppedBySupervisor).map(([name, value]): Field =>
      name.toLowerCase() === "x-forwarded-for" ? [name, forwardedFor(req)] : [name, value],
    ),
  ];
}

const leading = (sent: readonly Field[]): Field[] =>
  first.flatMap((name) => sent.filter(([given]) => given.toLowerCase() === name).slice(0, 1));

function userFields({ id, username, name }: CoreUser): Field[] {
  return [
    ["X-Remote-User-Id", id],
    ...(username === null ? [] : [["X-Remote-User-Name", inUtf8(username)] as const]),
    ...(name === null ? [] : [["X-Remote-User-Display-Name", inUtf8(name)] as const]),
  ];
}

/** Node writes headers in Latin-1, Home Assistant in UTF-8. */
const inUtf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function forwardedFor({ headers, socket }: IncomingMessage): string {
  const before = headers["x-forwarded-for"];
  const peer = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return before === undefined ? peer : `${String(before)}, ${peer}`;
}
