import { setTimeout as pause } from "node:timers/promises";

interface Patience {
  /** Completes "Waited … s for …". */
  readonly what: string;
  readonly seconds: number;
  /** Ends the waiting at once by rejecting. */
  readonly unless?: Promise<never>;
}

/** Asks again and again until the answer is yes; an error counts as no, and the last one is told. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  { what, seconds, unless }: Patience,
): Promise<void> {
  const giveUpAt = performance.now() + seconds * 1000;
  let last: unknown;
  let spoiled: { readonly by: unknown } | undefined;
  unless?.catch((error: unknown) => (spoiled = { by: error }));
  while (performance.now() < giveUpAt) {
    try {
      if (await isSo()) return;
    } catch (error) {
      last = error;
    }
    if (spoiled !== undefined) throw spoiled.by;
    await pause(50);
  }
  throw new Error(`Waited ${seconds} s for ${what}.`, { cause: last });
}
