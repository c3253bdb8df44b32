import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { ProxyServer } from "./proxy-server.ts";

export interface RestWish extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>;
}

/** As the app, below `/core/api/`. */
export function askAs(server: ProxyServer, path: string, wish: RestWish = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${server.token}`, ...wish.headers };
  return fetch(`${server.url}/core/api/${path}`, { ...wish, headers });
}

/** As the app and as it is written, without the tidying that `fetch` does. */
export async function askRaw(
  server: ProxyServer,
  { path, headers, method, body }: RawWish,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(server.url);
  const asking = request({
    ...{ hostname, port, path, method, agent: false },
    headers: { authorization: `Bearer ${server.token}`, ...headers },
  });
  // Who is refused early may find that nobody reads on.
  asking.on("error", () => undefined);
  if (body === undefined) asking.end();
  else asking.write(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage]; // Node's own event.
  return response.once("close", () => asking.destroy());
}

interface RawWish {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  /** The beginning of it: the rest never comes. */
  readonly body?: string;
}

/** All that a plain refusal says. */
export const wordsOf = async (response: Response): Promise<readonly unknown[]> => [
  response.status,
  response.headers.get("content-type"),
  await response.text(),
];
