import { AppError } from "../errors.ts";
import type { Entity, Home, TargetSelector } from "../home/home.ts";
import { resolveTarget } from "../policy/resolve-target.ts";
import type { Scope } from "../policy/rules.ts";
import { mayControl } from "../policy/scope.ts";
import type { Guarded } from "./guard-home.ts";
import type { PlanningHome } from "./guarded-home.ts";

/** A home to plan with, and what was left out of the plan. */
export interface Planning {
  readonly home: PlanningHome;
  /** "Hall lamp: unavailable", in the order in which it was said. */
  readonly leftOut: readonly string[];
}

/** A whole house may be left out; who reads it pays by the word. */
const maxLeftOut = 20;
const maxNearest = 5;
const kinds = ["device", "area", "floor", "label"] as const;

/** Adds resolving to a guarded home. There is no way to act in it. */
export function createPlanning(
  { home }: Pick<Guarded, "home">,
  source: Pick<Home, "snapshot">,
  scope: Scope,
): Planning {
  const leftOut = new Set<string>();

  /** @throws AppError not_found, the same for what is not there and what may not be seen. */
  function refuseUnknown(target: TargetSelector): void {
    for (const kind of kinds)
      for (const id of target[`${kind}_id`] ?? []) if (!isKnown(kind, id)) throw notThere(kind, id);
    for (const id of target.entity_id ?? [])
      if (id !== "all" && home.entity(id) === undefined)
        throw notThere("entity", id, nearestTo(id));
  }

  /** Names that sound like it, of what this caller sees. */
  const nearestTo = (id: string): readonly string[] =>
    home
      .nearest(id.slice(id.indexOf(".") + 1).replaceAll("_", " "), maxNearest)
      .map(({ name, entity_id }) => `${name} (${entity_id})`);

  function isKnown(kind: (typeof kinds)[number], id: string): boolean {
    if (kind === "label") return home.labels().some(({ label_id }) => label_id === id);
    return home[kind](id) !== undefined;
  }

  function resolve(target: TargetSelector, domains?: readonly string[]): readonly Entity[] {
    refuseUnknown(target);
    if (target.exclude !== undefined) refuseUnknown(target.exclude);
    const named = new Set(target.entity_id);
    const found = new Map<string, Entity>();
    for (const id of idsOf(target, domains)) {
      const seen = home.entity(id);
      if (seen === undefined || domains?.includes(seen.domain) === false) continue;
      if (mayControl(seen, scope)) found.set(id, seen);
      else if (named.has(id)) throw onlySeen(seen);
      else leaveOut(seen, "you may look at it, not control it");
    }
    return [...found.values()];
  }

  /** "All" means all of a domain; without one it means nothing. */
  function idsOf(target: TargetSelector, domains: readonly string[] = []): ReadonlySet<string> {
    const snapshot = source.snapshot();
    if (!(target.entity_id ?? []).includes("all")) return resolveTarget(snapshot, target);
    return new Set(domains.flatMap((domain) => [...resolveTarget(snapshot, target, domain)]));
  }

  function leaveOut(entity: Entity, why: string): void {
    leftOut.add(`${entity.name}: ${why}`);
  }

  return {
    home: { ...home, resolve, leaveOut },
    get leftOut() {
      const more = leftOut.size - maxLeftOut;
      return [...[...leftOut].slice(0, maxLeftOut), ...(more > 0 ? [`${more} more`] : [])];
    },
  };
}

const notThere = (kind: string, id: string, candidates: readonly string[] = []) =>
  new AppError("not_found", `There is no ${kind} ${JSON.stringify(id.slice(0, 100))}.`, {
    hint:
      candidates.length === 0
        ? "Look for it with find_entities or home_overview."
        : "If one of details.candidates is meant, call again with it; else look with find_entities.",
    ...(candidates.length === 0 ? {} : { details: { candidates } }),
  });

const onlySeen = ({ name }: Entity) =>
  new AppError("not_allowed", `You may look at ${name}, not control it.`, {
    hint: "Leave it out, or ask the owner of this home for the right to control it.",
  });
