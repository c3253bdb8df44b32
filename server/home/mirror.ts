import { isDeepStrictEqual } from "node:util";
import type { Entity, EntityState, Snapshot } from "./home.ts";
import { composeEntity, isSamePlace } from "./entities.ts";
import type { Readings } from "./readings.ts";
import type { Entries } from "./registries.ts";
import type { States } from "./states.ts";

/** What searches the mirror; told of names and places, never of states. */
export interface Index {
  rebuild(snapshot: Snapshot): void;
  update(entity: Entity): void;
  remove(entityId: string): void;
}

export interface Mirror {
  snapshot(): Snapshot | undefined;
  /** Takes a home read whole in place of the one before: nothing of that one stays. */
  swap(states: States, readings: Readings): void;
  /** `states`, as given to `swap`, has changed here. @returns the entities that were not known. */
  statesChanged(touched: Iterable<string>): readonly string[];
  /** The registry entries of these entities are these now; the rest of `ids` has none. */
  entriesChanged(ids: readonly string[], fresh: Entries): void;
  readingsChanged(changed: Partial<Readings>): void;
}

/** Entities are made of these, */
const ingredients: readonly (keyof Readings)[] = ["areas", "devices", "exposure", "sources"];
/** and found by these beside their own words. */
const places: readonly (keyof Readings)[] = ["areas", "floors", "devices", "labels"];

interface Content {
  readonly states: States;
  readonly entities: Map<string, Entity>;
  readings: Readings;
  snapshot: Snapshot;
}

export function createMirror(index: Index): Mirror {
  let content: Content | undefined;
  let registryVersion = 0;

  const view = (entities: ReadonlyMap<string, Entity>, readings: Readings): Snapshot => ({
    config: readings.config,
    entities,
    areas: readings.areas,
    floors: readings.floors,
    devices: readings.devices,
    labels: readings.labels,
    categories: readings.categories,
    services: readings.services,
    registryVersion,
  });

  return {
    snapshot: () => content?.snapshot,
    swap(states, readings) {
      const before = content;
      const entities = composeAll(states, readings);
      if (before !== undefined && places.every((kind) => isSame(before.readings, readings, kind))) {
        const moved = replaceAll(before.entities, entities, index);
        if (moved) registryVersion++;
        const snapshot = view(before.entities, readings);
        content = { states, entities: before.entities, readings, snapshot };
        return;
      }
      registryVersion++;
      content = { states, entities, readings, snapshot: view(entities, readings) };
      index.rebuild(content.snapshot);
    },
    statesChanged(touched) {
      if (content === undefined) return [];
      const { states, entities, readings } = content;
      const unknown: string[] = [];
      let moved = false;
      for (const entityId of touched) {
        const state = states.get(entityId);
        const old = entities.get(entityId);
        if (state === undefined) {
          if (!entities.delete(entityId)) continue;
          index.remove(entityId);
          moved = true;
          continue;
        }
        if (old !== undefined && isNamedAlike(old, state)) {
          entities.set(entityId, { ...old, ...state });
          continue;
        }
        if (old === undefined) unknown.push(entityId);
        const entity = composeEntity(state, readings);
        entities.set(entityId, entity);
        index.update(entity);
        moved = true;
      }
      if (moved) {
        registryVersion++;
        content.snapshot = view(entities, readings);
      }
      return unknown;
    },
    entriesChanged(ids, fresh) {
      if (content === undefined) return;
      const { states, entities, readings } = content;
      for (const entityId of ids) {
        const entry = fresh.get(entityId);
        if (entry === undefined) readings.entries.delete(entityId);
        else readings.entries.set(entityId, entry);
      }
      const moved = recompose(ids, states, entities, readings);
      if (moved.length === 0) return;
      registryVersion++;
      content.snapshot = view(entities, readings);
      for (const entity of moved) index.update(entity);
    },
    readingsChanged(changed) {
      if (content === undefined) return;
      const { states, entities, readings: before } = content;
      const readings = { ...before, ...changed };
      const differ = (kind: keyof Readings) => !isSame(before, readings, kind);
      const moved = ingredients.some(differ)
        ? recompose(states.keys(), states, entities, readings)
        : [];
      const placesMoved = places.some(differ);
      if (moved.length > 0 || placesMoved) registryVersion++;
      content.readings = readings;
      content.snapshot = view(entities, readings);
      if (placesMoved) index.rebuild(content.snapshot);
      else for (const entity of moved) index.update(entity);
    },
  };
}

const isSame = (a: Readings, b: Readings, kind: keyof Readings): boolean =>
  isDeepStrictEqual(a[kind], b[kind]);

const composeAll = (states: States, readings: Readings): Map<string, Entity> =>
  new Map([...states].map(([entityId, state]) => [entityId, composeEntity(state, readings)]));

/** Makes `entities` what `fresh` is. The map stays, and with it the index, which is dear to rebuild.
 * @returns whether a name or place is another now. */
function replaceAll(
  entities: Map<string, Entity>,
  fresh: ReadonlyMap<string, Entity>,
  index: Index,
): boolean {
  let moved = false;
  for (const entityId of [...entities.keys()]) {
    if (fresh.has(entityId)) continue;
    entities.delete(entityId);
    index.remove(entityId);
    moved = true;
  }
  for (const [entityId, entity] of fresh) {
    const old = entities.get(entityId);
    entities.set(entityId, entity);
    if (old !== undefined && isSamePlace(old, entity)) continue;
    index.update(entity);
    moved = true;
  }
  return moved;
}

/** @returns those of the entities whose name, place or exposure is another now. */
function recompose(
  ids: Iterable<string>,
  states: States,
  entities: Map<string, Entity>,
  readings: Readings,
): readonly Entity[] {
  const moved: Entity[] = [];
  for (const entityId of ids) {
    const state = states.get(entityId);
    if (state === undefined) continue;
    const entity = composeEntity(state, readings);
    const old = entities.get(entityId);
    if (old !== undefined && isSamePlace(old, entity)) continue;
    entities.set(entityId, entity);
    moved.push(entity);
  }
  return moved;
}

/** Whether the state says the same about what the entity is. */
const isNamedAlike = (old: Entity, { attributes }: EntityState): boolean =>
  old.attributes === attributes ||
  (old.attributes["friendly_name"] === attributes["friendly_name"] &&
    old.attributes["device_class"] === attributes["device_class"]);
