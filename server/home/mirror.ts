import { isDeepStrictEqual } from "node:util";
import type { Entity, EntityState, Snapshot } from "./home.ts";
import { composeEntity, isSamePlace } from "./entities.ts";
import { findBelongings, tellsOtherwise, type Belongings } from "./personal.ts";
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
  /** Takes a home read whole in place of the one before: nothing of that one stays. What the registry
   * says of the `unread` comes later, and they with it. */
  swap(states: States, readings: Readings, unread?: Iterable<string>): void;
  /** `states`, as given to `swap`, has changed here. @returns entities that are new: most of them
   * appear when their registry entries are told, for nobody knows before whose they are. */
  statesChanged(touched: Iterable<string>): readonly string[];
  /** The registry entries of these entities are these now; the rest of `ids` has none. */
  entriesChanged(ids: readonly string[], fresh: Entries): void;
  readingsChanged(changed: Partial<Readings>): void;
}

/** Entities are made of these, */
const ingredients: readonly (keyof Readings)[] = ["areas", "devices", "exposure", "sources"];
/** and found by these beside their own words. */
const places: readonly (keyof Readings)[] = ["areas", "floors", "devices", "labels"];

/** What was read, and what follows from it. */
interface Known extends Readings {
  readonly belongings: Belongings;
  /** Entities whose states came before their registry entries. */
  readonly unread: Set<string>;
}

interface Content {
  readonly states: States;
  readonly entities: Map<string, Entity>;
  known: Known;
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
    swap(states, readings, unread = []) {
      const before = content;
      const belongings = findBelongings(states, readings.entries);
      const late = [...unread].filter((entityId) => mustBeRead(entityId, readings));
      const known = { ...readings, belongings, unread: new Set(late) };
      const entities = composeAll(states, known);
      if (before !== undefined && places.every((kind) => isSame(before.known, readings, kind))) {
        const moved = replaceAll(before.entities, entities, index);
        if (moved) registryVersion++;
        const snapshot = view(before.entities, readings);
        content = { states, entities: before.entities, known, snapshot };
        return;
      }
      registryVersion++;
      content = { states, entities, known, snapshot: view(entities, readings) };
      index.rebuild(content.snapshot);
    },
    statesChanged(touched) {
      if (content === undefined) return [];
      const { states, entities, known } = content;
      const unknown: string[] = [];
      let moved = false;
      let bound = false;
      for (const entityId of touched) {
        const state = states.get(entityId);
        const old = entities.get(entityId);
        if (state === undefined) {
          known.unread.delete(entityId);
          if (!entities.delete(entityId)) continue;
          index.remove(entityId);
          moved = true;
          bound ||= mayBind(entityId, old, state, known);
          continue;
        }
        const binds = mayBind(entityId, old, state, known);
        if (old !== undefined && !binds && isNamedAlike(old, state)) {
          entities.set(entityId, { ...old, ...state });
          continue;
        }
        if (old === undefined && !known.unread.has(entityId)) unknown.push(entityId);
        if (old === undefined && mustBeRead(entityId, known)) {
          known.unread.add(entityId);
          continue;
        }
        bound ||= binds;
        const entity = composeEntity(state, known);
        entities.set(entityId, entity);
        index.update(entity);
        moved = true;
      }
      if (bound) for (const entity of rebind(content)) index.update(entity);
      if (moved) {
        registryVersion++;
        content.snapshot = view(entities, known);
      }
      return unknown;
    },
    entriesChanged(ids, fresh) {
      if (content === undefined) return;
      const { states, entities, known } = content;
      for (const entityId of ids) {
        const entry = fresh.get(entityId);
        if (entry === undefined) known.entries.delete(entityId);
        else known.entries.set(entityId, entry);
        known.unread.delete(entityId);
      }
      const moved = [...recompose(ids, states, entities, known), ...rebind(content)];
      if (moved.length === 0) return;
      registryVersion++;
      content.snapshot = view(entities, known);
      for (const entity of moved) index.update(entity);
    },
    readingsChanged(changed) {
      if (content === undefined) return;
      const { states, entities, known: before } = content;
      const known = { ...before, ...changed };
      const differ = (kind: keyof Readings) => !isSame(before, known, kind);
      const moved = ingredients.some(differ)
        ? recompose(states.keys(), states, entities, known)
        : [];
      const placesMoved = places.some(differ);
      if (moved.length > 0 || placesMoved) registryVersion++;
      content.known = known;
      content.snapshot = view(entities, known);
      if (placesMoved) index.rebuild(content.snapshot);
      else for (const entity of moved) index.update(entity);
    },
  };
}

/** Acts are judged by routines, which must be known at once, and are on nobody's phone. */
const mustBeRead = (entityId: string, { entries }: Readings) =>
  !entries.has(entityId) && !/^(automation|scene|script)\./.test(entityId);

/** Whether this change may make other entities private, or free. */
const mayBind = (
  entityId: string,
  old: EntityState | undefined,
  now: EntityState | undefined,
  { entries }: Known,
): boolean =>
  tellsOtherwise(old, now) ||
  ((old === undefined || now === undefined) && entries.get(entityId)?.platform === "mobile_app");

/** Finds out anew whom entities tell of. @returns those of which it is another now. */
function rebind(content: Content): readonly Entity[] {
  const { states, entities, known } = content;
  const belongings = findBelongings(states, known.entries);
  if (isDeepStrictEqual(belongings, known.belongings)) return [];
  content.known = { ...known, belongings };
  return recompose(states.keys(), states, entities, content.known);
}

const isSame = (a: Readings, b: Readings, kind: keyof Readings): boolean =>
  isDeepStrictEqual(a[kind], b[kind]);

function composeAll(states: States, known: Known): Map<string, Entity> {
  const entities = new Map<string, Entity>();
  for (const [entityId, state] of states)
    if (!known.unread.has(entityId)) entities.set(entityId, composeEntity(state, known));
  return entities;
}

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

/** @returns those of the entities whose name, place, exposure or privacy is another now. */
function recompose(
  ids: Iterable<string>,
  states: States,
  entities: Map<string, Entity>,
  known: Known,
): readonly Entity[] {
  const moved: Entity[] = [];
  for (const entityId of ids) {
    const state = states.get(entityId);
    if (state === undefined || known.unread.has(entityId)) continue;
    const entity = composeEntity(state, known);
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
