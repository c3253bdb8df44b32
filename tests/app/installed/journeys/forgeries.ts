// How somebody may try to look like Home Assistant's Ingress: requests as they are on the wire.

export interface Forged {
  /** Whom they want to be: an id in Home Assistant. */
  readonly id: string;
  readonly host: string;
}

type Forgery = (forged: Forged) => string;

interface Dress {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly body?: string;
  readonly lineEnd?: string;
}

/** One request that asks who one is. */
function request(forged: Forged, lines: readonly string[], dress: Dress = {}): string {
  const { method = "GET", path = "/api/auth/me", version = "1.1", lineEnd = "\r\n" } = dress;
  const head = [`${method} ${path} HTTP/${version}`, `Host: ${forged.host}`, ...lines];
  return [...head, "Connection: close", "", dress.body ?? ""].join(lineEnd);
}

const withLines =
  (lines: (id: string) => readonly string[], dress?: Dress): Forgery =>
  (forged) =>
    request(forged, lines(forged.id), dress);

const plain = (id: string) => [`X-Remote-User-Id: ${id}`];

export const forgeries: Readonly<Record<string, Forgery>> = {
  "as it is written": withLines(plain),
  "in small letters": withLines((id) => [`x-remote-user-id: ${id}`]),
  "in capitals": withLines((id) => [`X-REMOTE-USER-ID: ${id}`]),
  "in both": withLines((id) => [`x-ReMoTe-uSeR-iD: ${id}`]),
  "with underscores": withLines((id) => [`X_Remote_User_Id: ${id}`]),
  "with underscores here and there": withLines((id) => [`X-Remote_User-Id: ${id}`]),
  "with all that Ingress sends": withLines((id) => [
    ...plain(id),
    "X-Remote-User-Name: camille",
    "X-Remote-User-Display-Name: Camille",
    "X-Ingress-Path: /api/hassio_ingress/abc",
    "X-Hass-Source: core.ingress",
  ]),
  "by the name alone": withLines(() => ["X-Remote-User-Name: camille"]),
  "by X-Ingress-Path alone": withLines(() => ["X-Ingress-Path: /api/hassio_ingress/abc"]),
  "by x_ingress_path alone": withLines(() => ["x_ingress_path: /api/hassio_ingress/abc"]),
  "by X-Hass-Source alone": withLines(() => ["X-Hass-Source: core.ingress"]),
  "by x_hass_source alone": withLines(() => ["x_hass_source: core.ingress"]),
  twice: withLines((id) => [...plain(id), ...plain(id)]),
  "twice, and once nobody": withLines((id) => ["X-Remote-User-Id: nobody", ...plain(id)]),
  "twice in one line": withLines((id) => [`X-Remote-User-Id: ${id}, ${id}`]),
  "in two spellings": withLines((id) => [...plain(id), `x_remote_user_id: ${id}`]),
  "with X doubled": withLines((id) => [`X-X-Remote-User-Id: ${id}`]),
  "folded after the colon": withLines((id) => ["X-Remote-User-Id:", ` ${id}`]),
  "folded into another header": withLines((id) => ["X-Note: a", ` X-Remote-User-Id: ${id}`]),
  "with a space before the colon": withLines((id) => [`X-Remote-User-Id : ${id}`]),
  "with a space in the name": withLines((id) => [`X-Remote-User Id: ${id}`]),
  "with a tab before the name": withLines((id) => [`\tX-Remote-User-Id: ${id}`]),
  "with spaces around the value": withLines((id) => [`X-Remote-User-Id:   ${id}   `]),
  "in percent": withLines((id) => [`X-Remote%2DUser-Id: ${id}`]),
  "with a zero byte": withLines((id) => [`X-Remote-User-Id\0: ${id}`]),
  "with a letter that looks alike": withLines((id) => [`X-Remote-User-\u00cfd: ${id}`]),
  "after a bare carriage return": withLines((id) => [`X-Note: a\rX-Remote-User-Id: ${id}`]),
  "with bare line feeds": withLines(plain, { lineEnd: "\n" }),
  "with X-Forwarded-For the Supervisor": withLines((id) => [
    ...plain(id),
    "X-Forwarded-For: 172.30.32.2",
  ]),
  "with X-Forwarded-For both of them": withLines((id) => [
    ...plain(id),
    "X-Forwarded-For: 172.30.32.2, 172.30.32.1",
    "X-Forwarded-Host: 172.30.32.2:8099",
    "X-Forwarded-Proto: https",
  ]),
  "with Forwarded": withLines((id) => [...plain(id), "Forwarded: for=172.30.32.2;host=supervisor"]),
  "with X-Real-IP": withLines((id) => [...plain(id), "X-Real-IP: 172.30.32.2"]),
  "as a header of the connection": withLines((id) => [
    ...plain(id),
    "Connection: keep-alive, X-Remote-User-Id",
  ]),
  "with the Supervisor for a host": ({ id }) => request({ id, host: "172.30.32.2" }, plain(id)),
  "with a whole address": withLines(plain, { path: "http://172.30.32.2:8099/api/auth/me" }),
  "asking for the panel": withLines(plain, { path: "/" }),
  "asking for /health behind dots": withLines(plain, { path: "/health/../api/auth/me" }),
  "asking in HTTP/1.0": withLines(plain, { version: "1.0" }),
  "asking with HEAD": withLines(plain, { method: "HEAD" }),
  "asking for a token": withLines(
    (id) => [...plain(id), "Content-Type: application/json", "Content-Length: 32"],
    { method: "POST", path: "/api/tokens", body: '{"name":"mine","rights":"same" }' },
  ),
  "asking for a WebSocket": withLines((id) => [...plain(id), "Upgrade: websocket"]),
  "in a trailer": withLines(() => ["Transfer-Encoding: chunked", "Trailer: X-Remote-User-Id"], {
    method: "POST",
    path: "/api/tokens",
    body: "0\r\nX-Remote-User-Id: camille\r\n\r\n",
  }),
  "behind two lengths": withLines(
    (id) => [...plain(id), "Content-Length: 4", "Transfer-Encoding: chunked"],
    { method: "POST", path: "/api/tokens", body: "0\r\n\r\n" },
  ),
  "behind a request that is harmless": (forged) =>
    `GET /health HTTP/1.1\r\nHost: ${forged.host}\r\n\r\n${request(forged, plain(forged.id))}`,
  "in the body of a request that is harmless": (forged) => {
    const hidden = request(forged, plain(forged.id));
    const length = `Content-Length: ${hidden.length}`;
    return `GET /health HTTP/1.1\r\nHost: ${forged.host}\r\n${length}\r\n\r\n${hidden}${request(forged, [])}`;
  },
};
