// What a test changes about the people who have an account.
import type { DemoHome } from "./contract.ts";
import type { Core } from "./core/core.ts";
import type { User } from "./core/model.ts";
import type { SignIns } from "./core/sign-ins.ts";
import type { Tokens } from "./core/tokens.ts";

type UserEdits = Pick<DemoHome, "addUser" | "updateUser" | "removeUser" | "userId">;

interface Parts {
  readonly core: Core;
  readonly signIns: SignIns;
  readonly tokens: Tokens;
}

export function createUserEdits({ core, signIns, tokens }: Parts): UserEdits {
  const { users } = core;

  function named(name: string): User {
    const user = users.named(name);
    if (!user) throw new Error(`The demo home knows nobody called ${name}.`);
    return user;
  }

  function keep(user: User, password?: string, one_time_code?: string): void {
    if (password === undefined) return;
    const factor = one_time_code === undefined ? {} : { one_time_code };
    signIns.secrets.set(user.id, { password, ...factor });
  }

  return {
    userId: (name) => named(name).id,
    addUser({ password, one_time_code, ...given }) {
      const user = users.add({ username: given.name.toLowerCase(), ...given });
      keep(user, password, one_time_code);
      return user.id;
    },
    updateUser(name, { password, one_time_code, ...changes }) {
      const user = named(name);
      keep(user, password, one_time_code);
      if (Object.keys(changes).length === 0) return;
      users.change(user.id, changes);
      if (changes.is_active === false) tokens.revokeAll(user.id);
    },
    removeUser(name) {
      const { id } = named(name);
      tokens.revokeAll(id);
      users.remove(id);
    },
  };
}
