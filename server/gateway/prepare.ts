import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Home, Routine } from "../home/home.ts";
import { expandReach, type Deed, type World } from "../policy/reach.ts";
import type { Action } from "../tools/define.ts";

/** A plan, and everything that it could do. */
export interface Prepared {
  readonly actions: readonly Action[];
  /** What each action could do, itself or through what it sets off. */
  readonly deeds: readonly Deed[];
  /** Entity ids of automations that it may set off without being meant to. */
  readonly mayStart: readonly string[];
  /** The scripts, scenes and automations it hangs on, as they were read; null: cannot be read. */
  readonly routines: ReadonlyMap<string, Routine | null>;
  /** All that there were; another list when one of them was changed. */
  readonly automations: readonly Routine[];
  /** Of everything that is judged: another hash is another plan. */
  readonly hash: string;
}

type Source = Pick<Home, "snapshot" | "routines" | "automations">;

/** Scripts may call scripts: each round reads what the last one has found. */
const maxRounds = 20;

/** Finds out all that a plan could do. Scripts, scenes and automations are read as they are now. */
export async function prepare(
  tool: string,
  actions: readonly Action[],
  source: Source,
  signal: AbortSignal,
): Promise<Prepared> {
  const automations = await source.automations(signal);
  const routines = new Map<string, Routine | null>();
  for (let round = 0; round < maxRounds; round += 1) {
    const world: World = { snapshot: source.snapshot(), routines, automations };
    const reaches = actions.map((action) => expandReach(action, world));
    const missing = [...new Set(reaches.flatMap((reach) => reach.missing))];
    if (missing.length === 0) {
      const deeds = reaches.flatMap((reach) => reach.deeds);
      const mayStart = [...new Set(reaches.flatMap((reach) => reach.mayStart))];
      const hash = hashOf({ tool, actions, deeds, routines });
      return { actions, deeds, mayStart, routines, automations, hash };
    }
    const read = await source.routines(missing, signal);
    for (const id of missing) routines.set(id, read.get(id) ?? null);
  }
  throw new AppError("not_allowed", "What this would do goes too deep to be judged.", {
    hint: "Call the script or scene that is meant directly.",
  });
}

/** @throws AppError conflict when a script, scene or automation is not what was judged any more. */
export async function refuseWhenChanged(
  judged: Pick<Prepared, "actions" | "deeds" | "routines" | "automations">,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const { routines, automations } = judged;
  if ((await source.automations(signal)) !== automations) {
    const now = await prepare("", judged.actions, source, signal);
    if (JSON.stringify(now.deeds) !== JSON.stringify(judged.deeds)) throw wasChanged();
  }
  if (routines.size === 0) return;
  const now = await source.routines([...routines.keys()], signal);
  for (const [id, one] of routines) if (now.get(id)?.digest !== one?.digest) throw wasChanged();
}

const wasChanged = () =>
  new AppError("conflict", "What this sets off was changed meanwhile; nothing was done.", {
    hint: "Look at it again, then call again.",
  });

function hashOf({
  tool,
  actions,
  deeds,
  routines,
}: Pick<Prepared, "actions" | "deeds" | "routines"> & { readonly tool: string }): string {
  const told = [
    tool,
    actions.map(({ service, entity_ids, data }) => [service, [...entity_ids].sort(), data]),
    deeds,
    [...routines].map(([id, routine]) => [id, routine?.digest ?? null]).sort(),
  ];
  return createHash("sha256").update(JSON.stringify(told)).digest("base64url").slice(0, 32);
}
