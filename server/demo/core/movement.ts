import type { Core } from "./core.ts";
import type { State } from "./model.ts";
import type { Random } from "./random.ts";

interface Drift {
  readonly by: number;
  readonly decimals: number;
  readonly low: number;
  readonly high: number;
}

const drifts: Readonly<Record<string, Drift>> = {
  temperature: { by: 0.2, decimals: 1, low: -20, high: 45 },
  humidity: { by: 1, decimals: 0, low: 20, high: 95 },
  power: { by: 18, decimals: 1, low: 0, high: 4000 },
  illuminance: { by: 9, decimals: 0, low: 0, high: 2000 },
  carbon_dioxide: { by: 12, decimals: 0, low: 400, high: 2500 },
};

const classOf = ({ attributes: { device_class } }: State): string =>
  typeof device_class === "string" ? device_class : "";

const isRestless = (state: State): boolean =>
  classOf(state) === "motion" || Object.hasOwn(drifts, classOf(state));

/** What the entity shows next. */
function next(entity: State, random: Random): string {
  const drift = drifts[classOf(entity)];
  if (!drift) return random.next() < 0.2 ? "on" : "off";
  const { by, decimals, low, high } = drift;
  const moved = Number(entity.state) + random.between(-by, by);
  return Math.min(high, Math.max(low, moved)).toFixed(decimals);
}

/** Moves a few values every so often, as a home does. @returns what ends it. */
export function letThingsMove(core: Core, everyMs: number): () => void {
  const { states, random, lifecycle } = core;
  const timer = setInterval(() => {
    if (lifecycle.state !== "RUNNING") return;
    const restless = [...states.all.values()].filter(isRestless);
    for (let moves = Math.min(4, restless.length); moves > 0; moves -= 1) {
      const entity = restless[random.whole(0, restless.length - 1)];
      if (entity) states.set(entity.entity_id, next(entity, random), entity.attributes);
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
