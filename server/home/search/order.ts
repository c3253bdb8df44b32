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
export function createOrder(snapshot: Snapshot): (entity: Entity) => string {
  const places = new Map<string, string>();

  const placeOf = ({ floor_id = "", area_id = "" }: Entity): string => {
    const key = `${floor_id} ${area_id}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const floor = snapshot.floors.get(floor_id);
    const area = snapshot.areas.get(area_id);
    const level = floor?.level === undefined ? NOWHERE : String(floor.level + LEVELS);
    const place = [
      floor === undefined ? NOWHERE : `${level} ${floor.name}`,
      area === undefined ? NOWHERE : area.name,
    ]
      .map(byValue)
      .join("\n");
    places.set(key, place);
    return place;
  };

  return (entity) => `${placeOf(entity)}\n${byValue(entity.name)}\n${entity.entity_id}`;
}

const byValue = (text: string): string =>
  fold(text).replace(/\d+/g, (number) => number.padStart(6, "0"));

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
