import type { Entity } from "../home/home.ts";
import type { Expectation, Expected } from "../tools/define.ts";

/** Whether an entity shows what an action was meant to bring about. */
export function isAsExpected(
  expect: Expectation,
  now: Entity | undefined,
  before: Entity | undefined,
): boolean {
  if (now === undefined) return false;
  const { state, attributes = {}, changes } = expect;
  if (state !== undefined && !state.includes(now.state)) return false;
  // A button pressed twice in one millisecond changes its context all the same.
  if (changes && now.last_updated === before?.last_updated && now.context_id === before.context_id)
    return false;
  return Object.entries(attributes).every(([name, expected]) =>
    isLike(now.attributes[name], expected),
  );
}

function isLike(value: unknown, expected: Expected): boolean {
  if (typeof expected !== "object" || expected === null) return value === expected;
  return typeof value === "number" && Math.abs(value - expected.near) <= expected.within;
}
