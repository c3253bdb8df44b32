import type { RequestHandler } from "express";
import type { Audit } from "../gateway/audit.ts";
import type { Gateway } from "../gateway/call.ts";
import type { Home } from "../home/home.ts";
import type { Rights } from "../policy/rules.ts";
import { namedScopes, scopeOf } from "../policy/scope.ts";

/** The process lives and answers. */
export function health(): RequestHandler {
  return (_req, res) => {
    res.setHeader("Cache-Control", "no-store");
    res.json({ status: "ok" });
  };
}

export interface ReadyParts {
  readonly gateway: Pick<Gateway, "visibleTools">;
  readonly home: Pick<Home, "status">;
  readonly audit: Pick<Audit, "isWriting">;
  /** Asks the database something small. */
  readonly probe: () => Promise<unknown>;
}

/** The smallest rights that list anything; they are used for nothing else. */
const readingNothing: Rights = {
  key: "ready",
  user: [{ name: "ready", target: { kind: "effect", effect: "read" }, decision: "allow" }],
  scope: scopeOf(namedScopes.none),
  limits: [],
};
const rememberedMs = 1000;

/** Whether a call would be answered: tools listed as for a caller, the home in step, the database there.
 * Strangers may ask, so the answer is remembered for a second and names no address. */
export function ready(parts: ReadyParts): RequestHandler {
  let last: { readonly at: number; readonly reason: Promise<string | undefined> } | undefined;
  return async (_req, res) => {
    if (last === undefined || Date.now() - last.at > rememberedMs)
      last = { at: Date.now(), reason: whyNotReady(parts) };
    const reason = await last.reason;
    res.setHeader("Cache-Control", "no-store");
    if (reason === undefined) res.json({ status: "ready" });
    else res.status(503).json({ status: "not_ready", reason });
  };
}

async function whyNotReady({
  gateway,
  home,
  audit,
  probe,
}: ReadyParts): Promise<string | undefined> {
  if (gateway.visibleTools(readingNothing).length === 0) return "No tool can be listed.";
  try {
    await probe();
  } catch {
    return "The database does not answer.";
  }
  if (!audit.isWriting()) return "Nothing can be written down, so every call is refused.";
  return homeReasons[home.status().state];
}

const homeReasons = {
  ready: undefined,
  connecting: "The home is being connected.",
  starting: "The home is starting.",
  away: "The home does not answer.",
  refused: "The home refuses our token.",
} as const;
