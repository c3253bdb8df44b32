import { AppError } from "../errors.ts";
import type {
  Area,
  Device,
  Entity,
  Floor,
  HistoryPoint,
  Home,
  HomeStatus,
  Label,
  Service,
  Snapshot,
} from "../home/home.ts";
import type { Scope } from "../policy/rules.ts";
import { isWide, maySee, seesAll } from "../policy/scope.ts";
import { masked } from "../secret-forms.ts";
import { cleanAttributes } from "./clean-attributes.ts";
import type { GuardedHome } from "./guarded-home.ts";
import type { HomeQueue } from "./home-queue.ts";
import { mayKnow } from "./known-services.ts";
import { isPassword, withoutPassword } from "./passwords.ts";
import { countsPeople, withoutUnseenPeople } from "./zones.ts";

/** A home for one call, and what the call has looked at. */
export interface Guarded {
  readonly home: GuardedHome;
  readonly touched: ReadonlySet<string>;
  /** What the home answered, without what this caller may not know. */
  readonly clean: (fields: Entity["attributes"]) => Entity["attributes"];
}

/** What a scope sees of one state of the registries; kept as long as that stands. */
interface View {
  readonly snapshot: Snapshot;
  readonly registryVersion: number;
  readonly visible: (entity: Entity) => boolean;
  readonly clean: (entity: Entity) => Entity;
  readonly cleanFields: (fields: Entity["attributes"]) => Entity["attributes"];
  readonly areas: Shown<Area>;
  readonly floors: Shown<Floor>;
  readonly devices: Shown<Device>;
  readonly labels: Shown<Label>;
  readonly services: () => readonly Service[];
}

/** What is shown of areas, floors, devices or labels: in their order, and by id. */
interface Shown<Item> {
  readonly list: () => readonly Item[];
  readonly get: (id: string) => Item | undefined;
}

const maxTouched = 200;
/** Each person's tokens have a view of their own. */
const maxViews = 200;

/** Shows a home as a scope allows it: what may not be seen does not exist, in any answer. */
export function createGuard(source: Home, queue: HomeQueue) {
  // By snapshot, so that a home read anew does not keep the old one in memory.
  const views = new WeakMap<Snapshot, Map<string, View>>();

  function viewOf(scope: Scope): View {
    const snapshot = source.snapshot();
    let ofSnapshot = views.get(snapshot);
    if (ofSnapshot === undefined) views.set(snapshot, (ofSnapshot = new Map<string, View>()));
    const known = ofSnapshot.get(scope.key);
    if (known?.registryVersion === snapshot.registryVersion) return known;
    if (ofSnapshot.size >= maxViews) ofSnapshot.clear();
    const view = createView(snapshot, scope);
    ofSnapshot.set(scope.key, view);
    return view;
  }

  function findEntity(scope: Scope, entityId: string): Entity | undefined {
    const { snapshot, visible } = viewOf(scope);
    const entity = snapshot.entities.get(entityId);
    return entity !== undefined && visible(entity) ? entity : undefined;
  }

  /** The reason may name an address of the house, the number counts what may not be seen. */
  function statusFor(scope: Scope): HomeStatus {
    const status = source.status();
    if (seesAll(scope)) return status;
    return {
      state: status.state,
      ...(status.reason === undefined || !isWide(scope) ? {} : { reason: status.reason }),
      ...(status.version === undefined ? {} : { version: status.version }),
      // Every read asks how the home is, and hardly one for how many there are.
      get entities() {
        return status.entities === 0 ? 0 : countVisible(viewOf(scope));
      },
      ...(status.freshAt === undefined ? {} : { freshAt: status.freshAt }),
      breaker: status.breaker,
      reconnects: status.reconnects,
    };
  }

  return function guard(scope: Scope, signal: AbortSignal): Guarded {
    const touched = new Set<string>();
    const touch = (entity: Entity): Entity => {
      if (touched.size < maxTouched) touched.add(entity.entity_id);
      return viewOf(scope).clean(entity);
    };
    /** @throws AppError not_found for what is not visible. */
    const touchEach = (entityIds: readonly string[]) => {
      for (const entityId of entityIds) {
        const entity = findEntity(scope, entityId);
        if (entity === undefined) throw noEntity(entityId);
        touch(entity);
      }
    };
    const home: GuardedHome = {
      config: () => source.snapshot().config,
      status: () => statusFor(scope),
      entity(entityId) {
        const entity = findEntity(scope, entityId);
        return entity === undefined ? undefined : touch(entity);
      },
      entities: (domains) => visibleEntities(viewOf(scope), domains),
      areas: () => viewOf(scope).areas.list(),
      floors: () => viewOf(scope).floors.list(),
      devices: () => viewOf(scope).devices.list(),
      labels: () => viewOf(scope).labels.list(),
      area: (areaId) => viewOf(scope).areas.get(areaId),
      floor: (floorId) => viewOf(scope).floors.get(floorId),
      device: (deviceId) => viewOf(scope).devices.get(deviceId),
      services: () => viewOf(scope).services(),
      search(query) {
        const { visible } = viewOf(scope);
        // Who may not know how many there are finds no zone by it.
        const isFindable = (entity: Entity) => !countsPeople(entity) && visible(entity);
        const byNumber = query.state !== undefined && !seesAll(scope);
        const found = source.search({ ...query, visible: byNumber ? isFindable : visible });
        const { hits, total } = found;
        const read = query.limit === Infinity ? viewOf(scope).clean : touch;
        return { hits: hits.map(read), total };
      },
      nearest(text, limit) {
        const { visible, clean } = viewOf(scope);
        return source.nearest(text, visible, limit).map(clean);
      },
      async history(request) {
        touchEach(request.entity_ids);
        const past = await queue.run("read", () => source.history(request, signal), signal);
        return new Map(
          [...past].map(([id, points]) => [id, cleanPast(findEntity(scope, id), points, scope)]),
        );
      },
      until(entityIds, test, timeoutMs) {
        touchEach(entityIds);
        return source.until(entityIds, test, timeoutMs, signal);
      },
    };
    return { home, touched, clean: (fields) => viewOf(scope).cleanFields(fields) };
  };
}

function cleanPast(
  entity: Entity | undefined,
  points: readonly HistoryPoint[],
  scope: Scope,
): readonly HistoryPoint[] {
  const isHidden =
    entity !== undefined && (isPassword(entity) || (countsPeople(entity) && !seesAll(scope)));
  return isHidden ? points.map((point) => ({ ...point, state: masked })) : points;
}

/** The same answer for an entity that is not there and one that may not be seen. */
const noEntity = (entityId: string) =>
  new AppError("not_found", `There is no entity ${JSON.stringify(entityId.slice(0, 100))}.`, {
    hint: "Look for it with find_entities.",
  });

function createView(snapshot: Snapshot, scope: Scope): View {
  const visible = (entity: Entity) => maySee(entity, scope);
  const isUnseen = (entityId: string) => {
    const entity = snapshot.entities.get(entityId);
    // What has no state now, such as a disabled member of a group, still has a name.
    return entity === undefined ? domains().has(domainOf(entityId)) : !visible(entity);
  };
  const domains = once(() => new Set([...snapshot.entities.values()].map(({ domain }) => domain)));
  const cleanFields = (fields: Entity["attributes"]) =>
    cleanAttributes(fields, { scope, isUnseen });
  const cleaned = new WeakMap<Entity["attributes"], Entity["attributes"]>();
  const clean = (entity: Entity): Entity => {
    let attributes = cleaned.get(entity.attributes);
    if (attributes === undefined) {
      attributes = cleanFields(entity.attributes);
      cleaned.set(entity.attributes, attributes);
    }
    const shown = seesAll(scope) ? entity : withoutUnseenPeople(entity, isUnseen);
    return withoutPassword(attributes === entity.attributes ? shown : { ...shown, attributes });
  };
  const places = once(() => findPlaces(snapshot, visible));
  // What is shown is worked out for each one asked about: a hundred people's maps of all devices are many megabytes.
  const pick = <Item>(
    items: ReadonlyMap<string, Item>,
    { all, ids }: { readonly all: boolean; readonly ids: () => ReadonlySet<string> },
  ): Shown<Item> => {
    const isShown = (id: string) => all || ids().has(id);
    return {
      list: once(() => [...items].flatMap(([id, item]) => (isShown(id) ? [item] : []))),
      get: (id) => (isShown(id) ? items.get(id) : undefined),
    };
  };
  // Rooms of the house are there also while nothing is in them; a phone, or what it is labelled, is not.
  const [isOfHouse, isAll] = [isWide(scope), seesAll(scope)];
  return {
    snapshot,
    registryVersion: snapshot.registryVersion,
    visible,
    clean,
    cleanFields,
    areas: pick(snapshot.areas, { all: isOfHouse, ids: () => places().areas }),
    floors: pick(snapshot.floors, { all: isOfHouse, ids: () => places().floors }),
    devices: pick(snapshot.devices, { all: isAll, ids: () => places().devices }),
    labels: pick(snapshot.labels, { all: isAll, ids: () => places().labels }),
    services: once(() => [...snapshot.services.values()].filter(mayKnow(snapshot, scope, visible))),
  };
}

/** Ids of everything that at least one visible entity belongs to. */
function findPlaces(snapshot: Snapshot, visible: (entity: Entity) => boolean) {
  const found = {
    areas: new Set<string>(),
    floors: new Set<string>(),
    devices: new Set<string>(),
    labels: new Set<string>(),
  };
  for (const entity of snapshot.entities.values()) {
    if (!visible(entity)) continue;
    if (entity.area_id !== undefined) found.areas.add(entity.area_id);
    if (entity.floor_id !== undefined) found.floors.add(entity.floor_id);
    if (entity.device_id !== undefined) found.devices.add(entity.device_id);
    for (const label of entity.labels) found.labels.add(label);
  }
  return found;
}

function* visibleEntities(
  { snapshot, visible, clean }: View,
  domains: readonly string[] | undefined,
): Iterable<Entity> {
  for (const entity of snapshot.entities.values())
    if (domains?.includes(entity.domain) !== false && visible(entity)) yield clean(entity);
}

function countVisible({ snapshot, visible }: View): number {
  let count = 0;
  for (const entity of snapshot.entities.values()) if (visible(entity)) count += 1;
  return count;
}

const domainOf = (entityId: string) => entityId.slice(0, entityId.indexOf("."));

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
