import type { Entity } from "../home/home.ts";
import { decideAct, decideEffect, isKnownHarmless, isNew } from "./decide.ts";
import { domainOf } from "./domains.ts";
import type { LimitedEntity } from "./limits.ts";
import type { Deed } from "./reach.ts";
import type { Reviews } from "./review.ts";
import { goesBeyond, riskOf, type ServiceRisk } from "./risk.ts";
import { isHandedOn } from "./handed-on.ts";
import { rowNameOf } from "./risk-table.ts";
import type { Access, Decision, Rights, Risk, Scope, ToolFacts } from "./rules.ts";
import { accessOf, isWide, seesAll } from "./scope.ts";
import { describeEffect, describeRisk, listNames, sayRule, type Finding } from "./verdict.ts";

interface Circumstances {
  readonly rights: Rights;
  readonly tool: ToolFacts;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly reviews: Reviews;
}

interface SeenEntity extends LimitedEntity {
  readonly access: Exclude<Access, "none">;
  /** Absent: the home has no such entity. */
  readonly entity?: Entity;
}

/** A deed as the principal may know of it. */
export interface Reached {
  readonly service: string;
  /** The service, as far as the principal may know of it. */
  readonly serviceName: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly unknown?: string;
  readonly switchesSafety: boolean;
  readonly seen: readonly SeenEntity[];
  /** Whether there is something that the principal may not see. */
  readonly isHiding: boolean;
  /** "Leaving home (script) → Front hall (script)"; "This" when nothing leads there. */
  readonly who: string;
}

/** What a principal may know of a deed. */
export function reachOf(deed: Deed, { rights, entities }: Circumstances): Reached {
  const { service, data, unknown, guards = [], entity_ids, via } = deed;
  const seen = seenOf(entity_ids, entities, rights.scope);
  const chain = seenOf(via, entities, rights.scope).map(
    ({ name, domain }) => `${name} (${domain})`,
  );
  // Who named the service knows it.
  const knowsAll = via.length === 0 || seesAll(rights.scope);
  const nameOf = knowsAll ? nameOfService : isWide(rights.scope) ? nameOfHouse : publicName;
  return {
    service,
    serviceName: nameOf(service),
    data,
    seen,
    switchesSafety: guards.length > 0,
    isHiding: seen.length < entity_ids.length,
    who: chain.length === 0 ? "This" : chain.join(" → "),
    ...(unknown === undefined
      ? {}
      : { unknown: knowsAll ? unknown : unknown.replace(serviceForm, nameOf) }),
  };
}

function seenOf(
  ids: readonly string[],
  entities: ReadonlyMap<string, Entity>,
  scope: Scope,
): readonly SeenEntity[] {
  return ids.flatMap((id) => {
    const entity = entities.get(id);
    const facts = entity ?? factsOfMissing(id);
    const access = accessOf(facts, scope);
    if (access === "none") return [];
    return [{ ...facts, access, ...(entity === undefined ? {} : { entity }) }];
  });
}

/** What a scope can say of an entity that the home does not have: little. */
const factsOfMissing = (id: string): LimitedEntity => ({
  entity_id: id,
  domain: domainOf(id),
  name: id,
  labels: [],
  exposed: false,
});

/** Why a deed may not simply be done: by scope, effect, risk, or because it is new. */
export function judgeDeed(deed: Reached, circumstances: Circumstances): readonly Finding[] {
  const { seen, isHiding, who } = deed;
  const tally = createTally();
  const subjects = seen.length === 0 && !isHiding ? [undefined] : seen;
  for (const subject of subjects) judgeSubject(deed, subject, circumstances, tally);
  return [...(isHiding ? [reachesHidden(who)] : []), ...tally.findings(who)];
}

const reachesHidden = (who: string): Finding => ({
  kind: "deny",
  rule: "scope",
  sentence: `${who} also reaches something that is not yours to control.`,
});

const onlyToSee: Decision = { kind: "deny", rule: "scope" };

function judgeSubject(
  deed: Reached,
  subject: SeenEntity | undefined,
  { rights, tool, reviews }: Circumstances,
  tally: Tally,
): void {
  const { service, data } = deed;
  const judged = riskOf(service, subject?.entity, data, reviews);
  const { effect } = judged;
  const thing = subject?.name ?? deed.serviceName;
  if (subject?.access === "see" && effect !== "read")
    tally.add(onlyToSee, thing, (things) => `acts on ${things}, yours to see and not to control`);
  if (goesBeyond(effect, tool.effect))
    tally.add(decideEffect(effect, rights), thing, (things) => describeEffect(effect, things));

  const risks = risksOf(deed, judged);
  for (const risk of risks)
    tally.add(decideAct({ service, risk }, rights), thingOf(risk, thing, deed, judged), (things) =>
      describeRisk(risk, things),
    );
  if (risks.size > 0) return;
  tally.add(decideAct({ service }, rights), thing, (things) => describeEffect(effect, things));
  const row = rowNameOf(service);
  if (row !== undefined && !isKnownHarmless(row, rights.known))
    tally.add(isNew, row, (things) => `uses ${things}`);
}

const risksOf = ({ unknown, switchesSafety }: Reached, { risks }: ServiceRisk): ReadonlySet<Risk> =>
  new Set<Risk>([
    ...risks,
    ...(unknown === undefined ? [] : (["unknown_action"] as const)),
    ...(switchesSafety ? (["safety_automation"] as const) : []),
  ]);

/** Risks that lie in the service, whatever it is called on. */
const ofService: ReadonlySet<Risk> = new Set([
  "notify_command",
  "raw_protocol",
  "shell",
  "unknown_service",
]);

function thingOf(risk: Risk, thing: string, deed: Reached, { why }: ServiceRisk) {
  const { serviceName, unknown } = deed;
  if (ofService.has(risk)) return serviceName;
  if (risk !== "unknown_action") return thing;
  return unknown ?? (why === undefined ? thing : `${thing}: ${why}`);
}

const someService = "a service";

/** What a template would make of a service is not known, and how it is written is nobody's business. */
const nameOfService = (service: string): string =>
  /^[a-z0-9_]+\.[a-z0-9_]+$/.test(service) ? service : someService;

/** Services are called like phones, scripts and commands, also such as are hidden; not those that the
 * table has by their own names. */
const publicName = (service: string): string =>
  isHandedOn(service) || rowNameOf(service) === service ? service : someService;

/** Who lives here knows them, but for other people's phones. */
const nameOfHouse = (service: string): string =>
  service.startsWith("notify.mobile_app_") ? someService : nameOfService(service);

const serviceForm = /[a-z0-9_]+\.[a-z0-9_]+/g;

type Tally = ReturnType<typeof createTally>;

/** Says of several things at once what is to be said of each. */
function createTally() {
  const said = new Map<string, { add: (thing: string) => void; say: (who: string) => Finding }>();
  return {
    add(decision: Decision | undefined, thing: string, describe: (things: string) => string): void {
      if (decision === undefined || decision.kind === "allow") return;
      const { kind, rule } = decision;
      const key = [kind, rule, describe("")].join("\n");
      const entry = said.get(key) ?? createEntry(kind, rule, describe);
      said.set(key, entry);
      entry.add(thing);
    },
    findings: (who: string): readonly Finding[] => [...said.values()].map(({ say }) => say(who)),
  };
}

function createEntry(kind: Finding["kind"], rule: string, describe: (things: string) => string) {
  const things = new Set<string>();
  return {
    add: (thing: string) => {
      things.add(thing);
    },
    say: (who: string) => sayRule(who, describe(listNames([...things])), kind, rule),
  };
}
