// What the rest of Vestibule knows of a home. The only folder behind it knows Home Assistant's wire.

export interface HomeAddress {
  readonly url: string;
  readonly token: string;
  /** Through the Supervisor's proxy, whose WebSocket lives at another path. */
  readonly supervised: boolean;
  /** Inside the Supervisor's own network alone: Home Assistant's certificate is made out to the name that browsers use. */
  readonly anyCertificate?: boolean;
}

export interface EntityState {
  readonly entity_id: string;
  readonly state: string;
  /** As Home Assistant has them, without `access_token` and without the token of `entity_picture`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly last_changed: number;
  readonly last_updated: number;
  readonly context_id: string;
}

/** An entity as people meet it: state, registry entry, device and place in one. */
export interface Entity extends EntityState {
  readonly domain: string;
  readonly device_class?: string;
  /** What Home Assistant shows: own name, else device and entity name, else friendly_name. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly area_id?: string;
  readonly floor_id?: string;
  readonly device_id?: string;
  /** Own labels, and those of its device and area. */
  readonly labels: readonly string[];
  /** Its own among them; absent: all of them are. */
  readonly own_labels?: readonly string[];
  /** The integration behind it; absent: a state that no integration owns. */
  readonly platform?: string;
  readonly config_entry_id?: string;
  /** Of the entity registry; device actions name entities by it. */
  readonly registry_id?: string;
  /** Of scripts: what their own service is called, whatever became of the entity's id. */
  readonly script_key?: string;
  readonly category?: "config" | "diagnostic";
  readonly hidden: boolean;
  /** Hidden by an integration: another entity stands for it. */
  readonly replaced: boolean;
  /** Exposed to Assist (the assistant "conversation"). */
  readonly exposed: boolean;
  /** It tells of somebody: a person, a tracker, all of a phone, a camera. */
  readonly personal?: boolean;
  /** Ids of the home's users whom it tells of; absent: nobody knows whom. */
  readonly people?: readonly string[];
}

export interface Area {
  readonly area_id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly floor_id?: string;
  readonly labels: readonly string[];
}

export interface Floor {
  readonly floor_id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly level?: number;
}

export interface Device {
  readonly device_id: string;
  readonly name: string;
  readonly area_id?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly labels: readonly string[];
  readonly parent_device_id?: string;
  readonly disabled: boolean;
}

export interface Label {
  readonly label_id: string;
  readonly name: string;
}

export interface Category {
  readonly category_id: string;
  readonly scope: string;
  readonly name: string;
}

/** One service ("action") of the home, with its fields' names and what they accept. */
export interface Service {
  readonly domain: string;
  readonly service: string;
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, ServiceField>>;
  /** Selector of targets as Home Assistant gives it; absent: the service takes no target. */
  readonly target?: unknown;
  /** Whether it answers with data: never, on request, always. */
  readonly response: "none" | "optional" | "only";
}

export interface ServiceField {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly selector?: unknown;
}

export interface HomeConfig {
  readonly version: string;
  readonly location_name: string;
  readonly time_zone: string;
  readonly language: string;
  readonly country?: string;
  readonly currency?: string;
  /** Where browsers find Home Assistant from the Internet and from the house, as far as somebody said. */
  readonly external_url?: string;
  readonly internal_url?: string;
  readonly unit_system: Readonly<Record<string, string>>;
  readonly recovery_mode: boolean;
  readonly safe_mode: boolean;
}

/** The home as the mirror has it. Every map is replaced or changed in place by the mirror alone. */
export interface Snapshot {
  readonly config: HomeConfig;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly areas: ReadonlyMap<string, Area>;
  readonly floors: ReadonlyMap<string, Floor>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly labels: ReadonlyMap<string, Label>;
  readonly categories: ReadonlyMap<string, Category>;
  /** By "domain.service". */
  readonly services: ReadonlyMap<string, Service>;
  /** Grows by one with every change of names, places or exposure, not of states. */
  readonly registryVersion: number;
}

export type HomeState = "connecting" | "starting" | "ready" | "away" | "refused";

export interface HomeStatus {
  readonly state: HomeState;
  /** In plain words, for people: "The token is not accepted", "Nobody answers at …". */
  readonly reason?: string;
  readonly version?: string;
  readonly entities: number;
  /** Epoch milliseconds of the last time the mirror was known to be equal to the home; absent: never. */
  readonly freshAt?: number;
  readonly breaker: "closed" | "open" | "half-open";
  readonly reconnects: number;
}

export interface SearchQuery {
  readonly text?: string;
  readonly domains?: readonly string[];
  readonly area_id?: string;
  readonly floor_id?: string;
  readonly device_class?: string;
  readonly state?: string;
  /** Only what this says may be seen is found, counted or ranked. */
  readonly visible: (entity: Entity) => boolean;
  readonly limit: number;
  readonly offset: number;
}

export interface SearchResult {
  readonly hits: readonly Entity[];
  readonly total: number;
}

export interface HistoryRequest {
  readonly entity_ids: readonly string[];
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
}

/** One change of a state; `at` in epoch milliseconds. */
export interface HistoryPoint {
  readonly state: string;
  readonly at: number;
}

/** What a call acts on, in Home Assistant's own terms; ids in lower case, each list without doubles. */
export interface TargetSelector {
  /** Entity ids, or "all". */
  readonly entity_id?: readonly string[];
  readonly device_id?: readonly string[];
  readonly area_id?: readonly string[];
  readonly floor_id?: readonly string[];
  readonly label_id?: readonly string[];
  readonly exclude?: Omit<TargetSelector, "exclude">;
}

/** One thing that a script, an automation or a scene may do. In which order, under which conditions and
 * how often is left out: what it could do at all is what counts. */
export type Step =
  | {
      readonly kind: "service";
      readonly service: string;
      /** Of target and data alike. */
      readonly target: TargetSelector;
      /** Without targets; templates as they are written. */
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** A scene brings an entity into this state; absent: which one cannot be read. */
  | {
      readonly kind: "state";
      readonly entity_id: string;
      readonly state?: string;
      readonly attributes: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "event"; readonly event_type: string }
  /** "A template chooses the service". */
  | { readonly kind: "unknown"; readonly why: string };

/** What may set an automation off, as far as somebody who acts in the home can cause it. */
export type Trigger =
  | { readonly kind: "entity"; readonly target: TargetSelector }
  | { readonly kind: "event"; readonly event_type: string }
  /** A template that may listen to anything of these domains; without domains to anything at all. */
  | { readonly kind: "any"; readonly domains?: readonly string[] };

/** What a script, an automation or a scene is made of. */
export interface Routine {
  readonly entity_id: string;
  readonly steps: readonly Step[];
  /** Of automations; empty for the others. */
  readonly triggers: readonly Trigger[];
  /** Another one when its configuration changes. */
  readonly digest: string;
}

export interface ServiceCall {
  /** "light.turn_on". */
  readonly service: string;
  readonly entity_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly wantsResponse?: boolean;
}

export interface ServiceAnswer {
  /** Home Assistant's id of what this call caused. */
  readonly context_id: string;
  readonly response?: unknown;
}

/** Somebody who has an account in the home; the system's own accounts are left out. */
export interface HomePerson {
  readonly id: string;
  readonly name: string;
  readonly username?: string;
  /** The owner, or active and in the group of admins. */
  readonly isAdmin: boolean;
  readonly isActive: boolean;
}

export interface Home {
  readonly id: string;
  readonly name: string;
  /** @throws AppError home_unreachable when the mirror was never filled. */
  snapshot(): Snapshot;
  status(): HomeStatus;
  search(query: SearchQuery): SearchResult;
  /** At most `limit` names of visible entities that sound like `text`, nearest first. */
  nearest(text: string, visible: (entity: Entity) => boolean, limit: number): readonly Entity[];
  /** Asks the home. @throws AppError home_unreachable or home_refused. */
  history(
    request: HistoryRequest,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly HistoryPoint[]>>;
  /** Scripts, automations and scenes as they are configured now; missing from the map are those whose
   * configuration cannot be read. Asks the home. @throws AppError home_unreachable. */
  routines(
    entityIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Routine>>;
  /** All automations, mirrored; waits while they are being read anew. An automation that cannot be read
   * has one "unknown" step and listens to anything. */
  automations(signal: AbortSignal): Promise<readonly Routine[]>;
  /** Acts. Never tried again: when the answer does not come, its fate is unknown.
   * @throws AppError home_unreachable when it was surely not sent; home_refused when the home said no;
   *   FateUnknown when it was sent and no answer came. */
  callService(call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer>;
  /** Whether `test` holds now, or comes to hold within the time; asked again after each change of these
   * entities. Resolves to false also when the signal aborts. */
  until(
    entityIds: readonly string[],
    test: () => boolean,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Everybody with an account. Asks the home. @throws AppError home_unreachable, or home_refused when our
   * own account is no admin's. */
  people(): Promise<readonly HomePerson[]>;
  /** Called when somebody in the home was made, changed or removed, and whenever the home came (back).
   * While our own account is no admin's, only then. @returns what ends it. */
  onPeople(listener: () => void): () => void;
  /** Makes a switch that people see in the home ("input_boolean") and answers its entity id, which the
   * mirror has by then. Acts once. @throws AppError home_unreachable or home_refused. */
  createSwitch(name: string): Promise<string>;
  /** Whether the mirror is live, now or within this time. Never rejects; `status` says why not. */
  ready(timeoutMs: number): Promise<boolean>;
  /** Leaves nothing behind. What was asked and not answered yet fails with home_unreachable. */
  close(): Promise<void>;
}
