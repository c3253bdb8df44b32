import type { Bus } from "./bus.ts";
import type { User } from "./model.ts";
import type { Random } from "./random.ts";

export interface Users {
  readonly all: ReadonlyMap<string, User>;
  /** As the tests speak of them. */
  named(name: string): User | undefined;
  add(user: Pick<User, "name"> & Partial<User>): User;
  /** @returns undefined when there is no such user. */
  change(id: string, changes: Partial<User>): User | undefined;
  remove(id: string): void;
}

export const isAdmin = (user: User): boolean =>
  user.is_owner || (user.is_active && user.group_ids.includes("system-admin"));

const nobody = {
  ...{ username: null, is_owner: false, is_active: true },
  ...{ system_generated: false, local_only: false, group_ids: [] },
};

/** Alex owns the home, Robin lives in it. */
const household: readonly (Pick<User, "name"> & Partial<User>)[] = [
  { name: "Alex", username: "alex", is_owner: true, group_ids: ["system-admin"] },
  { name: "Robin", username: "robin", group_ids: ["system-users"] },
  { name: "Supervisor", system_generated: true, group_ids: ["system-admin"] },
];

export function createUsers(random: Random, bus: Bus): Users {
  const all = new Map<string, User>();
  const users: Users = {
    all,
    named: (name) => [...all.values()].find((user) => user.name === name),
    add(given) {
      const user: User = { ...nobody, id: random.hex(32), ...given };
      all.set(user.id, user);
      bus.fire("user_added", { user_id: user.id });
      return user;
    },
    change(id, changes) {
      const old = all.get(id);
      if (!old) return undefined;
      const user = { ...old, ...changes, id };
      all.set(id, user);
      bus.fire("user_updated", { user_id: id });
      return user;
    },
    remove(id) {
      if (all.delete(id)) bus.fire("user_removed", { user_id: id });
    },
  };
  for (const user of household) users.add(user);
  return users;
}
