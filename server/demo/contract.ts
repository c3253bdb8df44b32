// What a test or a person can do with the demo home.
import type { Config } from "./core/configs.ts";
import type {
  AreaEntry,
  Attributes,
  DeviceEntry,
  EntityEntry,
  RecordedCall,
  State,
  User,
} from "./core/model.ts";
import type { Secrets } from "./core/sign-ins.ts";

export type { Config } from "./core/configs.ts";
export type { Attributes, Context, EntityEntry, RecordedCall, State } from "./core/model.ts";

export interface DemoHomeOptions {
  /** Grows the furnished house to this many entities; fewer than it has changes nothing. */
  readonly entities?: number;
  /** The same seed gives the same house, ids included. */
  readonly seed?: number;
  /** Milliseconds between two moves of values that move by themselves; absent: nothing moves. */
  readonly movingMs?: number;
  /** Milliseconds that covers, valves and locks take to get where they are told; 20 unless told otherwise. */
  readonly transitMs?: number;
  /** 0 (the default) takes a free port and keeps it over restarts. */
  readonly port?: number;
  readonly host?: string;
  /** Fixed tokens; what is absent is random. */
  readonly tokens?: {
    readonly owner?: string;
    readonly resident?: string;
    readonly supervisor?: string;
  };
}

/** A command as a client sent it, whether or not it was answered. */
export interface ReceivedCommand {
  readonly type: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** Name of the user whose connection it came over. */
  readonly user: string;
}

export interface NewEntity {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes?: Attributes;
  /** Its name; absent: made of the entity id. */
  readonly name?: string;
  readonly aliases?: readonly string[];
  readonly area_id?: string;
  readonly device_id?: string;
  readonly labels?: readonly string[];
  readonly entity_category?: "config" | "diagnostic";
  /** true: by a person. By an integration: another entity stands for it. */
  readonly hidden?: boolean | "integration";
  readonly platform?: string;
  /** What its integration calls it; absent: made of the entity id. */
  readonly unique_id?: string;
  /** false: an entity without unique id, which has a state and no registry entry. */
  readonly registered?: boolean;
  /** Exposed to Assist; absent: nobody has decided yet. */
  readonly exposed?: boolean;
}

/** What a registry entry can be changed to, in the words of `config/entity_registry/update`. */
export type EntityChanges = Partial<
  Pick<
    EntityEntry,
    "name" | "icon" | "area_id" | "device_id" | "hidden_by" | "disabled_by" | "aliases" | "labels"
  >
> & { readonly new_entity_id?: string };

export type AreaChanges = Partial<Pick<AreaEntry, "name" | "floor_id" | "aliases" | "labels">>;
export type DeviceChanges = Partial<
  Pick<DeviceEntry, "name_by_user" | "area_id" | "disabled_by" | "labels">
>;

/** What an account can be changed to; with a new password the second factor is as it is given, too. */
export type UserChanges = Partial<
  Pick<User, "name" | "is_active" | "group_ids" | "local_only"> & Secrets
>;

export interface RestartTimes {
  /** How long nobody listens. */
  readonly downMs?: number;
  /** How long entities take to appear after that. */
  readonly startMs?: number;
}

/** What a test or a person makes go wrong. Each lasts until it is called with `false` (or `calm`). */
export interface Mischief {
  /** Tears every open socket down without a close frame (close code 1006 at the other end). */
  drop(): void;
  /** Takes commands, answers none, on open and new connections. Protocol pings are answered. */
  hang(on: boolean): void;
  /** Every socket that is open now goes silent for good: no answers, events, pongs, nor closing. */
  halfOpen(): void;
  /** New connections: nobody listens, or the upgrade is answered 502, as a proxy does. */
  refuse(how: "connection" | "502" | false): Promise<void>;
  /** Every token is refused until `false`, as after a revocation nobody told us of. */
  wrongToken(on: boolean): void;
  /** This token is worth nothing any more, and its sockets close at once (1000). */
  revoke(token: string): void;
  /** Everything that is sent after auth waits this long. */
  slow(ms: number): void;
  /** Says auth_ok, then closes with 1000, as the Supervisor does while Core is away. */
  authOkThenClose(on: boolean): void;
  /** Commands of this type are refused with this code; null: answered again. */
  failCommand(type: string, code: string | null): void;
  /** This service ("lock.unlock") is refused with this code, also inside scripts; null: carried out again. */
  failService(service: string, code: string | null): void;
  /** The service is carried out, its answer never comes; "drop": the caller's socket dies as well. */
  loseAnswer(service: string, how: boolean | "drop"): void;
  /** The service is carried out, its answer comes so much later; 0: at once again. */
  blockService(service: string, ms: number): void;
  /** Services that reach this entity succeed, and it stays as it is. */
  deaf(entityId: string, on: boolean): void;
  /** A service that reaches this entity does its work on all others, then fails (home_assistant_error). */
  failPart(entityId: string, on: boolean): void;
  /** Sends every open socket a frame that is not JSON. */
  badFrame(): void;
  /** So many state changes in one tick, in turn over all entities. Context: nobody. */
  flood(changes: number): void;
  /** Ends what is above, except what is closed, revoked or half open already. */
  calm(): Promise<void>;
}

export interface DemoHome extends Mischief {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Long-lived token of the owner (admin). */
  readonly token: string;
  /** Long-lived token of Robin, a resident (`system-users`, not an admin). */
  readonly userToken: string;
  /** Token of the system user "Supervisor" (admin, not an owner), as an app has it. */
  readonly supervisorToken: string;
  /** Live view, by entity id. */
  readonly states: ReadonlyMap<string, State>;
  /** Live view of the entity registry, by entity id. */
  readonly registry: ReadonlyMap<string, EntityEntry>;
  /** @throws Error when there is no such entity. */
  state(entityId: string): State;
  /** Like an integration would: the context has no user. Attributes, when given, replace the old ones. */
  setState(entityId: string, state: string, attributes?: Attributes): State;
  addEntity(entity: NewEntity): void;
  /** @throws Error when the registry has no such entity. */
  updateEntity(entityId: string, changes: EntityChanges): void;
  removeEntity(entityId: string): void;
  /** @returns its area_id. */
  addArea(area: {
    readonly name: string;
    readonly floor_id?: string;
    readonly aliases?: readonly string[];
  }): string;
  updateArea(areaId: string, changes: AreaChanges): void;
  /** @throws Error when there is no such device. */
  updateDevice(deviceId: string, changes: DeviceChanges): void;
  rename(what: "floor" | "label" | "category", id: string, name: string): void;
  /** Exposes an entity to Assist, or hides it from Assist. */
  expose(entityId: string, should_expose: boolean): void;
  /** Their account's id, by name. @throws Error when there is none. */
  userId(name: string): string;
  /** Without groups, without a password, active. The username is the name in lower case. @returns its id. */
  addUser(user: UserChanges & Pick<User, "name">): string;
  /** Groups count at once, on open sockets too; who is not active loses all tokens and sockets. */
  updateUser(name: string, changes: UserChanges): void;
  removeUser(name: string): void;
  /** Sign-ins by name and password that nobody has revoked. */
  readonly signedIn: number;
  /**
   * A script from its config, as `script/config` tells it, with its service `script.<id>`.
   * @returns its entity id.
   */
  addScript(id: string, config: Config): string;
  /** Reloads it: its service and state go and come again. @throws Error when there is none. */
  changeScript(id: string, config: Config): void;
  /** An automation that is on, and set off by its state and event triggers. @returns its entity id. */
  addAutomation(id: string, config: Config): string;
  /** @throws Error when there is none. */
  changeAutomation(id: string, config: Config): void;
  /** A scene from `{ name, entities }`. @returns its entity id. */
  addScene(id: string, config: Config): string;
  /** @throws Error when there is none. */
  changeScene(id: string, config: Config): void;
  /** `path` as in `use_blueprint`; inputs are written `{ "!input": name }`. */
  addBlueprint(domain: "automation" | "script", path: string, config: Config): void;
  /** A service without fields that does nothing, told by `service_registered`. */
  addService(domain: string, service: string): void;
  /** Told by `service_removed`. */
  removeService(domain: string, service: string): void;
  /** Fires an event on the bus, as an integration would. */
  fire(eventType: string, data?: Readonly<Record<string, unknown>>): void;
  /** Every `call_service` that was carried out or refused, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** At least the newest 5,000 commands of all connections, oldest first. */
  readonly commands: readonly ReceivedCommand[];
  /** How many commands of this type were received; without a type, of all. */
  received(type?: string): number;
  /** Authenticated sockets that are open now. */
  readonly connections: number;
  /** Every attempt to open a WebSocket, also those that were refused. */
  readonly attempts: number;
  /** As `homeassistant.restart`: sockets close with 1000, then it starts anew. Resolves at RUNNING. */
  restart(times?: RestartTimes): Promise<void>;
  close(): Promise<void>;
}
