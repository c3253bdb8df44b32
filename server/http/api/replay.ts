import { z } from "zod";
import type { ReplayView, SubjectView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { AuditEntry } from "../../gateway/audit-entry.ts";
import type { Entity } from "../../home/home.ts";
import { createReplay, endingOf, type PastCall, type Replayed } from "../../policy/replay.ts";
import { indexReviews } from "../../policy/review.ts";
import type { ToolFacts } from "../../policy/rules.ts";
import type { AuditFilter, AuditLog } from "../../store/audit.ts";
import type { ReviewStore } from "../../store/reviews.ts";
import { localTime } from "../../surroundings.ts";
import { snapshotOf, type Homes } from "./default-home.ts";
import { subject } from "./fields.ts";
import { isOneself } from "./oneself.ts";
import { permissions } from "./permission-fields.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";
import { seenBy, sightOf } from "./sight.ts";

export interface ReplayParts {
  readonly access: {
    readonly permissions: Pick<Access["permissions"], "imagine">;
    readonly tokens: Pick<Access["tokens"], "get">;
    readonly users: Pick<Access["users"], "list">;
  };
  readonly auditLog: Pick<AuditLog, "find">;
  readonly tools: readonly ToolFacts[];
  readonly homes: Homes;
  readonly review: { readonly reviews: Pick<ReviewStore, "list"> };
  readonly clock: () => number;
}

const wish = z.strictObject({
  subject,
  permissions,
  days: z.int().min(1).max(30).exactOptional(),
});

const dayMs = 24 * 3_600_000;
const mostCalls = 20_000;
/** Nothing else is done while a page is judged. */
const pageSize = 100;
const mostChanged = 50;
/** Of one user. */
const mostAtOnce = 4;

/** What past calls would have come to under other rules. The home is not asked. */
export function replayRoutes(parts: ReplayParts): Route[] {
  const running = new Map<string, number>();

  /** Thousands of calls are judged: nobody keeps the house busy with it. @throws AppError too_many_calls */
  async function aFew<Answer>({ user }: Principal, count: () => Promise<Answer>): Promise<Answer> {
    const own = running.get(user.id) ?? 0;
    if (own >= mostAtOnce) throw stillCounting();
    running.set(user.id, own + 1);
    try {
      return await count();
    } finally {
      const left = (running.get(user.id) ?? 1) - 1;
      if (left === 0) running.delete(user.id);
      else running.set(user.id, left);
    }
  }

  return [
    defineRoute("POST /api/permissions/replay", {
      needs: "self",
      event: "permissions.replay",
      input: z.object({ body: wish }),
      handle: async ({ body: { subject: whose, permissions: tried, days = 7 } }, principal) => {
        const to = parts.clock();
        const range = { from: to - days * dayMs, to };
        const filter = { ...(await callsOf(whose, principal, parts)), ...range };
        const { access } = parts;
        const [imagined, present] = await Promise.all([
          access.permissions.imagine(whose, tried),
          access.permissions.imagine(whose),
        ]);
        const rights = {
          ...{ rights: imagined.rights, present: present.rights },
          ...(isAdmin(principal) ? {} : { asker: principal.rights.scope }),
        };
        return aFew(principal, async () => {
          const judges = await judgesOf(rights, parts);
          const count = createCount();
          const isCut = await eachCall(filter, principal, parts, (entry, call) => {
            const judge = judges(entry.home);
            const was = endingOf(call);
            if (was !== undefined) count.add(entry, was, judge(call));
          });
          return { ...range, ...count.total(), is_cut: isCut };
        });
      },
    }),
  ];
}

/** Whose calls they are. One's own and one's tokens'; an admin may ask about anybody's.
 * @throws AppError not_allowed, or not_found for a token that is not there. */
async function callsOf(
  { kind, id: subjectId }: SubjectView,
  principal: Principal,
  { access }: ReplayParts,
): Promise<AuditFilter> {
  const mayAsk = isAdmin(principal);
  if (kind === "user") {
    if (!mayAsk && !isOneself(principal, subjectId)) throw notYours();
    return { user_id: subjectId };
  }
  if (kind === "token") {
    const token = mayAsk ? undefined : await access.tokens.get(subjectId);
    const isOwn = token !== undefined && isOneself(principal, token.user_id);
    if (!mayAsk && !isOwn && principal.token?.id !== subjectId) throw notYours();
    return { token_id: subjectId };
  }
  if (!mayAsk) throw notYours();
  const users = await access.users.list();
  return { user_ids: users.filter(({ role }) => role === subjectId).map((user) => user.id) };
}

const stillCounting = () =>
  new AppError("too_many_calls", "What you asked before is still being counted.", {
    hint: "Wait for that answer, then ask again; fewer days are counted faster.",
  });

const notYours = () =>
  new AppError("not_allowed", "Only an admin may replay what others asked.", {
    hint: "Replay your own calls, or those of a token of yours.",
  });

type Judge = (call: PastCall) => Replayed;

/** A judge for each home, as it is now. */
async function judgesOf(
  rights: Parameters<typeof createReplay>[0],
  { homes, review, tools }: ReplayParts,
): Promise<(home: string | undefined) => Judge> {
  const all = await review.reviews.list();
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const judges = new Map<string | undefined, Judge>();
  const judgeFor = (home: string | undefined): Judge => {
    // What was refused at once reached no home.
    const asked = home === undefined ? homes[0] : homes.find((one) => one.id === home);
    const snapshot = asked && snapshotOf(asked);
    return createReplay(rights, {
      tools: byName,
      ...(snapshot === undefined ? {} : { entities: frozen(snapshot.entities) }),
      reviews: indexReviews(all.filter((one) => one.home === asked?.id)),
      local: (at) => snapshot && localTime(at, snapshot.config.time_zone),
    });
  };
  return (home) => {
    const known = judges.get(home) ?? judgeFor(home);
    judges.set(home, known);
    return known;
  };
}

/** The mirror changes while pages are read: one answer is about one moment. */
const frozen = (entities: ReadonlyMap<string, Entity>) => new Map(entities);

/** Reads calls page by page, newest first; answers whether there were more. */
async function eachCall(
  filter: AuditFilter,
  principal: Principal,
  { auditLog, tools }: ReplayParts,
  take: (entry: AuditEntry, call: PastCall) => void,
): Promise<boolean> {
  const sight = sightOf(principal, tools);
  let cursor: string | undefined;
  for (let read = 0; read < mostCalls; read += pageSize) {
    const page = await auditLog.find(
      { ...filter, kind: "call" },
      { limit: pageSize, withDeeds: true, ...(cursor === undefined ? {} : { cursor }) },
    );
    for (const entry of page.entries) {
      const seen = seenBy(sight, entry);
      // Whoever may try rules on what somebody read would find out what it was.
      const isWithheld = entry.entities !== undefined && seen?.entities === undefined;
      take(entry, isWithheld ? { ...entry, entities: "withheld" } : entry);
    }
    cursor = page.next;
    if (cursor === undefined) return false;
  }
  return true;
}

type Count = Omit<ReplayView, "from" | "to" | "is_cut">;
type Changed = Count["changed"][number];

function createCount() {
  const endings = { allowed: 0, asked: 0, refused: 0, unknown: 0 };
  const whys = new Map<string, number>();
  const changed: Changed[] = [];
  return {
    add({ id: callId, at, tool }: AuditEntry, was: Changed["was"], would: Replayed): void {
      endings[would.ending] += 1;
      const rule = would.ending === "unknown" ? would.why : would.rule;
      if (would.ending === "unknown") whys.set(rule, (whys.get(rule) ?? 0) + 1);
      if (was === would.ending || changed.length >= mostChanged) return;
      changed.push({ id: callId, at, tool, was, would_be: would.ending, rule });
    },
    total: (): Count => ({
      calls: Object.values(endings).reduce((sum, calls) => sum + calls, 0),
      ...endings,
      changed,
      reasons: [...whys]
        .map(([why, calls]) => ({ why, calls }))
        .sort((one, other) => other.calls - one.calls),
    }),
  };
}
