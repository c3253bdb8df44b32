import { familyOf, isAbout } from "./limit-families.ts";
import type { Limit } from "./rules.ts";
import { numberIn } from "./risky-fields.ts";
import { isSelected, type EntityFacts } from "./scope.ts";

export interface LimitedEntity extends EntityFacts {
  readonly name: string;
}

export interface LimitedCall {
  readonly service: string;
  readonly entities: readonly LimitedEntity[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** What was done before, and what time it is: epoch milliseconds. */
export interface PastActs {
  /** Of each entity that was acted on of late: when. */
  readonly recent: ReadonlyMap<string, readonly number[]>;
  readonly now: number;
  /** When the day began in the home's time zone. */
  readonly dayStart: number;
}

export interface Breach<Call extends LimitedCall> {
  readonly limit: Limit;
  /** What would be allowed: "temperature must be between 16 and 23". */
  readonly sentence: string;
  /** The call that breaks it; absent: all together. */
  readonly call?: Call;
}

interface LimitedBy {
  readonly limits: readonly Limit[];
  readonly past: PastActs;
  /** Id in Home Assistant of the person themselves. */
  readonly self?: string | undefined;
}

/** Where calls that are made together break limits. */
export function checkLimits<Call extends LimitedCall>(
  calls: readonly Call[],
  { limits, past, self }: LimitedBy,
): readonly Breach<Call>[] {
  return limits.flatMap((limit) => {
    const { select } = limit;
    const selects: Selects = ({ entities }) =>
      select === undefined ? entities : entities.filter((one) => isSelected(one, select, self));
    return [
      ...tooManyTargets(limit, calls, selects).map((sentence) => ({ limit, sentence })),
      ...calls.flatMap((call) => {
        const selected = selects(call);
        return [
          ...outOfBounds(limit, call, selected),
          ...tooOften(limit, call, { past, selected }),
        ].map((sentence) => ({ limit, sentence, call }));
      }),
    ];
  });
}

/** Which entities of a call a limit is about. */
type Selects = (call: LimitedCall) => readonly LimitedEntity[];

function tooManyTargets(
  { maxTargets, service }: Limit,
  calls: readonly LimitedCall[],
  selects: Selects,
): readonly string[] {
  if (maxTargets === undefined) return [];
  const ids = new Set(
    calls
      .filter((call) => isAbout(service, call.service))
      .flatMap((call) => selects(call).map(({ entity_id }) => entity_id)),
  );
  return ids.size > maxTargets ? [`at most ${maxTargets} entities may be acted on at once`] : [];
}

function outOfBounds(
  limit: Limit,
  call: LimitedCall,
  selected: readonly LimitedEntity[],
): readonly string[] {
  const { field, service } = limit;
  const bounds = describeBounds(limit);
  // Without an entity to look at, it may be any.
  const concerns = call.entities.length === 0 || selected.length > 0;
  if (field === undefined || bounds === undefined || !concerns) return [];
  const found = familyOf(service, field, call.service);
  if (found === undefined && !isAbout(service, call.service)) return [];
  const values = found === undefined ? [call.data[field]].filter(isGiven) : valuesOf(found, call);
  return values.every((value) => isWithin(limit, value)) ? [] : [`${field} must be ${bounds}`];
}

type Found = NonNullable<ReturnType<typeof familyOf>>;

/** All that the call would set of the family, in the unit of this field; null: nobody can tell. */
function valuesOf({ family, own }: Found, { service, data }: LimitedCall): readonly unknown[] {
  const { units, vague = [], fixed = {}, moving = [] } = family;
  if (moving.includes(service) || vague.some((one) => isGiven(data[one]))) return [null];
  if (fixed[service] !== undefined) return [fixed[service]];
  return Object.entries(units).flatMap(([one, unit]) => {
    const value = data[one];
    if (!isGiven(value)) return [];
    return unit === own ? [value] : [convert(value, unit / own)];
  });
}

function convert(value: unknown, factor: number): number | null {
  const number = numberIn(value);
  // 153 of 255 are 60 %, not 60.000000000000004.
  return number === undefined ? null : Math.round(number * factor * 1e6) / 1e6;
}

const isGiven = (value: unknown) => value !== undefined;

/** A template is never within: it could become anything. */
function isWithin({ choices, min = -Infinity, max = Infinity }: Limit, value: unknown): boolean {
  if (choices?.some((choice) => choice === value || String(choice) === value) === false)
    return false;
  if (min === -Infinity && max === Infinity) return true;
  const number = numberIn(value);
  return number !== undefined && min <= number && number <= max;
}

function describeBounds({ choices, min, max }: Limit): string | undefined {
  if (choices !== undefined) return `one of ${choices.join(", ")}`;
  if (min !== undefined && max !== undefined) return `between ${min} and ${max}`;
  if (min !== undefined) return `at least ${min}`;
  return max === undefined ? undefined : `at most ${max}`;
}

function tooOften(
  { service, cooldownMs = 0, perDay = Infinity }: Limit,
  call: LimitedCall,
  { past, selected }: { readonly past: PastActs; readonly selected: readonly LimitedEntity[] },
): readonly string[] {
  if (!isAbout(service, call.service)) return [];
  return selected.flatMap(({ entity_id, name }) => {
    const acts = past.recent.get(entity_id) ?? [];
    const waitMs = Math.max(...acts) + cooldownMs - past.now;
    if (waitMs > 0 && cooldownMs > 0)
      return [`${name} may be acted on again in ${inWords(waitMs)}`];
    const today = acts.filter((at) => at >= past.dayStart).length;
    return today >= perDay ? [`${name} may be acted on ${perDay} times a day`] : [];
  });
}

function inWords(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
