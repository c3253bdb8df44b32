import {
  weekdays,
  type Conditions,
  type Limit,
  type Rights,
  type Rule,
  type Scope,
  type ScopeRule,
  type Timed,
  type Weekday,
} from "./rules.ts";
import { scopeOf } from "./scope.ts";

/** What conditions are about, at one moment. What is not known is undefined. */
export interface Surroundings {
  /** Epoch milliseconds. */
  readonly now: number;
  /** What the home's clocks show. */
  local(): LocalTime | undefined;
  somebodyHome(): boolean | undefined;
  stateOf(entityId: string): string | undefined;
}

export interface LocalTime {
  readonly weekday: Weekday;
  readonly minuteOfDay: number;
}

/** Whether a condition holds; undefined: nobody can tell. */
export type Holds = (conditions: Conditions) => boolean | undefined;

/** The rights of this moment: the very same while nothing in them has conditions or an end, and the same
 * again whenever the same conditions hold. */
export const rightsAt = (rights: Rights, around: Surroundings): Rights =>
  rightsIf(rights, (conditions) => doesHold(conditions, around), around.now);

/** The rights if these conditions held. What cannot be told is taken for the stricter. */
export function rightsIf(rights: Rights, holds: Holds, now: number): Rights {
  const { conditions, ends, moments } = timesOf(rights);
  if (conditions.size === 0 && ends.length === 0) return rights;
  const answers = new Map<string, boolean | undefined>();
  let moment = "";
  for (const [text, condition] of conditions) {
    const answer = holds(condition);
    answers.set(text, answer);
    moment += answer === undefined ? "?" : answer ? "1" : "0";
  }
  moment += String(ends.filter((end) => end <= now).length);

  const known = moments.get(moment);
  if (known !== undefined) return known;
  const found = resolve(rights, { answers, now, moment });
  if (moments.size >= mostMoments) moments.clear();
  moments.set(moment, found);
  return found;
}

/** Whether all that is named is so; undefined: nobody can tell. */
export function doesHold(conditions: Conditions, around: Surroundings): boolean | undefined {
  const { weekdays: days, hours, presence, state } = conditions;
  const answers = [
    ...(days === undefined && hours === undefined ? [] : [isTime({ days, hours }, around.local())]),
    ...(presence === undefined ? [] : [isPresent(presence, around.somebodyHome())]),
    ...(state === undefined ? [] : [isIn(state.is, around.stateOf(state.entity_id))]),
  ];
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

interface Times {
  readonly days: Conditions["weekdays"];
  readonly hours: Conditions["hours"];
}

function isTime({ days, hours }: Times, local: LocalTime | undefined): boolean | undefined {
  if (local === undefined) return undefined;
  const { weekday, minuteOfDay } = local;
  if (hours === undefined) return days?.includes(weekday);
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  if (from === undefined || to === undefined) return undefined;
  const began = whenBegan({ from, to }, minuteOfDay);
  if (began === undefined) return false;
  const begun = began === "today" ? weekday : dayBefore(weekday);
  return days?.some((day) => day === begun) ?? true;
}

/** On which day the hours began that this minute is in; undefined: it is in none. */
function whenBegan(
  { from, to }: { readonly from: number; readonly to: number },
  minute: number,
): "today" | "yesterday" | undefined {
  if (from < to) return from <= minute && minute < to ? "today" : undefined;
  if (minute >= from) return "today";
  return minute < to ? "yesterday" : undefined;
}

const dayBefore = (weekday: Weekday): Weekday | undefined =>
  weekdays.at(weekdays.indexOf(weekday) - 1);

/** "22:00" as minutes of the day; undefined for what no clock shows. */
export function minutesOf(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

function isPresent(
  presence: NonNullable<Conditions["presence"]>,
  somebodyHome: boolean | undefined,
): boolean | undefined {
  return somebodyHome === undefined ? undefined : somebodyHome === (presence === "somebody_home");
}

/** Entities on whose states something here hangs; undefined: nothing does. */
export function statesNamedBy(items: readonly Timed[]): ReadonlySet<string> | undefined {
  const ids = items.flatMap(({ when }) => when?.state?.entity_id ?? []);
  return ids.length === 0 ? undefined : new Set(ids.sort());
}

/** States in which nobody knows how an entity is. */
export const unknownStates: readonly string[] = ["unavailable", "unknown"];

const isIn = (wanted: readonly string[], state: string | undefined): boolean | undefined =>
  state === undefined || unknownStates.includes(state) ? undefined : wanted.includes(state);

/** Nobody's rules hold in more ways within an hour; more are forgotten and found again. */
const mostMoments = 100;

interface TimesOfRights {
  /** Each once, by its text. */
  readonly conditions: ReadonlyMap<string, Conditions>;
  readonly ends: readonly number[];
  readonly moments: Map<string, Rights>;
}

const timesFound = new WeakMap<Rights, TimesOfRights>();

function timesOf(rights: Rights): TimesOfRights {
  const known = timesFound.get(rights);
  if (known !== undefined) return known;
  const { user, token = [], scope, limits } = rights;
  const all = [user, token, scope.user, scope.token ?? [], scope.house ?? [], limits].flat();
  const found = {
    conditions: new Map(
      all.flatMap(({ when }) => (when === undefined ? [] : [[JSON.stringify(when), when]])),
    ),
    ends: [...new Set(all.flatMap(({ until }) => (until === undefined ? [] : [until])))],
    moments: new Map<string, Rights>(),
  };
  timesFound.set(rights, found);
  return found;
}

interface Moment {
  readonly answers: ReadonlyMap<string, boolean | undefined>;
  readonly now: number;
  readonly moment: string;
}

function resolve(rights: Rights, at: Moment): Rights {
  const { user, token, scope, limits } = rights;
  return Object.freeze({
    ...rights,
    key: `${rights.key} ${at.moment}`,
    user: filterTimed(user, at, ofRules),
    ...(token === undefined ? {} : { token: filterTimed(token, at, ofRules) }),
    scope: resolveScope(scope, at),
    limits: filterTimed(limits, at, ofLimits),
  });
}

function resolveScope({ user, token, house, self, held }: Scope, at: Moment): Scope {
  const ofLayer = (layer: readonly ScopeRule[]) => filterTimed(layer, at, ofScopeRules);
  return scopeOf(ofLayer(user), token && ofLayer(token), {
    ...(self === undefined ? {} : { self }),
    ...(house === undefined ? {} : { house: ofLayer(house) }),
    ...(held === undefined ? {} : { held }),
  });
}

interface Kind<Item> {
  /** Without its conditions. */
  readonly plain: (item: Item) => Item;
  /** What it comes to while nobody can tell whether it applies. */
  readonly strict: (item: Item) => Item | undefined;
}

/** What holds now, without its conditions. */
function filterTimed<Item extends Timed>(
  items: readonly Item[],
  { answers, now }: Moment,
  { plain, strict }: Kind<Item>,
): readonly Item[] {
  if (items.every(({ when, until }) => when === undefined && until === undefined)) return items;
  return items.flatMap((item) => {
    const { when, until = Infinity } = item;
    const answer = when === undefined || answers.get(JSON.stringify(when));
    if (answer === false || until <= now) return [];
    const kept = answer === undefined ? strict(item) : item;
    return kept === undefined ? [] : [plain(kept)];
  });
}

const untold = (name: string): string => `${name} (nobody can tell whether it applies)`;

const ofRules: Kind<Rule> = {
  plain: ({ when, until, ...rule }) => rule,
  strict: (rule) =>
    rule.decision === "allow" ? undefined : { ...rule, decision: "deny", name: untold(rule.name) },
};

const ofScopeRules: Kind<ScopeRule> = {
  plain: ({ when, until, ...rule }) => rule,
  strict: (rule) =>
    rule.access === "control" ? undefined : { ...rule, access: "none", name: untold(rule.name) },
};

const ofLimits: Kind<Limit> = {
  plain: ({ when, until, ...limit }) => limit,
  strict: (limit) => limit,
};
