// The real road over a played home: everything is Vestibule's own but the wire, the disk and the queue.
import { z } from "zod";
import type { createActing } from "../../../server/gateway/acting.ts";
import type { AuditEntry } from "../../../server/gateway/audit-entry.ts";
import type { createAudit } from "../../../server/gateway/audit.ts";
import type { createGateway } from "../../../server/gateway/call-tool.ts";
import type { createGuard } from "../../../server/gateway/guard-home.ts";
import type { KeptHome } from "../../../server/gateway/homes.ts";
import type { HomeQueue } from "../../../server/gateway/home-queue.ts";
import type { Judging } from "../../../server/gateway/judging.ts";
import type { Prepared } from "../../../server/gateway/prepare.ts";
import type { Intent } from "../../../server/gateway/intent.ts";
import type { Home, ServiceCall } from "../../../server/home/home.ts";
import { createSearch } from "../../../server/home/search/search.ts";
import { createLog } from "../../../server/log.ts";
import type { Act } from "../../../server/store/acts.ts";
import type { Review } from "../../../server/store/reviews.ts";
import { defineAct } from "../../../server/tools/define.ts";
import { catalogue } from "../../../server/tools/index.ts";
import type { AnyHouse } from "./build.ts";
import { playCore, type Played } from "./core.ts";

/** What the road is built of: the server's own, or a copy of it that lacks something. */
export interface RoadParts {
  readonly createActing: typeof createActing;
  readonly createAudit: typeof createAudit;
  readonly createGateway: typeof createGateway;
  readonly createGuard: typeof createGuard;
}

/** A call as it reached the home, and what came of it. */
export interface Sent extends Played {
  readonly call: ServiceCall;
  /** Whether an entry was on the disk by then. */
  readonly isWritten: boolean;
}

/** A plan as it was judged. */
export interface Judged {
  readonly intent: Intent;
  readonly prepared: Prepared;
  readonly decision: string;
}

/** A tool that plans whatever it is told: the road may not rely on tools being well made. */
const rogue = defineAct({
  name: "rogue",
  title: "Rogue",
  description: "Plans anything.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    actions: z.array(
      z.strictObject({
        service: z.string(),
        entity_ids: z.array(z.string()),
        data: z.looseObject({}),
      }),
    ),
  }),
  output: z.object({ done: z.boolean() }),
  plan: ({ actions }) => actions.map((action) => ({ sentence: "Do something", ...action })),
  report: () => ({ done: true }),
});

const queue: HomeQueue = {
  run: (_, job) => job(),
  length: () => ({ waiting: 0, running: 0 }),
  close: () => Promise.resolve(),
};
const log = createLog({ level: "fatal", format: "text", write: () => undefined });
const state = { limit: 100, remaining: 100, resetMs: 1 };
const noon = Date.UTC(2026, 10, 21, 12);

export async function createRoad(parts: RoadParts) {
  const disk = new Map<string, AuditEntry>();
  let now = noon;
  const clock = () => now;
  const acts: Act[] = [];
  const reviews: Review[] = [];
  const answers = new Map<string, { readonly outcome?: string; readonly at: number }>();
  const nameOf = (claim: { scope: string; key: string }) => `${claim.scope} ${claim.key}`;
  let onChange: () => void = () => undefined;
  const acting = await parts.createActing({
    store: {
      acts: {
        add: (more) => done(acts.push(...more)),
        recent: (_, ids, since) =>
          Promise.resolve(
            acts.filter(({ entity_id, at }) => at >= since && ids.includes(entity_id)),
          ),
      },
      answers: {
        begin({ callId, at, ...claim }) {
          const known = answers.get(nameOf(claim));
          if (known !== undefined && at - known.at < (claim.keptMs ?? 0))
            return Promise.resolve({
              ...{ kind: "answered", callId, at },
              outcome: known.outcome ?? "{}",
            });
          answers.set(nameOf(claim), { at });
          return Promise.resolve({ kind: "new" });
        },
        finish: (claim, outcome) => done(answers.set(nameOf(claim), { outcome, at: now })),
        forget: (claim) => done(answers.delete(nameOf(claim))),
      },
      reviews: {
        list: () => Promise.resolve(reviews),
        put: () => done(),
        remove: () => Promise.resolve(false),
      },
    },
    onChange: (listener) => (onChange = listener),
    clock,
    log,
  });
  const judged: Judged[] = [];
  let afterJudging: () => void = () => undefined;
  const judging: Judging = {
    async judge(intent, prepared) {
      const judgement = await acting.judging.judge(intent, prepared);
      judged.push({ intent, prepared, decision: judgement.decision.kind });
      afterJudging();
      return judgement;
    },
    note: (...all) => acting.judging.note(...all),
  };

  const sent: Sent[] = [];
  let kept: KeptHome | undefined;
  const audit = parts.createAudit({
    store: { write: (entries) => done(entries.map((one) => disk.set(one.id, one))) },
    ...{ clock, log, groupMs: 60_000 },
  });
  const gateway = parts.createGateway({
    tools: [...catalogue, rogue],
    homes: {
      find() {
        if (kept === undefined) throw new Error("Nobody has moved in.");
        return kept;
      },
    },
    audit,
    throttle: { take: () => Promise.resolve({ passes: true, state }), limitOf: () => 100 },
    acting: { judging, answers: acting.answers },
    clock,
    log,
  });

  function homeOf(house: AnyHouse): Home {
    const search = createSearch();
    search.rebuild(house.snapshot);
    return {
      ...{ id: "default", name: "Home", snapshot: () => house.snapshot },
      ...{ search: (query) => search.search(query), nearest: (...all) => search.nearest(...all) },
      status: () => ({ state: "ready", entities: 1, breaker: "closed", reconnects: 0 }),
      history: () => Promise.resolve(new Map()),
      routines: (ids) => Promise.resolve(new Map(ids.flatMap((id) => [...entryOf(id, house)]))),
      automations: () => Promise.resolve(house.automations()),
      callService(call) {
        const isWritten = [...disk.values()].some(({ status }) => status === "started");
        sent.push({
          ...playCore(house, call, new Set(reviews.map(({ id }) => id))),
          call,
          isWritten,
        });
        return Promise.resolve({ context_id: `context-${sent.length}` });
      },
      until: (_, test) => Promise.resolve(test()),
      people: () => Promise.resolve([]),
      onPeople: () => () => undefined,
      createSwitch: () => Promise.reject(new Error("nobody asks for one")),
      ready: () => Promise.resolve(true),
      close: () => done(),
    };
  }

  return {
    gateway,
    judging: acting.judging,
    sent,
    judged,
    clock,
    /** Lets time pass, and everything be written down. */
    async wait(ms: number): Promise<void> {
      now += ms;
      await audit.flush();
    },
    afterJudging: (job: () => void) => void (afterJudging = job),
    /** Forgets everything, and opens another home. */
    async moveTo(house: AnyHouse, known: readonly Review[]): Promise<void> {
      const source = homeOf(house);
      kept = { id: "default", source, guard: parts.createGuard(source, queue), queue };
      for (const list of [acts, sent, judged, reviews]) list.length = 0;
      reviews.push(...known);
      answers.clear();
      disk.clear();
      now = noon;
      afterJudging = () => undefined;
      onChange();
      // Reviews are read behind the back of whoever changed them.
      await new Promise(setImmediate);
    },
  };
}

/** For what was done already. */
const done = (...what: readonly unknown[]): Promise<void> =>
  Promise.resolve(what).then(() => undefined);

export type Road = Awaited<ReturnType<typeof createRoad>>;

function* entryOf(id: string, house: AnyHouse) {
  const routine = house.read(id);
  if (routine !== undefined) yield [id, routine] as const;
}
