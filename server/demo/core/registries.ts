import { isDeepStrictEqual } from "node:util";
import type { Bus } from "./bus.ts";
import { now } from "./clock.ts";
import type {
  AreaEntry,
  CategoryEntry,
  DeviceEntry,
  EntityEntry,
  FloorEntry,
  LabelEntry,
} from "./model.ts";

/** One registry: what it holds by id, and its changes with their events. */
export interface Registry<Entry> {
  readonly all: ReadonlyMap<string, Entry>;
  add(entry: Entry): void;
  /** Told only when something differs. @returns the entry; undefined when there is none of that id. */
  change(id: string, changes: Partial<Entry>): Entry | undefined;
  remove(id: string): boolean;
}

export interface Registries {
  readonly floors: Registry<FloorEntry>;
  readonly areas: Registry<AreaEntry>;
  readonly labels: Registry<LabelEntry>;
  readonly categories: Registry<CategoryEntry>;
  readonly devices: Registry<DeviceEntry>;
  readonly entities: Registry<EntityEntry>;
}

interface Kind<Entry> {
  readonly event: string;
  readonly idOf: (entry: Entry) => string;
  readonly facts: (entry: Entry) => Readonly<Record<string, unknown>>;
  /** Device and entity events say what was there before. */
  readonly tellsChanges?: boolean;
}

function createRegistry<Entry extends { readonly modified_at: number }>(
  bus: Bus,
  { event, idOf, facts, tellsChanges = false }: Kind<Entry>,
): Registry<Entry> {
  const all = new Map<string, Entry>();
  return {
    all,
    add(entry) {
      all.set(idOf(entry), entry);
      bus.fire(event, { action: "create", ...facts(entry) });
    },
    change(id, changes) {
      const old = all.get(id);
      if (!old) return undefined;
      const next: Entry = { ...old, ...changes, modified_at: now() };
      const given = new Map(Object.entries(changes));
      const before = Object.entries(old).filter(
        ([key, value]) => given.has(key) && !isDeepStrictEqual(given.get(key), value),
      );
      if (before.length === 0) return old;
      const isRenamed = idOf(next) !== id;
      if (isRenamed) all.delete(id);
      all.set(idOf(next), next);
      bus.fire(event, {
        action: "update",
        ...facts(next),
        ...(tellsChanges ? { changes: Object.fromEntries(before) } : {}),
        ...(isRenamed ? { old_entity_id: id } : {}),
      });
      return next;
    },
    remove(id) {
      const old = all.get(id);
      if (!old) return false;
      all.delete(id);
      bus.fire(event, { action: "remove", ...facts(old) });
      return true;
    },
  };
}

export const createRegistries = (bus: Bus): Registries => ({
  floors: createRegistry(bus, {
    event: "floor_registry_updated",
    idOf: ({ floor_id }) => floor_id,
    facts: ({ floor_id }) => ({ floor_id }),
  }),
  areas: createRegistry(bus, {
    event: "area_registry_updated",
    idOf: ({ area_id }) => area_id,
    facts: ({ area_id }) => ({ area_id }),
  }),
  labels: createRegistry(bus, {
    event: "label_registry_updated",
    idOf: ({ label_id }) => label_id,
    facts: ({ label_id }) => ({ label_id }),
  }),
  categories: createRegistry(bus, {
    event: "category_registry_updated",
    idOf: ({ category_id }) => category_id,
    facts: ({ category_id, scope }) => ({ category_id, scope }),
  }),
  devices: createRegistry(bus, {
    event: "device_registry_updated",
    idOf: ({ id }) => id,
    facts: ({ id }) => ({ device_id: id }),
    tellsChanges: true,
  }),
  entities: createRegistry(bus, {
    event: "entity_registry_updated",
    idOf: ({ entity_id }) => entity_id,
    facts: ({ entity_id }) => ({ entity_id }),
    tellsChanges: true,
  }),
});
