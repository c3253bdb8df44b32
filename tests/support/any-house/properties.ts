// What must hold of any call in any house, whoever calls.
import type { Principal } from "../../../server/access/principal.ts";
import type { Explanation, Outcome } from "../../../server/gateway/call.ts";
import type { Entity } from "../../../server/home/home.ts";
import { decisions } from "../../../server/policy/rules.ts";
import type { Review } from "../../../server/store/reviews.ts";
import { accessIn, complaintsOf, mayUse, tooMany, tooSoon, type Asker } from "./allowed.ts";
import { buildHouse, type AnyHouse } from "./build.ts";
import { askedOf, type AskedCall } from "./calls.ts";
import type { Deed } from "./core.ts";
import { domainOf, pick } from "./names.ts";
import type { CasePlan } from "./plans.ts";
import { principalOf } from "./rights.ts";
import type { Judged, Road } from "./road.ts";

/** What is held, by a short name. */
export const properties = [
  "nothing outside the scope, no risk and no limit is overstepped",
  "nothing that may not be seen is named",
  "what is sent is what was judged, and entities only",
  "what is refused sends nothing",
  "a rehearsal and an explanation do nothing, and tell what comes",
  "who may less is never allowed more",
  "automations that may be set off are named",
  "what is sent is written down before",
] as const;
export type Property = (typeof properties)[number];

/** A property that does not hold, and how. */
export interface Breach {
  readonly property: Property;
  readonly how: string;
}

export interface Tally {
  calls: number;
  sent: number;
  refused: number;
}

/** Plays a case, and tells what did not hold in it. */
export async function breachesIn(plan: CasePlan, road: Road, tally?: Tally): Promise<Breach[]> {
  const house = buildHouse(plan.house);
  const reviewed = new Set(plan.reviewed.map((n) => pick([...house.entities.keys()], n)));
  await road.moveTo(house, reviewsOf(reviewed, house));
  const wide = principalOf(house, plan.rights);
  const narrow = principalOf(house, plan.rights, plan.less);
  const past = new Map<Principal, (Deed & { at: number })[]>();
  const breaches: Breach[] = [];
  const who = plan.hasToken ? narrow : wide;
  const calls = plan.isRepeated ? [...plan.calls, ...plan.calls] : plan.calls;
  for (const [at, call] of calls.entries()) {
    const asked = askedOf(call, house);
    const isLast = at === calls.length - 1;
    const before = new Map(house.entities);
    const meddle =
      isLast && plan.meddling !== null
        ? () => house.rewrite(plan.meddling?.which ?? 0, plan.meddling?.steps ?? [])
        : undefined;
    const witness = createWitness(breaches, asked);
    const acts = past.get(who) ?? [];
    past.set(who, acts);
    await tryOne({ road, house, who, wide, asked, meddle, witness, reviewed, acts, tally, before });
    for (const [id, entity] of before) house.entities.set(id, entity);
    await road.wait(30_000);
  }
  return breaches;
}

interface Attempt {
  readonly road: Road;
  readonly house: AnyHouse;
  readonly who: Principal;
  readonly wide: Principal;
  readonly asked: AskedCall;
  readonly meddle: (() => void) | undefined;
  readonly witness: Witness;
  readonly reviewed: ReadonlySet<string>;
  /** What this principal did before. */
  readonly acts: (Deed & { at: number })[];
  readonly tally: Tally | undefined;
  readonly before: ReadonlyMap<string, Entity>;
}

async function tryOne(attempt: Attempt): Promise<void> {
  const { road, house, who, asked, meddle, witness, tally } = attempt;
  const { tool, args } = asked;
  const signal = new AbortController().signal;
  const call = (more: object): Promise<Outcome> =>
    road.gateway.call({ principal: who, tool, args: { ...args, ...more }, signal });
  road.sent.length = 0;
  road.judged.length = 0;

  const explanation = await road.gateway.explain({ principal: who, tool, args, signal });
  const rehearsal = await call({ rehearse: true });
  const foreseen = road.judged.at(-1);
  if (road.sent.length > 0)
    witness("a rehearsal and an explanation do nothing, and tell what comes", "sent");
  await seesNoMoreThanUser(attempt, foreseen);

  road.afterJudging(() => meddle?.());
  const outcome = await call({});
  road.afterJudging(() => undefined);
  if (tally !== undefined) {
    tally.calls += 3;
    tally.sent += road.sent.length;
    tally.refused += outcome.ok ? 0 : 1;
  }

  judgeDeeds(attempt);
  judgeSending(attempt, outcome);
  if (meddle === undefined) {
    judgeForesight(witness, { explanation, rehearsal, outcome });
    judgeChances(attempt, rehearsal);
  }
  for (const said of [explanation, withoutIds(rehearsal), withoutIds(outcome)])
    for (const word of unseenWords(house, who, attempt.before))
      if (JSON.stringify(said).includes(word) && !JSON.stringify(args).toLowerCase().includes(word))
        witness("nothing that may not be seen is named", `${word} in ${JSON.stringify(said)}`);
}

/** Against everything that happened in the home, the rights say once more what they allow. */
function judgeDeeds({ road, house, who, asked, witness, reviewed, acts }: Attempt): void {
  const property = "nothing outside the scope, no risk and no limit is overstepped";
  const asker: Asker = { rights: who.rights, tool: asked.tool, reviewed };
  const deeds = road.sent.flatMap((one) => one.deeds);
  if (deeds.length === 0) return;
  for (const deed of deeds) {
    for (const how of complaintsOf(deed, house, asker)) witness(property, how);
    if (tooSoon(deed, acts, road.clock(), who.rights))
      witness(property, `${deed.service} ${deed.entity_id ?? ""}: too soon`);
  }
  if (!mayUse(asked.tool, who.rights)) witness(property, `the tool ${asked.tool}`);
  if (tooMany(deeds, who.rights)) witness(property, "too many targets");
  acts.push(...deeds.map((deed) => ({ ...deed, at: road.clock() })));
}

const idForm = /^[a-z0-9_]+\.[a-z0-9_]+$/u;
const selectors = ["entity_id", "device_id", "area_id", "floor_id", "label_id", "exclude"];

function judgeSending({ road, house, witness }: Attempt, outcome: Outcome): void {
  const property = "what is sent is what was judged, and entities only";
  const judged = road.judged.at(-1);
  if (!outcome.ok && road.sent.length > 0)
    witness("what is refused sends nothing", JSON.stringify(outcome.failure));
  if (road.sent.length > 0 && judged?.decision !== "allow")
    witness("what is refused sends nothing", `the judge said ${judged?.decision ?? "nothing"}`);
  const planned = judged?.prepared.actions ?? [];
  const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);
  for (const { call, isWritten } of road.sent) {
    const { service, entity_ids, data } = call;
    if (!isWritten) witness("what is sent is written down before", service);
    if (!planned.some((one) => one.service === service && same(one.entity_ids, entity_ids)))
      witness(property, `${JSON.stringify(call)} was not planned`);
    if (entity_ids.some((id) => !idForm.test(id))) witness(property, entity_ids.join());
    const isTargeted = house.snapshot.services.get(service)?.target !== undefined;
    if (isTargeted && selectors.some((key) => key in data)) witness(property, JSON.stringify(data));
    const deeds = judged?.prepared.deeds.filter((one) => one.service === service) ?? [];
    const acting = entity_ids.filter((id) => mayAct(service, id, house));
    if (acting.some((id) => !deeds.some((one) => one.entity_ids.includes(id))))
      witness(property, `${JSON.stringify(call)} was not judged`);
  }
}

/** Home Assistant hands these on to each entity's own domain, which may have no such service. */
function mayAct(service: string, id: string, { snapshot }: AnyHouse): boolean {
  const [domain, verb = ""] = service.split(".");
  return domain !== "homeassistant" || snapshot.services.has(`${domainOf(id)}.${verb}`);
}

interface Told {
  readonly explanation: Explanation;
  readonly rehearsal: Outcome;
  readonly outcome: Outcome;
}

const refusals = ["not_allowed", "needs_confirmation", "needs_approval"];

function judgeForesight(witness: Witness, { explanation, rehearsal, outcome }: Told): void {
  const property = "a rehearsal and an explanation do nothing, and tell what comes";
  const code = outcome.ok ? "done" : outcome.failure.code;
  if (!rehearsal.ok) {
    if (code !== rehearsal.failure.code)
      witness(property, `${rehearsal.failure.code}, then ${code}`);
    if (explanation.failure?.code !== rehearsal.failure.code)
      witness(property, `explained as ${explanation.failure?.code ?? "possible"}`);
    return;
  }
  const { decision, plan_hash } = rehearsal.result;
  if ((decision === "allow") !== outcome.ok) witness(property, `${String(decision)}, then ${code}`);
  if (!outcome.ok && !refusals.includes(code)) witness(property, `refused with ${code}`);
  if (explanation.decision.kind !== decision || explanation.planHash !== plan_hash)
    witness(property, `explained as ${JSON.stringify(explanation)}`);
}

/** Of what the one with less is allowed, the other one is allowed all. */
async function seesNoMoreThanUser(
  { road, who, wide, witness }: Attempt,
  foreseen: Judged | undefined,
): Promise<void> {
  if (foreseen === undefined || who === wide) return;
  const { intent, prepared, decision } = foreseen;
  const own = await road.judging.judge({ ...intent, principal: wide }, prepared);
  const nothing = await road.judging.judge(intent, { ...prepared, deeds: [] });
  if (nothing.decision.kind !== "deny") witness("what is refused sends nothing", "nothing passed");
  const strictness = (kind: string) => decisions.findIndex((one) => one === kind);
  if (strictness(own.decision.kind) > strictness(decision))
    witness("who may less is never allowed more", `${own.decision.kind}, with less ${decision}`);
}

function judgeChances({ road, who, witness, before }: Attempt, rehearsal: Outcome): void {
  if (!rehearsal.ok) return;
  const told = JSON.stringify(rehearsal.result["plan"]);
  for (const id of road.sent.flatMap(({ byChance }) => [...byChance])) {
    const automation = before.get(id);
    if (automation === undefined || accessIn(who.rights.scope, automation) === "none") continue;
    if (!told.includes(automation.name))
      witness("automations that may be set off are named", `${id} is not in ${told}`);
  }
}

/** Words of names and ids that nothing tells the caller but a leak. */
function unseenWords(
  { snapshot, words, entities }: AnyHouse,
  { rights }: Principal,
  before: ReadonlyMap<string, Entity>,
): readonly string[] {
  const all = [...before.values()];
  const seen = all.filter((one) => accessIn(rights.scope, one) !== "none");
  const shown = new Set(
    seen.flatMap((one) => [one.area_id, one.floor_id, one.device_id, ...one.labels]),
  );
  const places = [snapshot.areas, snapshot.floors, snapshot.devices, snapshot.labels];
  return [
    ...all.filter((one) => !seen.includes(one)).map(({ name }) => name.split(" ")[0] ?? name),
    ...places.flatMap((some) => [...some.keys()].filter((id) => !shown.has(id))),
    ...words.keys.filter((key) =>
      [...entities.values()].some(
        (one) => one.script_key === key && accessIn(rights.scope, one) === "none",
      ),
    ),
  ];
}

/** Hashes and ids of calls are made of letters, too. */
function withoutIds(outcome: Outcome): unknown {
  if (!outcome.ok) return { ...outcome.failure, call_id: "" };
  return { ...outcome.result, plan_hash: "" };
}

type Witness = (property: Property, how: string) => void;

const createWitness =
  (breaches: Breach[], asked: AskedCall): Witness =>
  (property, how) =>
    void breaches.push({ property, how: `${asked.tool} ${JSON.stringify(asked.args)}: ${how}` });

const reviewsOf = (ids: ReadonlySet<string>, { entities }: AnyHouse): readonly Review[] =>
  [...ids].map((id) => ({
    ...{ home: "default", kind: "entity", id, verdict: "harmless", by: "admin", at: 0 },
    platform: entities.get(id)?.platform ?? "",
    config_entry_id: "entry",
  }));
