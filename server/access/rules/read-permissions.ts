import type {
  ChosenRightsView,
  ConditionsView,
  PermissionsView,
  RuleView,
  ScopeRuleView,
} from "../../../shared/views.ts";
import { minutesOf, unknownStates } from "../../policy/conditions.ts";
import {
  accesses,
  decisions,
  weekdays,
  type Conditions,
  type Rule,
  type ScopeRule,
  type Timed,
  type Written,
} from "../../policy/rules.ts";
import { namedScopes, scopeNames } from "../../policy/scope.ts";
import { readLimit } from "./read-limit.ts";
import { parseSelect, parseTarget } from "./targets.ts";
import { refuse, refuseUnlessEntity, refuseUnlessOneOf } from "./wrong-permissions.ts";

const most = { rules: 500, scope: 500, limits: 100 } as const;

/** What was written for a role, a user or everybody, as policy reads it. Rules are named after whose they
 * are: "role kids: tool:set_lock". Who writes at a moment may not write what has ended by then.
 * @throws AppError invalid_input naming the item: "rules.3.target". */
export function readPermissions(
  { rules, scope, limits }: PermissionsView,
  whose: string,
  writingAt?: number,
): Written {
  const reading: Reading = { whose, ...(writingAt === undefined ? {} : { writingAt }) };
  return {
    rules: readList("rules", rules, (rule, at) => readRule(rule, at, reading)),
    scope: readList("scope", scope, (rule, at) => readScopeRule(rule, at, reading)),
    limits: readList("limits", limits, (limit, at) => {
      refuseUnknownWords(limit, at, limitWords);
      return { ...readLimit(limit, at), ...readTimes(limit, at, reading) };
    }),
  };
}

/** What was chosen for a token, by name, by target or as a list.
 * @throws AppError invalid_input naming the item. */
export function readChosen(chosen: ChosenRightsView, writingAt?: number): Written {
  refuseUnknownWords(chosen, "chosen", ["rules", "scope", "limits"]);
  const { rules, scope = "all", limits = [] } = chosen;
  if (typeof scope === "string") refuseUnlessOneOf("scope", scope, scopeNames);
  const written = { rules: inOrder(rules), scope: typeof scope === "string" ? [] : scope, limits };
  const read = readPermissions(written, "token", writingAt);
  return typeof scope === "string" ? { ...read, scope: namedScopes[scope] } : read;
}

/** Decisions by target have no order of their own, and equal ones are to be equal. */
const inOrder = (rules: ChosenRightsView["rules"]): readonly RuleView[] =>
  isList(rules)
    ? rules
    : Object.entries(rules)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([target, decision]) => ({ target, decision }));

/** Array.isArray does not know readonly lists. */
const isList = (rules: ChosenRightsView["rules"]): rules is readonly RuleView[] =>
  Array.isArray(rules);

interface Reading {
  readonly whose: string;
  readonly writingAt?: number;
}

function readList<View, Item>(
  kind: keyof typeof most,
  views: readonly View[],
  read: (view: View, at: string) => Item,
): readonly Item[] {
  if (views.length > most[kind])
    refuse(kind, `there are more than ${most[kind]}`, "Say the same with fewer.");
  return views.map((view, index) => read(view, `${kind}.${index}`));
}

/** Another version may have written what this one does not know, and what is left of a rule without it is
 * another rule. */
function refuseUnknownWords(view: object, at: string, known: readonly string[]): void {
  const word = Object.keys(view).find((key) => !known.includes(key));
  if (word !== undefined)
    refuse(at, `"${word.slice(0, 80)}" is no part of it`, `Say ${known.join(", ")}.`);
}

const timedWords = ["when", "until"] as const;
const limitWords = [
  ...["name", "service", "select", "field", "min", "max", "choices"],
  ...["max_targets", "cooldown_s", "per_day", ...timedWords],
];

function readRule(view: RuleView, at: string, reading: Reading): Rule {
  refuseUnknownWords(view, at, ["target", "decision", ...timedWords]);
  const target = parseTarget(view.target);
  if (target === undefined)
    return refuse(
      `${at}.target`,
      `"${view.target.slice(0, 80)}" is not something to decide on`,
      'Say "tool:get_entity", "toolset:explore", "effect:read" (or execute, write, destroy) or "all"; of what happens in the home "service:lock.unlock", "service:lock.*", "risk:unlock" or "sensitive".',
    );
  refuseUnlessOneOf(`${at}.decision`, view.decision, decisions);
  return {
    ...{ name: `${reading.whose}: ${view.target}`, target, decision: view.decision },
    ...readTimes(view, at, reading),
  };
}

function readScopeRule(view: ScopeRuleView, at: string, reading: Reading): ScopeRule {
  refuseUnknownWords(view, at, ["select", "access", ...timedWords]);
  const select = parseSelect(view.select);
  if (select === undefined)
    return refuse(
      `${at}.select`,
      `"${view.select.slice(0, 80)}" does not select entities`,
      'Say "entity:light.hall", "device:<id>", "area:kitchen", "floor:attic", "label:kids", "domain:light", "private", "exposed" or "all".',
    );
  refuseUnlessOneOf(`${at}.access`, view.access, accesses);
  return {
    ...{ name: `${reading.whose}: ${view.select}`, select, access: view.access },
    ...readTimes(view, at, reading),
  };
}

function readTimes(
  { when, until }: { readonly when?: ConditionsView; readonly until?: number },
  at: string,
  { writingAt = -Infinity }: Reading,
): Timed {
  if (until !== undefined && !(Number.isSafeInteger(until) && until > writingAt))
    refuse(`${at}.until`, "it has passed", "Give a moment to come, in epoch milliseconds.");
  return {
    ...(when === undefined ? {} : { when: readConditions(when, `${at}.when`) }),
    ...(until === undefined ? {} : { until }),
  };
}

function readConditions(view: ConditionsView, at: string): Conditions {
  refuseUnknownWords(view, at, ["weekdays", "hours", "presence", "state"]);
  const { weekdays: days, hours, presence, state } = view;
  if ([days, hours, presence, state].every((one) => one === undefined))
    refuse(at, "it names nothing", "Name weekdays, hours, presence or state, or leave when out.");
  if (days !== undefined) readWeekdays(days, `${at}.weekdays`);
  if (hours !== undefined) readHours(hours, `${at}.hours`);
  if (presence !== undefined)
    refuseUnlessOneOf(`${at}.presence`, presence, ["somebody_home", "nobody_home"]);
  if (state !== undefined) readState(state, `${at}.state`);
  return {
    ...(days === undefined ? {} : { weekdays: days }),
    ...(hours === undefined ? {} : { hours }),
    ...(presence === undefined ? {} : { presence }),
    ...(state === undefined ? {} : { state }),
  };
}

function readWeekdays(days: readonly string[], at: string): void {
  if (days.length === 0) refuse(at, "it names no day", "Leave it out for every day.");
  for (const day of days) refuseUnlessOneOf(at, day, weekdays);
}

function readHours(hours: NonNullable<Conditions["hours"]>, at: string): void {
  refuseUnknownWords(hours, at, ["from", "to"]);
  const { from, to } = hours;
  if (minutesOf(from) === undefined || minutesOf(to) === undefined)
    refuse(at, "these are not two times of day", 'Say {"from": "22:00", "to": "06:00"}.');
  if (from === to)
    refuse(at, "they begin when they end", "Leave hours out for the whole day, or give two times.");
}

function readState(state: NonNullable<Conditions["state"]>, at: string): void {
  refuseUnknownWords(state, at, ["entity_id", "is"]);
  const { entity_id, is } = state;
  refuseUnlessEntity(`${at}.entity_id`, entity_id);
  if (is.length === 0 || is.length > 20 || is.some((state) => state === "" || state.length > 255))
    refuse(`${at}.is`, "it does not have 1 to 20 states", 'Name states, such as ["on"].');
  if (is.some((state) => unknownStates.includes(state)))
    refuse(
      `${at}.is`,
      "in such a state nobody knows how the entity is",
      `Name states other than ${unknownStates.join(" and ")}.`,
    );
}
