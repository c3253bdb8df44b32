import { AppError } from "../../errors.ts";
import { builtInRoles, isBuiltInRole, roleOf } from "../../policy/roles.ts";
import { powers as allPowers, type Power } from "../../policy/rules.ts";
import type { Store } from "../../store/store.ts";
import type { Role, RoleChange, Roles } from "./house-rules.ts";
import { readPermissions } from "./read-permissions.ts";
import { nothingWritten, type KeptRole, type Rulebook, type Rules } from "./rulebook.ts";
import { writePermissions } from "./write-permissions.ts";

const mostRoles = 100;
const maxDescription = 500;

interface RolesOf {
  readonly store: Pick<Store, "roles" | "permissions" | "users">;
  readonly rules: Rules;
  readonly now: () => number;
  /** Called when a role is written, before the answer. */
  readonly changed: () => Promise<void>;
}

export function createRoles({ store, rules, now, changed }: RolesOf): Roles {
  async function get(name: string): Promise<Role | undefined> {
    const role = (await rules.now()).roles.get(name);
    return role === undefined ? undefined : viewOf(role);
  }

  async function written(name: string): Promise<Role> {
    await changed();
    const role = await get(name);
    if (role === undefined) throw noSuchRole();
    return role;
  }

  /** @throws AppError conflict when nobody would be admin any more. */
  async function keepAnAdmin(book: Rulebook, name: string, left: readonly Power[]): Promise<void> {
    if (left.includes("admin") || book.roles.get(name)?.powers.includes("admin") !== true) return;
    const people = await store.users.list();
    const isAdmin = (role: string) =>
      role !== name && roleOf(role, book.roles).powers.includes("admin");
    // Who is a guest, or out of the home, cannot be counted on.
    if (
      people.some((user) => user.is_active && user.expires_at === undefined && isAdmin(user.role))
    )
      return;
    throw new AppError("conflict", "Nobody would be admin any more.", {
      hint: "Make somebody else an admin first.",
    });
  }

  return {
    list: async () => [...(await rules.now()).roles.values()].map(viewOf),
    get,
    async put(name, change, by) {
      const book = await rules.now();
      const before = book.roles.get(name);
      check(name, change, now());
      if (before === undefined && book.roles.size >= mostRoles) throw tooMany();
      if (change.powers !== undefined) await keepAnAdmin(book, name, change.powers);
      const permissions = change.permissions ?? (before === undefined ? nothingWritten : undefined);
      // Before the role: one that is new must not be found with rules of one that is gone.
      if (permissions !== undefined)
        await store.permissions.put([
          {
            ...{ subject_kind: "role", subject_id: name, permissions },
            ...{ changed_at: now(), changed_by: by },
          },
        ]);
      const { description = before?.description ?? "", powers = before?.powers ?? [] } = change;
      const isNamed = change.description !== undefined || change.powers !== undefined;
      if (isNamed || before === undefined)
        await store.roles.put(
          { name, description: description.trim(), powers: [...powers], changed_at: now() },
          mostRoles,
        );
      return written(name);
    },
    async reset(name) {
      if (!isBuiltInRole(name)) throw noSuchRole("There is no built-in role of this name.");
      await keepAnAdmin(await rules.now(), name, builtInRoles[name].powers);
      await store.roles.remove(name);
      return written(name);
    },
    async delete(name) {
      if (isBuiltInRole(name))
        throw new AppError("conflict", "A built-in role cannot be deleted.", {
          hint: "Reset it, and it is as it was delivered.",
        });
      const book = await rules.now();
      if (!book.roles.has(name)) throw noSuchRole();
      await keepAnAdmin(book, name, []);
      await store.roles.remove(name);
      await changed();
    },
  };
}

function viewOf(role: KeptRole): Role {
  const { name, description, built_in, changed, powers } = role;
  return { name, description, built_in, changed, powers, permissions: writePermissions(role) };
}

/** @throws AppError invalid_input; conflict when the role admin would lose its power. */
function check(name: string, change: RoleChange, now: number): void {
  if (!/^[a-z][a-z0-9_-]{0,39}$/.test(name))
    throw new AppError("invalid_input", "This cannot be the name of a role.", {
      hint: "A name has 1 to 40 small letters, digits, hyphens and underscores, and begins with a letter.",
    });
  const { description = "", powers = allPowers, permissions } = change;
  if (description.length > maxDescription)
    throw new AppError("invalid_input", `A description has at most ${maxDescription} characters.`);
  const wrong = powers.find((power) => !allPowers.includes(power));
  if (wrong !== undefined)
    throw new AppError("invalid_input", `There is no power "${wrong.slice(0, 40)}".`, {
      hint: `Powers are ${allPowers.join(" and ")}.`,
    });
  if (name === "admin" && !powers.includes("admin"))
    throw new AppError("conflict", "The role admin keeps its power.", {
      hint: "Give people who are to have less another role.",
    });
  if (permissions !== undefined) readPermissions(permissions, `role ${name}`, now);
}

function noSuchRole(message = "There is no such role."): AppError {
  return new AppError("not_found", message, { hint: "Look at the roles that there are." });
}

function tooMany(): AppError {
  return new AppError("conflict", `There are ${mostRoles} roles already.`, {
    hint: "Delete a role that nobody has, or change one that there is.",
  });
}
