import type { Weekday } from "./rules.ts";

/** What conditions are about, at one moment. What is not known is undefined. */
export interface Surroundings {
  /** Epoch milliseconds. */
  readonly now: number;
  /** What the home's clocks show. */
  local(): { readonly weekday: Weekday; readonly minuteOfDay: number } | undefined;
  somebodyHome(): boolean | undefined;
  stateOf(entityId: string): string | undefined;
}
