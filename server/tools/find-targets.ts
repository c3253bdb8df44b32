import type { PlanningHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";

/** What an act is to be done to, as it was asked for. */
export interface AskedTargets {
  readonly targets: readonly string[];
  readonly except?: readonly string[] | undefined;
  /** Of which the tool can act on; everything else that is named belongs to another tool. */
  readonly domains: readonly string[];
  /** Of these domains, those that a place alone means: "upstairs" switches lamps, and no holiday mode. */
  readonly usual?: readonly string[];
  /** How the tool calls them: "light". */
  readonly wanted: string;
}

/** The entities that are meant by ids, names, places and kinds as people say them; never a guess, never empty.
 * Those of a place that do not answer are left out, and the answer names them.
 * @throws AppError not_found with the nearest names; invalid_input with all that match one name, or with the
 *   tool that fits; conflict when what was named does not answer; not_allowed for what may only be seen. */
export function findTargets(home: PlanningHome, asked: AskedTargets): readonly Entity[] {
  const { targets, domains } = asked;
  return home.resolve({ entity_id: targets }, domains);
}
