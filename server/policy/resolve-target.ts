import type { Snapshot, TargetSelector } from "../home/home.ts";
import { expandAsHomeAssistant, expandWithGroups } from "./group-members.ts";
import { targetIndexOf, type Filed, type Places, type TargetIndex } from "./target-index.ts";

interface Ways {
  readonly groups: (ids: readonly string[]) => Iterable<string>;
  /** Which entities a device, an area, a floor or a label stands for. */
  readonly places: keyof Places;
}

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
    places: "meant",
  };
  return without(snapshot, collect(snapshot, target, ways, domain), target);
}

/** All that a trigger may listen to by a target: groups are themselves, and nothing is too humble. */
export function resolveListened(snapshot: Snapshot, target: TargetSelector): ReadonlySet<string> {
  const ways: Ways = { groups: (ids) => ids, places: "all" };
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
    places: "all",
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
  const add = (ids: Iterable<string> = []): void => {
    for (const id of ids) found.add(id);
  };
  if (named.length < entity_id.length)
    add(domain === undefined ? entities.keys() : index.byDomain.get(domain));
  const { byOwnLabel, byArea, byDevice } = index;
  for (const label of target.label_id ?? []) add(byOwnLabel[ways.places].get(label));
  for (const area of areasOf(target, index)) add(byArea[ways.places].get(area));
  for (const device of devicesOf(target, index)) add(byDevice[ways.places].get(device));
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
