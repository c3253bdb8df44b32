export interface Random {
  /** In [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** The same seed gives the same numbers, on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    hex(digits) {
      let text = "";
      while (text.length < digits) text += whole(0, 0xffff_ffff).toString(16).padStart(8, "0");
      return text.slice(0, digits);
    },
  };
}

/** A seed of a text: what belongs to one entity does not depend on the order things are asked in. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function base32(value: number, digits: number): string {
  let text = "";
  for (let rest = value; text.length < digits; rest = Math.floor(rest / 32))
    text = (crockford[rest % 32] ?? "0") + text;
  return text;
}

const process32 = base32(process.pid, 6);
let made = 0;

/** Shaped like the ULIDs of contexts: time first, then what makes it unique. */
export const createUlid = (): string =>
  base32(Date.now(), 10) + process32 + base32((made += 1), 10);
