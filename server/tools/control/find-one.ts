import { AppError } from "../../errors.ts";
import type { PlanningHome } from "../../gateway/guarded-home.ts";
import type { Entity } from "../../home/home.ts";
import { findTargets } from "../find-targets.ts";
import { nameAndId } from "../reading.ts";

const maxCandidates = 10;

/** The one scene or script that is meant: a room with three scenes is no scene.
 * @throws AppError as findTargets does, invalid_input with all that match. */
export function findOne(home: PlanningHome, asked: string, domain: string): Entity {
  const found = findTargets(home, { targets: [asked], domains: [domain], wanted: domain });
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  throw new AppError("invalid_input", `${found.length} ${domain}s match; say which one is meant.`, {
    hint: "Call again with one of details.candidates.",
    details: { candidates: found.slice(0, maxCandidates).map(nameAndId) },
  });
}
