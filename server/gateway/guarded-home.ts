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
} from "../home/home.ts";

/** A home as one caller may see it. What they may not see does not exist here. */
export interface GuardedHome {
  config(): HomeConfig;
  status(): HomeStatus;
  entity(entityId: string): Entity | undefined;
  entities(): Iterable<Entity>;
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
}
