import type { Entity, Snapshot } from "../home/home.ts";

/** Where the entities of a home are filed, so that a target is resolved without looking at them all. */
export interface TargetIndex {
  readonly byArea: Places;
  readonly byDevice: Places;
  readonly byOwnLabel: Places;
  readonly byDomain: Filed;
  readonly areasByFloor: Filed;
  readonly areasByLabel: Filed;
  readonly devicesByLabel: Filed;
  readonly childDevices: Filed;
  readonly byRegistryId: ReadonlyMap<string, string>;
  /** Script entities by the name of their own service. */
  readonly byScriptKey: ReadonlyMap<string, string>;
}

/** Ids under the id of what holds them. */
export type Filed = ReadonlyMap<string, readonly string[]>;

export interface Places {
  readonly all: Filed;
  /** Those that are meant when the place is named: of areas and devices nothing that is hidden,
   * configures or diagnoses, of labels nothing hidden. */
  readonly meant: Filed;
}

interface Kept {
  readonly registryVersion: number;
  readonly index: TargetIndex;
}

const kept = new WeakMap<Snapshot, Kept>();

/** Made when first asked for, and anew when names or places changed. */
export function targetIndexOf(snapshot: Snapshot): TargetIndex {
  const known = kept.get(snapshot);
  if (known?.registryVersion === snapshot.registryVersion) return known.index;
  const index = createIndex(snapshot);
  kept.set(snapshot, { registryVersion: snapshot.registryVersion, index });
  return index;
}

function createIndex({ entities, areas, devices }: Snapshot): TargetIndex {
  const all = [...entities.values()];
  return {
    byArea: places(all, isPrimary, ({ area_id }) => one(area_id)),
    byDevice: places(all, isPrimary, ({ device_id }) => one(device_id)),
    byOwnLabel: places(all, isShown, ({ labels, own_labels }) => own_labels ?? labels),
    byDomain: file(all, idOf, ({ domain }) => domain),
    areasByFloor: file(
      areas.values(),
      ({ area_id }) => area_id,
      ({ floor_id }) => floor_id,
    ),
    areasByLabel: fileMany(
      areas.values(),
      ({ area_id }) => area_id,
      ({ labels }) => labels,
    ),
    devicesByLabel: fileMany(
      devices.values(),
      ({ device_id }) => device_id,
      ({ labels }) => labels,
    ),
    childDevices: file(
      devices.values(),
      ({ device_id }) => device_id,
      ({ parent_device_id }) => parent_device_id,
    ),
    byRegistryId: name(all, ({ registry_id }) => registry_id),
    byScriptKey: name(all, ({ script_key }) => script_key),
  };
}

const isShown = ({ hidden }: Entity): boolean => !hidden;
const isPrimary = ({ hidden, category }: Entity): boolean => !hidden && category === undefined;

const places = (
  entities: readonly Entity[],
  isMeant: (entity: Entity) => boolean,
  under: (entity: Entity) => readonly string[],
): Places => ({
  all: fileMany(entities, idOf, under),
  meant: fileMany(entities.filter(isMeant), idOf, under),
});

const idOf = ({ entity_id }: Entity): string => entity_id;

const file = <T>(
  items: Iterable<T>,
  id: (item: T) => string,
  under: (item: T) => string | undefined,
): Filed => fileMany(items, id, (item) => one(under(item)));

const nowhere: readonly string[] = [];

const one = (key: string | undefined): readonly string[] => (key === undefined ? nowhere : [key]);

function fileMany<T>(
  items: Iterable<T>,
  id: (item: T) => string,
  under: (item: T) => readonly string[],
): Filed {
  const filed = new Map<string, string[]>();
  for (const item of items)
    for (const key of under(item)) {
      const there = filed.get(key);
      if (there === undefined) filed.set(key, [id(item)]);
      else there.push(id(item));
    }
  return filed;
}

function name(
  entities: readonly Entity[],
  nameOf: (entity: Entity) => string | undefined,
): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const entity of entities) {
    const key = nameOf(entity);
    if (key !== undefined) named.set(key, entity.entity_id);
  }
  return named;
}
