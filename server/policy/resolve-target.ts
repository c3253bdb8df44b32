import type { Entity, Snapshot, TargetSelector } from "../home/home.ts";
import { expandAsHomeAssistant, expandWithGroups } from "./group-members.ts";
import { targetIndexOf, type Filed, type TargetIndex } from "./target-index.ts";

interface Ways {
  readonly groups: (ids: readonly string[]) => Iterable<string>;
  /** Whether a device, an area or a floor means this entity. */
  readonly inPlace: (entity: Entity) => boolean;
  /** Whether a label means this entity, which carries it. */
  readonly byLabel: (entity: Entity) => boolean;
}

const isShown = ({ hidden }: Entity): boolean => !hidden;
const isPrimary = ({ hidden, category }: Entity): boolean => !hidden && category === undefined;
const anyway = (): boolean => true;

/** What Home Assistant means by a target: `group.*` and groups of locks taken apart, other groups as they
 * are; in devices, areas and floors nothing that is hidden, configures or diagnoses; under a label
 * nothing hidden. `domain` is that of the service, and what "all" is about. Entity ids that the home
 * does not have are kept, other ids mean nothing. */
export function resolveTarget(
  snapshot: Snapshot,
  target: TargetSelector,
  domain?: string,
): ReadonlySet<string> {
  const ways: Ways = {
    groups: (ids) => expandAsHomeAssistant(snapshot.entities, ids),
    inPlace: isPrimary,
    byLabel: isShown,
  };
  return without(snapshot, collect(snapshot, target, ways, domain), target);
}

/** All that a trigger may listen to by a target: groups are themselves, and nothing is too humble. */
export function resolveListened(snapshot: Snapshot, target: TargetSelector): ReadonlySet<string> {
  const ways: Ways = { groups: (ids) => ids, inPlace: anyway, byLabel: anyway };
  return collect(snapshot, target, ways);
}

/** What is taken out is taken out with all that is hidden, configures or diagnoses. */
function without(
  snapshot: Snapshot,
  found: Set<string>,
  { exclude }: TargetSelector,
): ReadonlySet<string> {
  if (exclude === undefined) return found;
  const ways: Ways = {
    groups: (ids) => expandWithGroups(snapshot.entities, ids),
    inPlace: anyway,
    byLabel: anyway,
  };
  for (const id of collect(snapshot, exclude, ways)) found.delete(id);
  return found;
}

function collect(
  snapshot: Snapshot,
  target: TargetSelector,
  ways: Ways,
  domain?: string,
): Set<string> {
  const { entities } = snapshot;
  const index = targetIndexOf(snapshot);
  const { entity_id = [] } = target;
  const named = entity_id
    .filter((id) => id !== "all")
    .map((id) => index.byRegistryId.get(id) ?? id);
  const found = new Set(ways.groups(named));
  const add = (ids: readonly string[] = [], test: (entity: Entity) => boolean): void => {
    for (const id of ids) {
      const entity = entities.get(id);
      if (entity !== undefined && test(entity)) found.add(id);
    }
  };
  if (named.length < entity_id.length)
    add(domain === undefined ? [...entities.keys()] : index.byDomain.get(domain), anyway);
  for (const label of target.label_id ?? []) add(index.byOwnLabel.get(label), ways.byLabel);
  for (const area of areasOf(target, index)) add(index.byArea.get(area), ways.inPlace);
  for (const device of devicesOf(target, index)) add(index.byDevice.get(device), ways.inPlace);
  return found;
}

const areasOf = ({ area_id = [], floor_id, label_id }: TargetSelector, index: TargetIndex) =>
  new Set([
    ...area_id,
    ...filed(floor_id, index.areasByFloor),
    ...filed(label_id, index.areasByLabel),
  ]);

/** A device stands for its children. */
function devicesOf({ device_id = [], label_id }: TargetSelector, index: TargetIndex) {
  const devices = [...device_id, ...filed(label_id, index.devicesByLabel)];
  return new Set([...devices, ...filed(devices, index.childDevices)]);
}

const filed = (ids: readonly string[] = [], under: Filed): readonly string[] =>
  ids.flatMap((id) => under.get(id) ?? []);
