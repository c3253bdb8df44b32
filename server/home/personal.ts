import type { EntityState } from "./home.ts";
import type { Entries, Entry } from "./registries.ts";
import type { States } from "./states.ts";
import { text, texts } from "./wire.ts";

/** What in the home goes along with somebody or looks at them, and with whom. Drawn from states and
 * entries alone, so that a mirror that followed the home has the same as one that was just made. */
export interface Belongings {
  /** By tracker: users of the persons that list it. */
  readonly trackers: ReadonlyMap<string, readonly string[]>;
  /** By device that goes along with somebody: the users that its trackers agree on. */
  readonly phones: ReadonlyMap<string, readonly string[]>;
  /** Devices with a camera. */
  readonly cameras: ReadonlySet<string>;
}

/** How an entity is private. */
export interface Privacy {
  readonly personal?: true;
  readonly people?: readonly string[];
}

const none: readonly string[] = [];
const telling: ReadonlySet<string> = new Set(["person", "device_tracker", "camera"]);

export function findBelongings(states: States, entries: Entries): Belongings {
  const trackers = usersByTracker(states);
  const listed = new Map<string, (readonly string[])[]>();
  const cameras = new Set<string>();
  for (const [entityId, state] of states) {
    const entry = entries.get(entityId);
    const device = entry?.device_id;
    if (device === undefined) continue;
    if (isOf("camera", entityId)) cameras.add(device);
    const isTracker = isOf("device_tracker", entityId);
    if (entry?.platform !== "mobile_app" && !(isTracker && tellsWhere(state))) continue;
    const ofDevice = listed.get(device) ?? [];
    listed.set(device, ofDevice);
    const users = trackers.get(entityId);
    if (users !== undefined) ofDevice.push(users);
  }
  const phones = new Map([...listed].map(([device, all]) => [device, commonTo(all)]));
  return { trackers, phones, cameras };
}

export function privacyOf(
  state: EntityState,
  entry: Entry | undefined,
  { trackers, phones, cameras }: Belongings,
): Privacy {
  const { entity_id } = state;
  const device = entry?.device_id ?? "";
  if (isOf("person", entity_id)) {
    const user = text(state.attributes["user_id"]);
    return personal(user === undefined ? none : [user]);
  }
  // Never more than the persons say: one device may hold the trackers of several people.
  if (isOf("device_tracker", entity_id)) return personal(trackers.get(entity_id) ?? none);
  const ofPhone = phones.get(device);
  if (ofPhone !== undefined) return personal(ofPhone);
  const isPicture = isOf("image", entity_id) && cameras.has(device);
  return isOf("camera", entity_id) || isPicture ? personal(none) : {};
}

/** Whether what an entity shows now may make other entities private, or free, that were not before. */
export function tellsOtherwise(
  old: EntityState | undefined,
  now: EntityState | undefined,
): boolean {
  const { entity_id } = now ?? old ?? { entity_id: "" };
  if (!telling.has(entity_id.slice(0, entity_id.indexOf(".")))) return false;
  if (old === undefined || now === undefined) return true;
  if (isOf("camera", entity_id)) return false;
  // Both change with every step of a person: where they are is no matter here.
  const [before, after] = [old.attributes, now.attributes];
  return (
    before !== after &&
    !(
      before["user_id"] === after["user_id"] &&
      tellsWhere(old) === tellsWhere(now) &&
      isSameList(texts(before["device_trackers"]), texts(after["device_trackers"]))
    )
  );
}

export const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((item, index) => item === b[index]));

const isOf = (domain: string, entityId: string) => entityId.startsWith(`${domain}.`);

const personal = (people: readonly string[]): Privacy =>
  people.length === 0 ? { personal: true } : { personal: true, people };

function usersByTracker(states: States): ReadonlyMap<string, readonly string[]> {
  const trackers = new Map<string, readonly string[]>();
  for (const [entityId, { attributes }] of states) {
    const user = isOf("person", entityId) ? text(attributes["user_id"]) : undefined;
    if (user === undefined) continue;
    for (const tracker of texts(attributes["device_trackers"]))
      trackers.set(tracker, [...new Set([...(trackers.get(tracker) ?? none), user])].sort());
  }
  return trackers;
}

/** A router's tracker says who is at home, not what goes along with somebody. While it is unavailable
 * a tracker has no source; what it then is cannot be told, and counts as the more private. */
function tellsWhere({ attributes: { source_type, tracking_type } }: EntityState): boolean {
  if (source_type === undefined && tracking_type === undefined) return true;
  return source_type === "gps" || tracking_type === "position";
}

const commonTo = ([first = none, ...others]: readonly (readonly string[])[]): readonly string[] =>
  first.filter((user) => others.every((users) => users.includes(user)));
