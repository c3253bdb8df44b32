import type { RequestHandler } from "express";
import type { Audit } from "../gateway/audit.ts";
import type { Gateway } from "../gateway/call.ts";
import type { Home } from "../home/home.ts";
import type { Rights } from "../policy/rules.ts";
import { namedScopes, scopeOf } from "../policy/scope.ts";

/** The process lives and its database answers: what a restart may mend. Nothing else counts, neither a home
 * that is away nor a disk that is full. */
export function health(probe: ReadyParts["probe"]): RequestHandler {
  const ask = remembered(() => whyNoDatabase(probe));
  return async (_req, res) => {
    const reason = await ask();
    res.setHeader("Cache-Control", "no-store");
    if (reason === undefined) res.json({ status: "ok" });
    else res.status(503).json({ status: "failing", reason });
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

/** Whether a call would be answered: tools listed as for a caller, the home in step, the database there. */
export function ready(parts: ReadyParts): RequestHandler {
  const ask = remembered(() => whyNotReady(parts));
  return async (_req, res) => {
    const reason = await ask();
    res.setHeader("Cache-Control", "no-store");
    if (reason === undefined) res.json({ status: "ready" });
    else res.status(503).json({ status: "not_ready", reason });
  };
}

/** Strangers may ask, so the answer is remembered for a second and names no address. */
function remembered(ask: () => Promise<string | undefined>): () => Promise<string | undefined> {
  let last: { readonly at: number; readonly reason: Promise<string | undefined> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > rememberedMs)
      last = { at: Date.now(), reason: ask() };
    return last.reason;
  };
}

async function whyNoDatabase(probe: ReadyParts["probe"]): Promise<string | undefined> {
  try {
    await probe();
    return undefined;
  } catch {
    return "The database does not answer.";
  }
}

async function whyNotReady({
  gateway,
  home,
  audit,
  probe,
}: ReadyParts): Promise<string | undefined> {
  if (gateway.visibleTools(readingNothing).length === 0) return "No tool can be listed.";
  const reason = await whyNoDatabase(probe);
  if (reason !== undefined) return reason;
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
