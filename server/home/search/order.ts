// The order in which people walk through a house, for entities that answer a question equally well.
import type { Entity, Snapshot } from "../home.ts";
import { fold } from "./words.ts";

interface Ordered {
  readonly order: string;
}

const NOWHERE = "~";
/** Makes the level of any floor a positive number. */
const LEVELS = 500;

/** Floors from the lowest up, areas and names by the alphabet, numbers by their value; ids settle ties. */
export function orderOf(entity: Entity, snapshot: Snapshot): string {
  const floor = entity.floor_id === undefined ? undefined : snapshot.floors.get(entity.floor_id);
  const area = entity.area_id === undefined ? undefined : snapshot.areas.get(entity.area_id);
  const level = floor?.level === undefined ? NOWHERE : String(floor.level + LEVELS);
  const keys = [
    floor === undefined ? NOWHERE : `${level} ${fold(floor.name)}`,
    area === undefined ? NOWHERE : fold(area.name),
    fold(entity.name),
    entity.entity_id,
  ];
  return keys.join("\n").replace(/\d+/g, (number) => number.padStart(6, "0"));
}

export const byOrder = (a: Ordered, b: Ordered): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : 0;

/** Where it is in the sorted list, or belongs. */
export function placeIn(sorted: readonly Ordered[], { order }: Ordered): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && other.order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}
