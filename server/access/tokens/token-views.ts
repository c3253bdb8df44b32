import type { TokenView } from "../../../shared/views.ts";
import type { KnownCatalogue } from "../../policy/rules.ts";
import type { StoredToken } from "../../store/tokens.ts";
import type { Token, TokenStatus } from "./token.ts";
import { missingFrom } from "./known.ts";
import { hashPrefixOf } from "./secrets.ts";

const shown = [
  "id",
  "user_id",
  "username",
  "name",
  "rights",
  "chosen",
  "doors",
  "homes",
  "addresses",
  "calls_per_minute",
  "attended",
  "created_at",
  "expires_at",
  "revoked_at",
  "last_used_at",
  "last_address",
  "last_client",
  "calls",
  "frozen_at",
  "frozen_by",
] as const satisfies readonly (keyof Token & keyof StoredToken)[];

interface Viewing {
  readonly now: number;
  /** What the token knows, and what there is. */
  readonly known: KnownCatalogue;
  readonly current: KnownCatalogue;
}

/** A token as people see it: only what is named above leaves the house. */
export function viewOf(token: StoredToken, { now, known, current }: Viewing): Token {
  // Nothing is new to who may nothing.
  const isBehind = token.rights !== "none";
  const tools = isBehind ? missingFrom(current.tools, known.tools) : [];
  const services = isBehind ? missingFrom(current.harmless, known.harmless) : [];
  return {
    ...pick(token, shown),
    status: statusOf(token, now),
    hash_prefix: hashPrefixOf(token.secret_hash),
    known,
    ...(tools.length === 0 ? {} : { new_tools: tools }),
    ...(services.length === 0 ? {} : { new_services: services.length }),
  };
}

/** The token without what only we need. */
export function shownOf({ known, frozen_at, frozen_by, ...token }: Token): TokenView {
  return { ...token, ...(frozen_at === undefined ? {} : { frozen: true }) };
}

function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  const present = keys.filter((key) => key in value).map((key) => [key, value[key]]);
  // TypeScript cannot follow a filter over keys.
  return Object.fromEntries(present) as Pick<T, K>;
}

export function statusOf(
  token: Pick<StoredToken, "revoked_at" | "expires_at">,
  now: number,
): TokenStatus {
  if (token.revoked_at !== undefined) return "revoked";
  return token.expires_at !== undefined && token.expires_at <= now ? "expired" : "active";
}

/** Whether a secret of this hash still stands for the token; the one before only while they overlap. */
export function isCurrent(
  token: Pick<StoredToken, "secret_hash" | "previous_hash" | "previous_until">,
  isHash: (hash: string) => boolean,
  now: number,
): boolean {
  if (isHash(token.secret_hash)) return true;
  return (
    token.previous_hash !== undefined &&
    isHash(token.previous_hash) &&
    now < (token.previous_until ?? 0)
  );
}
