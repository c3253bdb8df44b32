import type { PermissionsView } from "../../../shared/views.ts";
import type { Log } from "../../log.ts";
import { builtInRoles, isBuiltInRole, type BuiltInRole, type Role } from "../../policy/roles.ts";
import type { Power, Written } from "../../policy/rules.ts";
import type { Store } from "../../store/store.ts";
import type { StoredRole } from "../../store/roles.ts";
import { everythingSetting, helpersSetting, readFreezing, type Freezing } from "./freezing.ts";
import type { PermissionSubject, RunSettings } from "./house-rules.ts";
import { readPermissions } from "./read-permissions.ts";
import { remember } from "../remember.ts";
import { readSettings, runSettings } from "./run-settings.ts";

/** The rules of the house as they are now. */
export interface Rulebook {
  /** Built-in ones overlaid by what was changed, then those that somebody made. */
  readonly roles: ReadonlyMap<string, KeptRole>;
  readonly everybody: Written;
  /** What is written for users, by their id. */
  readonly users: ReadonlyMap<string, Written>;
  /** As it was written, by {@link subjectKey}. */
  readonly written: ReadonlyMap<string, PermissionsView>;
  /** Of whom something is written that cannot be read, by {@link subjectKey}. */
  readonly unreadable: ReadonlySet<string>;
  readonly freezing: Freezing;
  readonly settings: RunSettings;
}

export interface KeptRole extends Role {
  readonly description: string;
  readonly built_in: boolean;
  /** Built-in, and not as it was delivered. */
  readonly changed: boolean;
}

/** The rulebook in memory: read whole, and again when anything has changed. */
export interface Rules {
  now(): Promise<Rulebook>;
  /** Without waiting: those of the last reading, and the same object until one of them is another. */
  settings(): RunSettings;
  /** What was read is forgotten at once. Never rejects: what cannot be read now is read by who asks next. */
  readAgain(): Promise<void>;
}

interface RulesIn {
  readonly store: Pick<Store, "roles" | "permissions" | "settings">;
  /** What the options say. */
  readonly defaults: RunSettings;
  readonly log: Pick<Log, "warn">;
}

export const nothingWritten: PermissionsView = { rules: [], scope: [], limits: [] };

export const subjectKey = (subject: PermissionSubject): string =>
  subject.kind === "everybody" ? subject.kind : `${subject.kind} ${subject.id}`;

/** Reads the rulebook for the first time. */
export async function openRules({ store, defaults, log }: RulesIn): Promise<Rules> {
  const book = remember(async () => {
    const found = await readRulebook(store, defaults);
    for (const subject of found.unreadable)
      log.warn(
        { subject },
        "what is written for somebody cannot be read: nothing is let in for them",
      );
    return found;
  }, 1);
  let settings = readSettings(undefined, defaults);
  let changes = 0;

  async function now(): Promise<Rulebook> {
    const found = await book.get("");
    if (found === undefined) throw new Error("there is no rulebook");
    return found;
  }

  async function takeSettings(): Promise<void> {
    let found: RunSettings;
    let since: number;
    do {
      since = changes;
      found = (await now()).settings;
    } while (since !== changes);
    if (JSON.stringify(found) !== JSON.stringify(settings)) settings = found;
  }

  await takeSettings();
  return {
    now,
    settings: () => settings,
    async readAgain() {
      changes += 1;
      book.forget();
      await takeSettings().catch((error: unknown) => {
        log.warn({ error }, "the rules of the house cannot be read");
      });
    },
  };
}

async function readRulebook(store: RulesIn["store"], defaults: RunSettings): Promise<Rulebook> {
  const [stored, items, settings] = await Promise.all([
    store.roles.list(),
    store.permissions.list(),
    store.settings.getAll([runSettings, everythingSetting, helpersSetting]),
  ]);
  const written = new Map<string, PermissionsView>();
  const users = new Map<string, Written>();
  const unreadable = new Set<string>();
  for (const { subject_kind: kind, subject_id: id, permissions } of items) {
    const key = subjectKey(kind === "everybody" ? { kind } : { kind, id });
    const read = tryToRead(permissions, kind);
    if (permissions === undefined || read === undefined) {
      unreadable.add(key);
      continue;
    }
    written.set(key, permissions);
    if (kind === "user") users.set(id, read);
  }
  return {
    roles: rolesOf(stored, written),
    everybody: readPermissions(written.get("everybody") ?? nothingWritten, "everybody"),
    ...{ users, written, unreadable },
    freezing: readFreezing(settings),
    settings: readSettings(settings.get(runSettings), defaults),
  };
}

/** Another version may have written what this one would read wrongly, or not at all; one row of it must not
 * lock everybody out. */
function tryToRead(permissions: PermissionsView | undefined, whose: string): Written | undefined {
  try {
    return permissions && readPermissions(permissions, whose);
  } catch {
    return undefined;
  }
}

function rolesOf(
  stored: readonly StoredRole[],
  written: Rulebook["written"],
): ReadonlyMap<string, KeptRole> {
  const byName = new Map(stored.map((role) => [role.name, role]));
  const names = new Set([...Object.keys(builtInRoles), ...byName.keys()]);
  return new Map(
    [...names].map((name) => {
      const permissions = written.get(subjectKey({ kind: "role", id: name }));
      return [name, roleInForce(name, byName.get(name), permissions)];
    }),
  );
}

/** What is absent is as delivered; of a role that somebody made, empty. */
function roleInForce(
  name: string,
  stored: StoredRole | undefined,
  permissions: PermissionsView | undefined,
): KeptRole {
  const delivered = isBuiltInRole(name) ? builtInRoles[name] : undefined;
  const isAsDelivered = delivered !== undefined && permissions === undefined;
  const { rules, scope, limits } = isAsDelivered
    ? delivered
    : readPermissions(permissions ?? nothingWritten, `role ${name}`);
  return {
    ...{ name, rules, scope, limits },
    description: stored?.description ?? (isBuiltInRole(name) ? descriptions[name] : ""),
    powers: powersOf(name, stored?.powers ?? delivered?.powers ?? []),
    built_in: delivered !== undefined,
    changed: delivered !== undefined && (stored !== undefined || permissions !== undefined),
  };
}

/** Somebody must be able to put right what is written wrongly. */
const powersOf = (name: string, powers: readonly Power[]): readonly Power[] =>
  name === "admin" && !powers.includes("admin") ? [...powers, "admin"] : powers;

const descriptions: Readonly<Record<BuiltInRole, string>> = {
  viewer: "Looks at everything and changes nothing.",
  resident: "Looks at everything and acts on everything; what is sensitive asks.",
  editor: "As a resident, and changes settings when somebody confirms it.",
  admin: "May do everything, and looks after people and rules.",
  guest: "Looks at and acts on what is exposed to Assist, and nothing sensitive.",
};
