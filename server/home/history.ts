import type { HistoryPoint, HistoryRequest } from "./home.ts";
import type { Ask } from "./registries.ts";
import { fields, list, milliseconds, number } from "./wire.ts";

/** How states went, changes only, oldest first. The first point is the state at `start`. */
export async function readHistory(
  ask: Ask,
  { entity_ids, start, end }: HistoryRequest,
): Promise<ReadonlyMap<string, readonly HistoryPoint[]>> {
  // An empty filter means everything to some commands of Home Assistant: it is never sent.
  if (entity_ids.length === 0) return new Map();
  const answer = await ask({
    type: "history/history_during_period",
    start_time: new Date(start).toISOString(),
    end_time: new Date(end).toISOString(),
    entity_ids: [...entity_ids],
    include_start_time_state: true,
    significant_changes_only: true,
    minimal_response: true,
    no_attributes: true,
  });
  return new Map(
    Object.entries(fields(answer)).map(([entityId, rows]) => [entityId, toPoints(rows, start)]),
  );
}

function toPoints(rows: unknown, start: number): readonly HistoryPoint[] {
  const points: HistoryPoint[] = [];
  for (const row of list(rows).map(fields)) {
    const { s: state, lc, lu } = row;
    const seconds = number(lc) ?? number(lu);
    if (typeof state !== "string" || seconds === undefined) continue;
    // Rows of the same state tell of attributes, which were not asked for.
    if (points.at(-1)?.state === state) continue;
    points.push({ state, at: Math.max(start, milliseconds(seconds)) });
  }
  return points;
}
