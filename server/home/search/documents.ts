// What is kept of each entity to find it: who has which word, and the order of the house.
import type { Entity, Snapshot } from "../home.ts";
import { createFacets } from "./facets.ts";
import type { Facet, Facets } from "./facets.ts";
import { byOrder, createOrder, placeIn } from "./order.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { bagOf, wordsOf } from "./words.ts";

export interface Document {
  readonly slot: number;
  readonly entityId: string;
  /** As it was when it was indexed: for its names, never for its state. */
  readonly indexed: Entity;
  /** Its name and aliases, each as a bag of words. */
  readonly names: readonly string[];
  readonly idName: string;
  /** By their numbers; a word that is in two aliases, twice. */
  readonly words: Readonly<Record<Source, readonly number[]>>;
  readonly facets: readonly Facet[];
  readonly standing: Standing;
  readonly order: string;
}

/** Whether people mean it when they say its name: what is in nobody's way, acts on other things, or is the thing. */
export type Standing = "aside" | "about others" | "primary";

export type Source = "name" | "alias" | "id";

export interface Documents {
  /** By floor, area and name. */
  readonly inOrder: readonly Document[];
  readonly facets: Facets;
  /** Above every slot in use. */
  bound(): number;
  at(slot: number): Document | undefined;
  /** Slots of the documents that have this word in their name, aliases or entity_id. */
  having(word: number, source: Source): readonly number[];
  /** By slot, where the document stands in the house. */
  places(): Int32Array;
  put(entity: Entity): void;
  remove(entityId: string): void;
}

const sources = ["name", "alias", "id"] as const satisfies readonly Source[];

export function createDocuments(snapshot: Snapshot, vocabulary: Vocabulary): Documents {
  const facets = createFacets(snapshot, vocabulary);
  const byId = new Map<string, Document>();
  const bySlot: (Document | undefined)[] = [];
  const free: number[] = [];
  const orderOf = createOrder(snapshot);
  // By the number of the word.
  const postings: Readonly<Record<Source, (number[] | undefined)[]>> = {
    name: [],
    alias: [],
    id: [],
  };
  let places: Int32Array | undefined;

  const use = (text: string): readonly number[] =>
    wordsOf(text).map((word) => vocabulary.use(word));
  const bag = (words: readonly number[]): string =>
    bagOf(words.map((word) => vocabulary.stem(word)));

  const read = (entity: Entity): Document => {
    const name = use(entity.name);
    const aliases = entity.aliases.map(use);
    const id = use(entity.entity_id);
    return {
      slot: free.pop() ?? bySlot.length,
      entityId: entity.entity_id,
      indexed: entity,
      words: { name, alias: aliases.flat(), id },
      names: [name, ...aliases].map(bag),
      idName: bag(id),
      facets: facets.of(entity),
      standing: standingOf(entity),
      order: orderOf(entity),
    };
  };

  const add = (entity: Entity): Document => {
    const document = read(entity);
    byId.set(entity.entity_id, document);
    bySlot[document.slot] = document;
    for (const source of sources)
      for (const word of document.words[source]) {
        const others = postings[source][word];
        if (others === undefined) postings[source][word] = [document.slot];
        else others.push(document.slot);
      }
    for (const facet of document.facets) facet.slots.push(document.slot);
    return document;
  };

  const drop = (document: Document): void => {
    places = undefined;
    byId.delete(document.entityId);
    bySlot[document.slot] = undefined;
    free.push(document.slot);
    inOrder.splice(placeIn(inOrder, document), 1);
    for (const facet of document.facets) takeOut(facet.slots, document.slot);
    for (const source of sources)
      for (const word of document.words[source]) {
        takeOut(postings[source][word] ?? [], document.slot);
        vocabulary.release(word);
      }
  };

  const inOrder = [...snapshot.entities.values()].map(add).sort(byOrder);

  return {
    inOrder,
    facets,
    bound: () => bySlot.length,
    at: (slot) => bySlot[slot],
    having: (word, source) => postings[source][word] ?? nowhere,
    places: () => (places ??= placesOf(inOrder, bySlot.length)),
    put(entity) {
      const known = byId.get(entity.entity_id);
      if (known !== undefined && isNamedAlike(known.indexed, entity)) return;
      if (known !== undefined) drop(known);
      const document = add(entity);
      inOrder.splice(placeIn(inOrder, document), 0, document);
      places = undefined;
    },
    remove(entityId) {
      const known = byId.get(entityId);
      if (known !== undefined) drop(known);
    },
  };
}

const nowhere: readonly number[] = [];

/** "Attic motion light" may be an automation: it is not the attic's motion, nor its light. */
const aboutOthers = new Set(["automation", "script", "scene", "update", "event", "button"]);

function standingOf({ hidden, category, domain }: Entity): Standing {
  if (hidden || category !== undefined) return "aside";
  return aboutOthers.has(domain) ? "about others" : "primary";
}

/** The order of slots in a list means nothing, so the last one fills the gap. */
function takeOut(slots: number[], slot: number): void {
  const last = slots.pop();
  if (last === undefined || last === slot) return;
  slots[slots.indexOf(slot)] = last;
}

function placesOf(inOrder: readonly Document[], bound: number): Int32Array {
  const places = new Int32Array(bound);
  inOrder.forEach(({ slot }, place) => (places[slot] = place));
  return places;
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
