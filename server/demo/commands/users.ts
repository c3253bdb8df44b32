import { isAdmin } from "../core/users.ts";
import { answer, type Command } from "../wire/command.ts";

export const users: Readonly<Record<string, Command>> = {
  "auth/current_user": answer({}, (_, __, user) => ({
    id: user.id,
    name: user.name,
    is_owner: user.is_owner,
    is_admin: isAdmin(user),
    credentials: user.system_generated
      ? []
      : [{ auth_provider_type: "homeassistant", auth_provider_id: null }],
    mfa_modules: user.system_generated
      ? []
      : [{ id: "totp", name: "Authenticator app", enabled: false }],
  })),

  "config/auth/list": answer(
    {},
    (_, core) =>
      Array.from(core.users.all.values(), (user) => ({
        ...user,
        credentials: user.system_generated ? [] : [{ type: "homeassistant" }],
      })),
    { admin: true },
  ),
};
