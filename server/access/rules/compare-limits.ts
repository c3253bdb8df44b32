import type { Limit } from "../../policy/rules.ts";

/** Whether whatever is outside one of the others is outside one of these, at every moment. */
export const areAsStrict = (limits: readonly Limit[], others: readonly Limit[]): boolean =>
  others.every((other) => limits.some((limit) => isAsStrict(limit, other)));

function isAsStrict(one: Limit, other: Limit): boolean {
  return isAboutAsMuch(one, other) && holdsAsLong(one, other) && boundsAsMuch(one, other);
}

const isAboutAsMuch = (one: Limit, other: Limit): boolean =>
  one.service === other.service &&
  (other.field === undefined || one.field === other.field) &&
  (one.select === undefined || JSON.stringify(one.select) === JSON.stringify(other.select));

const holdsAsLong = (one: Limit, other: Limit): boolean =>
  (one.when === undefined || JSON.stringify(one.when) === JSON.stringify(other.when)) &&
  (one.until ?? Infinity) >= (other.until ?? Infinity);

function boundsAsMuch(one: Limit, other: Limit): boolean {
  const { min = -Infinity, max = Infinity, choices, maxTargets = Infinity } = other;
  return (
    (one.min ?? -Infinity) >= min &&
    (one.max ?? Infinity) <= max &&
    (choices === undefined || one.choices?.every((choice) => choices.includes(choice)) === true) &&
    (one.maxTargets ?? Infinity) <= maxTargets &&
    (one.cooldownMs ?? 0) >= (other.cooldownMs ?? 0) &&
    (one.perDay ?? Infinity) <= (other.perDay ?? Infinity)
  );
}
