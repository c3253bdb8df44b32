import { randomBytes } from "node:crypto";
import { AppError } from "../../errors.ts";
import { isBuiltInRole } from "../../policy/roles.ts";
import type { Store } from "../../store/store.ts";
import type { Setup } from "../access.ts";
import type { Passwords } from "./passwords.ts";
import { hashOf } from "../tokens/secrets.ts";
import { readUser, viewOf } from "./user-columns.ts";

const setting = "setup_secret_hash";

interface SetupOf {
  readonly store: Pick<Store, "users" | "settings">;
  readonly passwords: Passwords;
  readonly now: () => number;
  readonly changed: () => Promise<void>;
}

/** The way in while there is no admin. Only the secret's hash is stored, so it cannot be printed
 * again after a restart: the first time a process is asked, it makes a new one and the last is void. */
export function createSetup({ store, passwords, now, changed }: SetupOf): Setup {
  let made: Promise<string> | undefined;

  async function make(): Promise<string> {
    const secret = randomBytes(32).toString("base64url");
    await store.settings.set(setting, hashOf(secret));
    return secret;
  }

  return {
    async secret() {
      if (await store.users.hasRole("admin")) return undefined;
      made ??= make();
      return made;
    },
    async complete(secret, admin) {
      const allowedBy = { name: setting, value: hashOf(secret) };
      // Before the password is hashed: strangers do not make us work.
      if ((await store.settings.get(setting)) !== allowedBy.value) throw refused();
      const user = await readUser(
        { ...admin, role: "admin" },
        { now: now(), passwords, isRole: isBuiltIn },
      );
      if (!(await store.users.addFirst(user, allowedBy))) throw refused();
      await changed();
      return viewOf(user);
    },
  };
}

/** The role admin is always there. */
const isBuiltIn = (role: string) => Promise.resolve(isBuiltInRole(role));

function refused(): AppError {
  return new AppError("not_allowed", "This setup link is not valid, or was used already.", {
    hint: "Use the link that Vestibule printed when it started last; once there is an admin, sign in instead.",
  });
}
