// What is kept of each entity to find it, in the order in which people read a house.
import type { Entity, Snapshot } from "../home.ts";
import { createFacets } from "./facets.ts";
import type { Facet, Facets } from "./facets.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { bagOf, fold, wordsOf } from "./words.ts";

export interface Document {
  /** As it was when it was indexed: for its names, never for its state. */
  readonly indexed: Entity;
  /** Numbers of the words of its name, then of its aliases, then of its entity_id. */
  readonly words: readonly number[];
  readonly nameLength: number;
  /** From here on `words` are those of the entity_id. */
  readonly idStart: number;
  /** Its name and aliases, each as a bag of words. */
  readonly names: readonly string[];
  readonly idName: string;
  readonly facets: readonly Facet[];
  readonly order: string;
}

export interface Documents {
  /** By floor, area and name. */
  readonly inOrder: readonly Document[];
  readonly facets: Facets;
  put(entity: Entity): void;
  remove(entityId: string): void;
}

export function createDocuments(snapshot: Snapshot, vocabulary: Vocabulary): Documents {
  const facets = createFacets(snapshot, vocabulary);
  const byId = new Map<string, Document>();

  const read = (entity: Entity): Document => {
    const name = wordsOf(entity.name);
    const aliases = entity.aliases.map(wordsOf);
    const id = wordsOf(entity.entity_id);
    const named = [...name, ...aliases.flat()];
    return {
      indexed: entity,
      words: [...named, ...id].map((word) => vocabulary.use(word)),
      nameLength: name.length,
      idStart: named.length,
      names: [name, ...aliases].map(bagOf),
      idName: bagOf(id),
      facets: facets.of(entity),
      order: orderOf(entity, snapshot),
    };
  };

  for (const entity of snapshot.entities.values()) byId.set(entity.entity_id, read(entity));
  const inOrder = [...byId.values()].sort(byOrder);

  const drop = (document: Document): void => {
    byId.delete(document.indexed.entity_id);
    inOrder.splice(placeIn(inOrder, document), 1);
    for (const word of document.words) vocabulary.release(word);
  };

  return {
    inOrder,
    facets,
    put(entity) {
      const known = byId.get(entity.entity_id);
      if (known !== undefined && isNamedAlike(known.indexed, entity)) return;
      if (known !== undefined) drop(known);
      const document = read(entity);
      byId.set(entity.entity_id, document);
      inOrder.splice(placeIn(inOrder, document), 0, document);
    },
    remove(entityId) {
      const known = byId.get(entityId);
      if (known !== undefined) drop(known);
    },
  };
}

/** Whether an entity is found by the same words as before: nearly every event only brings a state. */
function isNamedAlike(a: Entity, b: Entity): boolean {
  return (
    a.name === b.name &&
    a.area_id === b.area_id &&
    a.floor_id === b.floor_id &&
    a.device_id === b.device_id &&
    a.device_class === b.device_class &&
    a.platform === b.platform &&
    a.category === b.category &&
    a.hidden === b.hidden &&
    areEqual(a.aliases, b.aliases) &&
    areEqual(a.labels, b.labels)
  );
}

const areEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((text, at) => text === b[at]));

const NOWHERE = "~";

/** Floors from the lowest up, areas and names by the alphabet, numbers by their value; ids settle ties. */
function orderOf(entity: Entity, snapshot: Snapshot): string {
  const floor = entity.floor_id === undefined ? undefined : snapshot.floors.get(entity.floor_id);
  const area = entity.area_id === undefined ? undefined : snapshot.areas.get(entity.area_id);
  const level = floor?.level === undefined ? NOWHERE : String(floor.level + 500);
  const keys = [
    floor === undefined ? NOWHERE : `${level} ${fold(floor.name)}`,
    area === undefined ? NOWHERE : fold(area.name),
    fold(entity.name),
    entity.entity_id,
  ];
  return keys.join("\n").replace(/\d+/g, (number) => number.padStart(6, "0"));
}

const byOrder = (a: Document, b: Document): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : 0;

/** Where the document is, or belongs. */
function placeIn(inOrder: readonly Document[], document: Document): number {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = inOrder[middle];
    if (other !== undefined && other.order < document.order) low = middle + 1;
    else high = middle;
  }
  return low;
}
