import { z } from "zod";
import type { StatisticsView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { CallCount, StatisticsStore } from "../../store/statistics.ts";
import { epochMs } from "./fields.ts";
import { narrowToken } from "./oneself.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

export interface StatisticsParts {
  readonly statistics: Pick<StatisticsStore, "count">;
  readonly access: { readonly users: Pick<Access["users"], "list"> } & {
    readonly tokens: Pick<Access["tokens"], "list">;
  };
  readonly clock: () => number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const maxDays = 400;
/** More hours than these make an answer that nobody reads. */
const maxDaysByHour = 31;

const statisticsQuery = z.strictObject({
  from: epochMs.exactOptional(),
  to: epochMs.exactOptional(),
  by: z.enum(["tool", "user", "token", "door", "status"]).exactOptional(),
  step: z.enum(["hour", "day"]).exactOptional(),
});

type Query = z.infer<typeof statisticsQuery>;

/** How many calls there were: one's own; an admin sees everybody's. */
export function statisticsRoutes({ statistics, access, clock }: StatisticsParts): Route[] {
  return [
    defineRoute("GET /api/statistics", {
      needs: "self",
      event: undefined,
      input: z.object({ query: statisticsQuery }),
      handle: async ({ query }, principal) => {
        const { from, to, stepMs } = rangeOf(query, clock());
        const column = query.by === undefined ? undefined : columns[query.by];
        const rows = await statistics.count({
          ...{ from, to, stepMs, ...ownOnly(principal) },
          ...(column === undefined ? {} : { by: column }),
        });
        const nameOf = await namesBy(query.by, principal, access);
        return { from, to, rows: rows.map((row) => toRow(row, nameOf)) };
      },
    }),
  ];
}

const columns = {
  tool: "tool",
  user: "user_id",
  token: "token_id",
  door: "door",
  status: "status",
} as const;

function rangeOf({ from, to, step }: Query, now: number) {
  const end = to ?? now;
  // Whole hours are all that is counted.
  const begin = Math.floor((from ?? end - dayMs) / hourMs) * hourMs;
  const days = (end - begin) / dayMs;
  if (days <= 0) throw wrongRange("There is no time between `from` and `to`.");
  // A day more, for the hour that `from` lies in.
  if (days > maxDays + 1) throw wrongRange(`At most ${maxDays} days can be asked for.`);
  const byDay = step === undefined ? days > maxDaysByHour + 1 : step === "day";
  if (!byDay && days > maxDaysByHour + 1)
    throw wrongRange(`By hour, at most ${maxDaysByHour} days can be asked for.`);
  return { from: begin, to: end, stepMs: byDay ? dayMs : hourMs };
}

const wrongRange = (message: string) =>
  new AppError("invalid_input", message, {
    hint: "Times are epoch milliseconds; ask for less time, or by day.",
  });

/** An admin counts everybody's. */
function ownOnly(principal: Principal): { readonly user_id?: string; readonly token_id?: string } {
  if (isAdmin(principal)) return {};
  const tokenId = narrowToken(principal);
  return { user_id: principal.user.id, ...(tokenId === undefined ? {} : { token_id: tokenId }) };
}

type NameOf = (key: string) => string;

/** What people call what is counted; what is gone keeps its id. */
async function namesBy(
  by: Query["by"],
  principal: Principal,
  { users, tokens }: StatisticsParts["access"],
): Promise<NameOf> {
  const isAll = isAdmin(principal);
  if (by === "user") {
    const all = isAll ? await users.list() : [principal.user];
    return namer(all.map(({ id, username }) => [id, username]));
  }
  if (by !== "token") return (key) => key;
  const all = await tokens.list(isAll ? undefined : principal.user.id);
  // Several people may call their tokens the same.
  return namer(all.map(({ id, name, username }) => [id, isAll ? `${name} (${username})` : name]));
}

function namer(names: readonly (readonly [string, string])[]): NameOf {
  const known = new Map(names);
  return (key) => known.get(key) ?? key;
}

function toRow(
  { at, key, calls, refused, failed, duration_ms }: CallCount,
  nameOf: NameOf,
): StatisticsView["rows"][number] {
  const counts = { calls, refused, failed, duration_ms: Math.round(duration_ms) };
  return { at, ...(key === "" ? {} : { key: nameOf(key) }), ...counts };
}
