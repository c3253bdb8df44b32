/** Chance that can be had again: the same seed gives the same numbers (mulberry32). */
export interface Chance {
  readonly seed: number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  oneOf<T>(items: readonly [T, ...T[]]): T;
}

/** CHANCE_SEED in the environment repeats a run. */
export function createChance(seed = Number(process.env["CHANCE_SEED"] ?? Date.now())): Chance {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { seed, below, oneOf: (items) => items[below(items.length)] ?? items[0] };
}
