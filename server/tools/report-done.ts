import { z } from "zod";
import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";
import type { DoneAction, DoneEntity, ReportContext } from "./define.ts";
import { fields } from "./fields.ts";
import { freshness } from "./reading.ts";
import { showState } from "./shown-state.ts";

const shownAll = 5;
const shownOfMany = 3;

/** The answer of every tool that acts; what is not worth saying is not there. */
export const doneOutput = z.object({
  /** The sentences of what was done. */
  done: z.array(z.string()).optional(),
  /** What the home shows now: all of a few; else exceptions and three examples. */
  entities: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })).optional(),
  /** Names of those that took the order and do not show it yet. */
  unconfirmed: z.array(z.string()).optional(),
  /** "Hall lamp: the home did not take it". */
  failed: z.array(z.string()).optional(),
  as_of: fields.asOf,
});

/** Tells lean and honestly what became of the actions. */
export function reportDone({ done, home }: ReportContext): z.input<typeof doneOutput> {
  const worked = done.filter(({ failure }) => failure === undefined);
  const failed = done.flatMap(whyNot);
  const all = onePerEntity(done.flatMap(({ entities }) => entities));
  const unconfirmed = all.filter(({ confirmed }) => confirmed === false);
  const shown = [...unconfirmed, ...all.filter((one) => !unconfirmed.includes(one))]
    .flatMap(({ after }) => (after === undefined ? [] : [after]))
    .slice(0, all.length <= shownAll ? shownAll : shownOfMany);
  return {
    ...(worked.length === 0 ? {} : { done: worked.map(({ action }) => action.sentence) }),
    ...(shown.length === 0 ? {} : { entities: shown.map((one) => shownEntity(one, home)) }),
    ...(unconfirmed.length === 0
      ? {}
      : { unconfirmed: unconfirmed.map(nameOf).slice(0, shownAll) }),
    ...(failed.length === 0 ? {} : { failed }),
    ...freshness(home),
  };
}

/** What was told several things shows what it came to, and is confirmed when all of them are. */
function onePerEntity(all: readonly DoneEntity[]): readonly DoneEntity[] {
  const byId = new Map<string, DoneEntity>();
  for (const one of all) {
    const isDoubtful = byId.get(one.entity_id)?.confirmed === false;
    byId.set(one.entity_id, isDoubtful ? { ...one, confirmed: false } : one);
  }
  return [...byId.values()];
}

const shownEntity = (entity: Entity, home: GuardedHome) => ({
  id: entity.entity_id,
  name: entity.name,
  state: showState(entity, home),
});

const nameOf = ({ after, entity_id }: DoneEntity): string => after?.name ?? entity_id;

const whyNot = ({ action, failure }: DoneAction): readonly string[] =>
  failure === undefined ? [] : [`${action.sentence}: ${failure.message}`];
