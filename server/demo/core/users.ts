import type { User } from "./model.ts";
import type { Random } from "./random.ts";

export const isAdmin = (user: User): boolean =>
  user.is_owner || (user.is_active && user.group_ids.includes("system-admin"));

const person = { is_active: true, system_generated: false, local_only: false };

/** By name, as the tests speak of them: Alex owns the home, Robin lives in it. */
export function createUsers(random: Random): ReadonlyMap<string, User> {
  const users: readonly User[] = [
    {
      ...person,
      id: random.hex(32),
      name: "Alex",
      username: "alex",
      is_owner: true,
      group_ids: ["system-admin"],
    },
    {
      ...person,
      id: random.hex(32),
      name: "Robin",
      username: "robin",
      is_owner: false,
      group_ids: ["system-users"],
    },
    {
      ...person,
      id: random.hex(32),
      name: "Supervisor",
      username: null,
      is_owner: false,
      system_generated: true,
      group_ids: ["system-admin"],
    },
  ];
  return new Map(users.map((user) => [user.name, user]));
}
