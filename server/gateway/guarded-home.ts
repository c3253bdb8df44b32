import type {
  Area,
  Device,
  Entity,
  Floor,
  HistoryPoint,
  HomeConfig,
  HomeStatus,
  Label,
  SearchQuery,
  SearchResult,
  Service,
  TargetSelector,
} from "../home/home.ts";

/** A home as one caller may see it. What they may not see does not exist here. */
export interface GuardedHome {
  config(): HomeConfig;
  status(): HomeStatus;
  entity(entityId: string): Entity | undefined;
  /** Of these domains; absent: all. */
  entities(domains?: readonly string[]): Iterable<Entity>;
  /** Places, devices and labels with at least one visible entity. */
  areas(): readonly Area[];
  floors(): readonly Floor[];
  devices(): readonly Device[];
  labels(): readonly Label[];
  area(areaId: string): Area | undefined;
  floor(floorId: string): Floor | undefined;
  device(deviceId: string): Device | undefined;
  services(): Iterable<Service>;
  /** A page counts as looked at; with `limit: Infinity` the caller only looks for something. */
  search(query: Omit<SearchQuery, "visible">): SearchResult;
  nearest(text: string, limit: number): readonly Entity[];
  /** Entity ids that are not visible are refused with not_found before the home is asked. */
  history(request: {
    readonly entity_ids: readonly string[];
    readonly start: number;
    readonly end: number;
  }): Promise<ReadonlyMap<string, readonly HistoryPoint[]>>;
  /** Whether `test` holds for these entities now, or within the time; asked again after each change.
   * Entities that are not visible are refused with not_found. */
  until(entityIds: readonly string[], test: () => boolean, timeoutMs: number): Promise<boolean>;
}

/** What a plan is made with: it looks and resolves, and has no way to act. */
export interface PlanningHome extends GuardedHome {
  /** The entities that a call with this target would reach, as Home Assistant resolves it, of these
   * domains. Groups are not expanded. What may not be seen is not in it; what may be seen and not
   * controlled is left out of places and labels, and the answer to the caller names it.
   * @throws AppError not_allowed for an entity id that may be seen and not controlled,
   *   not_found for ids of any kind that do not exist for the caller. */
  resolve(target: TargetSelector, domains?: readonly string[]): readonly Entity[];
  /** Tells the caller that this was left out, and why: "Hall lamp: unavailable". */
  leaveOut(entity: Entity, why: string): void;
}
