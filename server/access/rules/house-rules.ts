import type { FreezeTarget, PermissionsView } from "../../../shared/views.ts";
import type { Surroundings } from "../../policy/conditions.ts";
import type { Power, Rights } from "../../policy/rules.ts";
import type { Token } from "../tokens/token.ts";
import type { User } from "../people/people.ts";
import type { Principal } from "../principal.ts";

// What the doors know of the rules of the house: roles, permissions, freezing, settings.

export interface Role {
  readonly name: string;
  readonly description: string;
  readonly built_in: boolean;
  /** Built-in, and not as it was delivered. */
  readonly changed: boolean;
  readonly powers: readonly Power[];
  readonly permissions: PermissionsView;
}

export interface RoleChange {
  readonly description?: string;
  readonly powers?: readonly Power[];
  readonly permissions?: PermissionsView;
}

export interface Roles {
  list(): Promise<readonly Role[]>;
  get(name: string): Promise<Role | undefined>;
  /** Makes it if need be. @throws AppError invalid_input; conflict when the role admin would lose its power. */
  put(name: string, change: RoleChange, by: string): Promise<Role>;
  /** @throws AppError not_found for a role that is not built in. */
  reset(name: string): Promise<Role>;
  /** @throws AppError conflict for a built-in role, not_found. */
  delete(name: string): Promise<void>;
}

export type PermissionSubject =
  { readonly kind: "user" | "role"; readonly id: string } | { readonly kind: "everybody" };

export interface Permissions {
  /** What is written for a subject; empty lists when nothing is. */
  get(subject: PermissionSubject): Promise<PermissionsView>;
  /** All or none. @throws AppError invalid_input naming what is wrong, not_found for a subject that is not there. */
  put(
    items: readonly {
      readonly subject: PermissionSubject;
      readonly permissions: PermissionsView;
    }[],
    by: string,
  ): Promise<void>;
  delete(subject: PermissionSubject): Promise<boolean>;
  /** Who would be calling if this were written for the subject instead: for replay and simulation, never to act.
   * A role is answered as somebody of that role without rules of their own.
   * @throws AppError not_found, invalid_input. */
  imagine(
    subject: { readonly kind: "user" | "token" | "role"; readonly id: string },
    permissions?: PermissionsView,
  ): Promise<Imagined>;
}

export interface FreezeHelper {
  readonly entity_id: string;
  readonly states: readonly string[];
  readonly freezes: FreezeTarget;
}

export interface FreezeState {
  readonly everything?: { readonly since: number; readonly by: string };
  readonly users: readonly User[];
  readonly tokens: readonly Token[];
  readonly helpers: readonly FreezeHelperNow[];
}

/** A helper, and whether it freezes at this moment. */
export interface FreezeHelperNow extends FreezeHelper {
  readonly is_frozen: boolean;
}

export interface Freeze {
  state(): Promise<FreezeState>;
  /** @throws AppError not_found for a user or token that is not there. */
  freeze(
    target: FreezeTarget,
    by: { readonly id: string; readonly username: string },
  ): Promise<void>;
  lift(target: FreezeTarget): Promise<void>;
  /** @throws AppError conflict for a helper that freezes something already. */
  addHelper(helper: FreezeHelper): Promise<void>;
  removeHelper(entityId: string): Promise<boolean>;
}

/** What may be changed while running, over what the options say. */
export interface RunSettings {
  readonly calls_per_minute: number;
  readonly registration: boolean;
  readonly registration_role: string;
  readonly newcomer_role: string;
  readonly home_sign_in: boolean;
}

export interface Settings {
  /** In memory; the same object until something changes. */
  now(): RunSettings;
  /** @throws AppError invalid_input, naming the setting. */
  change(change: Partial<RunSettings>): Promise<RunSettings>;
}

/** Somebody as they would be. */
export interface Imagined {
  /** With the rights of now. */
  readonly principal: Principal;
  /** Conditions and all: what replay tries for each moment. */
  readonly rights: Rights;
  /** The rights of another moment. */
  rightsAt(around: Surroundings): Rights;
}
