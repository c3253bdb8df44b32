import { promises, type PromiseId } from "../promises.ts";

/** A spec that holds a promise of docs/security.md; `how` tells the case apart from others of it. */
export function promise(id: PromiseId, how: string, test: Mocha.AsyncFunc | Mocha.Func): void {
  it(`${promises[id]} (${how}) [${id}]`, test);
}
