import { parseCookie } from "cookie";
import type { Door, InstalledApp } from "../parts.ts";
import { hasBody, readBody } from "../read-body.ts";
import { onwardPath } from "./addresses.ts";
import { tooLarge } from "./answers.ts";
import { createHop } from "./hop.ts";
import { fieldsFromSupervisor } from "./request-fields.ts";
import type { IngressSessions } from "./sessions.ts";

export interface SupervisorHopParts {
  readonly app: InstalledApp;
  readonly sessions: IngressSessions;
  /** The address that the app sees; any when absent. */
  readonly localAddress?: string | undefined;
}

/** /ingress/<token>/<path>, for who has a session; on to the app, in the name of its user. */
export function createSupervisorHop({ app, sessions, localAddress }: SupervisorHopParts): Door {
  return createHop({
    base: "/ingress",
    style: { over: [], whileStreaming: [["X-Accel-Buffering", "no"]], compresses: false },
    keepsPings: true,
    next: (req, { token, path, query }) => {
      const session = parseCookie(req.headers.cookie ?? "")["ingress_session"];
      const user = sessions.userOf(session);
      if (!sessions.validate(session) || user === undefined) return { status: 401 };
      if (token !== app.ingressToken) return { status: 503 };
      if (app.address === undefined) return { status: 502 };
      return {
        origin: `http://${app.address}:${app.ingressPort}`,
        path: onwardPath("/", path, query) ?? "/",
        fields: fieldsFromSupervisor(req, user),
        localAddress,
      };
    },
    bodyOf: async (req) => {
      if (!hasBody(req)) return Buffer.alloc(0);
      if (req.method === "POST" && app.manifest.ingress_stream) return req;
      return (await readBody(req)) ?? tooLarge;
    },
  });
}
