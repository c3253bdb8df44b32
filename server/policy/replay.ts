// What a past call would have come to under other rules. Nothing is asked and nothing is done.

import type { ErrorCode } from "../../shared/error-codes.ts";
import type { Entity } from "../home/home.ts";
import { isRecord } from "../record.ts";
import { doesHold, rightsIf, type LocalTime } from "./conditions.ts";
import { decide } from "./decide.ts";
import { judge } from "./judge.ts";
import type { PastActs } from "./limits.ts";
import type { Deed } from "./reach.ts";
import type { Reviews } from "./review.ts";
import type { DecisionKind, Limit, Rights, Scope, ToolFacts } from "./rules.ts";
import { maySee, seesAll } from "./scope.ts";

/** A call as the audit keeps it. */
export interface PastCall {
  readonly at: number;
  readonly tool: string;
  readonly decision?: string;
  readonly rule?: string;
  readonly error_code?: ErrorCode;
  /** What it read or touched; "withheld" when who asks may not know. */
  readonly entities?: readonly string[] | "withheld";
  /** What was judged, as JSON. */
  readonly deeds?: string;
}

type Entities = ReadonlyMap<string, Entity>;

export interface ReplayHouse {
  readonly tools: ReadonlyMap<string, ToolFacts>;
  /** As they are now; absent: nothing is known of the home. */
  readonly entities?: Entities;
  readonly reviews: Reviews;
  /** What the home's clocks showed. */
  local(at: number): LocalTime | undefined;
}

export interface ReplayRights {
  /** Those that are tried, conditions and all. */
  readonly rights: Rights;
  /** Those of now: what is withheld cannot be lost when nothing is. */
  readonly present: Rights;
  /** What who asks may see; absent: whatever was done may be known to them. */
  readonly asker?: Scope;
}

export type Ending = "allowed" | "asked" | "refused";

export type Replayed =
  | { readonly ending: Ending; readonly rule: string }
  | { readonly ending: "unknown"; readonly why: string };

/** How many entities of a call the audit keeps. */
const mostEntities = 200;

/** Failures that come before anything is decided, or have nothing to do with it. */
const undecided: ReadonlySet<ErrorCode> = new Set([
  ...(["invalid_input", "too_many_calls", "not_found", "conflict"] as const),
]);

const noSuchTool = "no such tool";

/** What was decided over a call then; undefined: nothing was. */
export function endingOf({ decision, rule, error_code }: PastCall): Ending | undefined {
  if (decision === undefined || rule === noSuchTool) return undefined;
  if (decision === "deny") return "refused";
  if (error_code !== undefined && undecided.has(error_code)) return undefined;
  return decision === "allow" ? "allowed" : "asked";
}

const endings: Readonly<Record<DecisionKind, Ending>> = {
  allow: "allowed",
  confirm: "asked",
  approve: "asked",
  deny: "refused",
};

/** Judges past calls of somebody under these rights. */
export function createReplay(
  { rights, present, asker }: ReplayRights,
  house: ReplayHouse,
): (call: PastCall) => Replayed {
  const losses = new Map<string, boolean>();

  /** Whether all that is there now to see is still there. */
  function losesNothing(then: ReplayRights, entities: Entities): boolean {
    const { scope } = then.rights;
    const key = `${scope.key} ${then.present.scope.key}`;
    const known = losses.get(key);
    if (known !== undefined) return known;
    const found = [...entities.values()].every(
      (entity) => maySee(entity, scope) || !maySee(entity, then.present.scope),
    );
    losses.set(key, found);
    return found;
  }

  function judgeUnder(then: ReplayRights, call: PastCall, tool: ToolFacts): Replayed {
    const { kind, rule } = decide(tool, then.rights);
    if (kind === "deny") return { ending: "refused", rule };
    if (tool.effect !== "read") return replayAct(call, { ...then, tool, house });
    if (kind !== "allow") return { ending: "asked", rule };
    const why = whyNotSeen(call, then, house, losesNothing);
    if (why === undefined) return { ending: "allowed", rule };
    return why === hidden ? { ending: "refused", rule: "scope" } : unknown(why);
  }

  /** Who was at home then, and the states of then, are not known: what hangs on them is assumed. */
  function rightsThen(call: PastCall, assumed: boolean): ReplayRights {
    const around = {
      now: call.at,
      local: () => house.local(call.at),
      somebodyHome: () => undefined,
      stateOf: () => undefined,
    };
    const then = (of: Rights) =>
      rightsIf(of, (conditions) => doesHold(conditions, around) ?? assumed, call.at);
    return { rights: then(rights), present: then(present), ...(asker && { asker }) };
  }

  return (call) => {
    const tool = house.tools.get(call.tool);
    if (tool === undefined) return unknown("the tool is not there any more");
    const [ifSo, ifNot] = [rightsThen(call, true), rightsThen(call, false)];
    const one = judgeUnder(ifSo, call, tool);
    const other = ifSo.rights === ifNot.rights ? one : judgeUnder(ifNot, call, tool);
    return one.ending === other.ending
      ? one
      : unknown("it hangs on who was at home, or on a state");
  };
}

const unknown = (why: string): Replayed => ({ ending: "unknown", why });

const hidden = "hidden";

/** Why it is not sure that all that a read looked at may be seen; undefined: it may. */
function whyNotSeen(
  { decision, entities: touched = [] }: PastCall,
  then: ReplayRights,
  { entities }: ReplayHouse,
  losesNothing: (then: ReplayRights, entities: Entities) => boolean,
): string | undefined {
  const { scope } = then.rights;
  if (seesAll(scope)) return undefined;
  if (decision === "deny") return "it was refused before it looked at anything";
  if (entities === undefined) return "nothing is known of the home now";
  if (touched === "withheld")
    return losesNothing(then, entities)
      ? undefined
      : "what somebody read is for them and an auditor to know";
  const known = touched.flatMap((id) => entities.get(id) ?? []);
  if (known.some((entity) => !maySee(entity, scope))) return hidden;
  if (known.length < touched.length) return entityGone;
  return touched.length < mostEntities ? undefined : "it looked at more than is kept";
}

const entityGone = "an entity is not there any more";

interface ActCircumstances extends ReplayRights {
  readonly tool: ToolFacts;
  readonly house: ReplayHouse;
}

function replayAct(call: PastCall, { rights, asker, tool, house }: ActCircumstances): Replayed {
  const { entities, reviews } = house;
  const deeds = readDeeds(call.deeds);
  if (deeds === undefined) return unknown("what it would have done was not kept");
  if (entities === undefined) return unknown("nothing is known of the home now");
  if (asker !== undefined && deeds.some((deed) => reachesHidden(deed, asker, entities)))
    return unknown("it reaches what you may not see");
  const known = deeds.filter(({ entity_ids }) => entity_ids.every((id) => entities.has(id)));
  if (known.length === 0 && deeds.length > 0) return unknown(entityGone);
  const past: PastActs = { recent: new Map(), now: call.at, dayStart: call.at };
  const judged = (limits: readonly Limit[]) =>
    judge({ deeds: known, rights: { ...rights, limits }, tool, entities, reviews, past });

  const { kind, rule } = judged(rights.limits.map(neverTooOften));
  if (kind === "deny") return { ending: "refused", rule };
  if (known.length < deeds.length) return unknown(entityGone);
  if (judged(rights.limits.map(alwaysTooOften)).kind === "deny")
    return unknown("a limit says how often");
  return { ending: endings[kind], rule };
}

/** Whoever could try rules on it would find out what it is. */
const reachesHidden = ({ entity_ids, via }: Deed, asker: Scope, entities: Entities): boolean =>
  [...entity_ids, ...via].some((id) => {
    const entity = entities.get(id);
    return entity !== undefined && !maySee(entity, asker);
  });

const neverTooOften = ({ cooldownMs, perDay, ...limit }: Limit): Limit => limit;

const alwaysTooOften = (limit: Limit): Limit =>
  limit.cooldownMs === undefined && limit.perDay === undefined ? limit : { ...limit, perDay: 0 };

/** Deeds as the audit keeps them; undefined for what was not kept. */
function readDeeds(json: string | undefined): readonly Deed[] | undefined {
  if (json === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(json);
    return Array.isArray(found) && found.every(isDeed) ? found : undefined;
  } catch {
    return undefined;
  }
}

const isDeed = (value: unknown): value is Deed =>
  isRecord(value) &&
  typeof value["service"] === "string" &&
  isRecord(value["data"]) &&
  isNames(value["entity_ids"]) &&
  isNames(value["via"]) &&
  isNames(value["guards"] ?? []) &&
  typeof (value["unknown"] ?? "") === "string";

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
