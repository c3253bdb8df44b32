import { setImmediate as turn } from "node:timers/promises";

/** Back when all that needs no time has happened. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

/** Back when it is so; mocha's own time ends it otherwise. */
export async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}
