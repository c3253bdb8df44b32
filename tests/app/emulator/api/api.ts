// The Supervisor's REST API, as an app sees it on http://supervisor.
import type { IncomingMessage, ServerResponse } from "node:http";
import { isExploit } from "../exploit-filter.ts";
import type { Door, EmulatorParts } from "../parts.ts";
import { bare, refused, send, text, type Answer } from "./answer.ts";
import { appRoutes } from "./app-routes.ts";
import { pathOf, queryOf, tokenOf } from "./asked.ts";
import { authRoutes } from "./auth-routes.ts";
import type { Lifecycle } from "./call.ts";
import { createDiscovery, type Discovery } from "./discovery.ts";
import { homeRoutes } from "./home-routes.ts";
import { createLogins, type AuthCache } from "./logins.ts";
import { isReady, type Machine } from "./machine.ts";
import { isElsewhere, mayCall, needsNoToken } from "./rights.ts";
import { createRouter } from "./router.ts";

export interface ApiParts {
  readonly machine: Machine;
  readonly lifecycle: Lifecycle;
  /** Whether they open Home Assistant; rejects where it cannot be asked. */
  checkPassword(username: string, password: string): Promise<boolean>;
}

export interface Api extends Door {
  readonly authCache: AuthCache;
  readonly discovery: Discovery;
}

export function createApi(parts: EmulatorParts & ApiParts): Api {
  const { app, machine } = parts;
  const isCoreUp = () => machine.coreIsUp;
  const logins = createLogins({
    checkPassword: (username, password) => parts.checkPassword(username, password),
    isCoreUp,
  });
  const isStarted = (addon: string) => addon === app.slug && app.state === "started";
  const discovery = createDiscovery({ isStarted, isCoreUp });
  const route = createRouter([...appRoutes, ...authRoutes, ...homeRoutes]);

  /** What stops a request before anybody looks at what it asks, in the Supervisor's order. */
  function stopped(req: IncomingMessage, url: string): Answer | undefined {
    const path = pathOf(url);
    if (isExploit(url)) return bare(400);
    if (!isReady(machine)) return refused(`System is not ready with state: ${machine.state}`);
    if (needsNoToken(path)) return undefined;
    const token = tokenOf(req);
    if (token === undefined) return bare(401);
    return token === app.token && mayCall(app.manifest, path) ? undefined : bare(403);
  }

  async function answerTo(req: IncomingMessage, url: string): Promise<Answer> {
    const stop = stopped(req, url);
    if (stop) return stop;
    const routed = route(req.method ?? "GET", url.split("?")[0] ?? "");
    if (!("answer" in routed)) return routed;
    const { answer, named } = routed;
    return answer({ ...parts, req, query: queryOf(url), named, logins, discovery });
  }

  function handle(req: IncomingMessage, res: ServerResponse): boolean {
    const { url = "/" } = req;
    if (isElsewhere(pathOf(url))) return false;
    answerTo(req, url).then(
      (answer) => {
        send(res, answer);
      },
      // Also where whoever asked went away while they were still sending: then nobody hears it.
      () => {
        send(res, text(500, "500 Internal Server Error\n\nServer got itself in trouble"));
      },
    );
    return true;
  }

  return {
    authCache: logins.cache,
    discovery,
    handle,
    // Nothing here is a WebSocket.
    upgrade: () => false,
    close: () => logins.cache.settled(),
  };
}
