import { z } from "zod";
import type { SecurityStatsView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Token } from "../../access/tokens/token.ts";
import type { Throttle } from "../../gateway/throttle.ts";
import type { StatisticsStore } from "../../store/statistics.ts";
import { defineRoute, type Route } from "./route.ts";

export interface SecurityParts {
  readonly statistics: Pick<StatisticsStore, "securityEvents" | "refusals">;
  readonly access: {
    readonly tokens: Pick<Access["tokens"], "list">;
    readonly sessions: Pick<Access["sessions"], "list">;
  };
  readonly throttle: Pick<Throttle, "refusals">;
  readonly clock: () => number;
}

const dayMs = 24 * 3_600_000;
const unusedMs = 30 * dayMs;

const statsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(30).exactOptional(),
});

/** What an owner looks at once a week: who tried, what was refused, what lies around unused. */
export function securityRoutes(parts: SecurityParts): Route[] {
  return [
    defineRoute("GET /api/security/stats", {
      needs: "admin",
      event: undefined,
      input: z.object({ query: statsQuery }),
      handle: ({ query: { days = 7 } }) => statsOf(parts, days),
    }),
  ];
}

async function statsOf(
  { statistics, access, throttle, clock }: SecurityParts,
  days: number,
): Promise<SecurityStatsView> {
  const to = clock();
  const from = to - days * dayMs;
  const [events, refusals, tokens, sessions] = await Promise.all([
    statistics.securityEvents({ from, to }),
    statistics.refusals({ from, to }),
    access.tokens.list(),
    access.sessions.list(),
  ]);
  const refused = (isOne: (event: string) => boolean) =>
    events
      .filter(({ tool, status }) => status === "refused" && isOne(tool))
      .reduce((sum, { calls }) => sum + calls, 0);
  return {
    from,
    to,
    failed_sign_ins: refused((event) => event === "sign_in" || event.startsWith("sign_in.")),
    lock_outs: refused((event) => event === "sign_in.locked"),
    refused_tokens: refused((event) => event === "token.refused"),
    refusals_by_rule: refusals,
    // The throttle counts by the hour, and remembers a day.
    throttled: throttle
      .refusals()
      .filter(({ hour }) => hour + 3_600_000 > from)
      .reduce((sum, hour) => sum + hour.refused, 0),
    unused_tokens: tokens
      .filter((token) => isUnused(token, to))
      .map(({ id, name, username }) => ({ id, name, username })),
    open_sessions: sessions.length,
  };
}

/** One that was just made has not had the time. */
const isUnused = ({ status, created_at, last_used_at }: Token, now: number): boolean =>
  status === "active" && (last_used_at ?? created_at) < now - unusedMs;
