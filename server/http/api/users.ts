import { z } from "zod";
import type { Api, UserChangeWish } from "../../../shared/api.ts";
import type { PersonView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import { parseExpiry } from "../../access/tokens/expiry.ts";
import type { User, UserChange } from "../../access/people/people.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { Audit } from "../../gateway/audit.ts";
import { exportUser, type ExportParts } from "./export-user.ts";
import {
  email,
  expires,
  idParams,
  language,
  password,
  personName,
  roleName,
  username,
} from "./fields.ts";
import { isOneself } from "./oneself.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

export interface UserParts extends ExportParts {
  readonly access: ExportParts["access"] & Pick<Access, "users" | "settings">;
  readonly audit: Pick<Audit, "flush">;
}

const newUser = z.strictObject({
  username,
  password,
  role: roleName.exactOptional(),
  name: personName.exactOptional(),
  email: email.exactOptional(),
  language: language.exactOptional(),
  expires: expires.exactOptional(),
}) satisfies z.ZodType<Api["POST /api/users"]["body"]>;

const userChange = z.strictObject({
  name: personName.exactOptional(),
  email: email.nullable().exactOptional(),
  language: language.nullable().exactOptional(),
  role: roleName.exactOptional(),
  role_from: z.enum(["home", "here"]).exactOptional(),
  expires: expires.exactOptional(),
}) satisfies z.ZodType<UserChangeWish>;

export function userRoutes(parts: UserParts, now = Date.now): Route[] {
  const { users, settings } = parts.access;
  return [
    defineRoute("GET /api/users", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: async () => ({ users: (await users.list()).map(toPersonView) }),
    }),
    defineRoute("POST /api/users", {
      needs: "admin in person",
      event: "user.create",
      status: 201,
      input: z.object({ body: newUser }),
      handle: async ({ body: { expires: end, role, ...wish } }) => {
        const expires_at = end === undefined ? undefined : parseExpiry(end, now(), "The stay");
        const user = await users.create({
          ...wish,
          role: role ?? settings.now().newcomer_role,
          ...(expires_at === undefined ? {} : { expires_at }),
        });
        return toPersonView(user);
      },
    }),
    defineRoute("GET /api/users/:id", {
      needs: "self",
      event: undefined,
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) =>
        toPersonView(await known(users, params.id, principal)),
    }),
    defineRoute("PATCH /api/users/:id", {
      needs: "admin in person",
      event: "user.change",
      input: z.object({ params: idParams, body: userChange }),
      handle: async ({ params, body }, principal) => {
        if (params.id === principal.user.id && isForOthersToSay(body)) throw notOneself();
        return toPersonView(await users.change(params.id, changeOf(body, now())));
      },
    }),
    defineRoute("DELETE /api/users/:id", {
      needs: "admin in person",
      event: "user.delete",
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) => {
        // Their own name would be written down once more, behind the pseudonym.
        if (params.id === principal.user.id) throw notDeletingOneself();
        // What is still to be written would be written under their name.
        await parts.audit.flush();
        return { deleted: true, pseudonym: await users.delete(params.id) };
      },
    }),
    defineRoute("GET /api/users/:id/export", {
      needs: "person",
      event: "user.export",
      input: z.object({ params: idParams }),
      handle: async ({ params }, principal) => {
        const user = await known(users, params.id, principal);
        return { user: toPersonView(user), ...(await exportUser(parts, user, principal)) };
      },
    }),
  ];
}

/** An admin who could change these of themselves could be talked into staying one for ever. */
const isForOthersToSay = ({ role, role_from, expires: end }: UserChangeWish): boolean =>
  [role, role_from, end].some((part) => part !== undefined);

/** Who is given a role here has it from here, until somebody says otherwise. */
function changeOf({ expires: end, ...change }: UserChangeWish, now: number): UserChange {
  return {
    ...(change.role === undefined ? {} : { role_from: "here" }),
    ...change,
    ...(end === undefined ? {} : { expires_at: parseExpiry(end, now, "The stay") ?? null }),
  };
}

/** @throws AppError not_found, for somebody who is none of the caller's business as for nobody. */
async function known(users: Access["users"], userId: string, principal: Principal): Promise<User> {
  const user =
    isAdmin(principal) || isOneself(principal, userId) ? await users.get(userId) : undefined;
  if (user !== undefined) return user;
  throw new AppError("not_found", "There is no such user.", {
    hint: "GET /api/auth/me tells who you are; an admin finds everybody with GET /api/users.",
  });
}

/** A user as an admin sees them, and they themselves. */
export function toPersonView(user: User): PersonView {
  const { id, created_at, role, role_from, has_password, is_active } = user;
  const { email: address, language: spoken, home_user_id, expires_at, frozen_at } = user;
  return {
    ...{ id, username: user.username, name: user.name, role, role_from },
    ...(address === undefined ? {} : { email: address }),
    ...(spoken === undefined ? {} : { language: spoken }),
    ...(home_user_id === undefined ? {} : { home_user_id }),
    ...{ created_at, has_password, is_active },
    ...(expires_at === undefined ? {} : { expires_at }),
    ...(frozen_at === undefined ? {} : { frozen: true as const }),
  };
}

const notOneself = () =>
  new AppError("not_allowed", "Nobody changes their own role or when they leave.", {
    hint: "Ask another admin.",
  });

const notDeletingOneself = () =>
  new AppError("conflict", "Another admin has to do that.", {
    hint: "Nobody deletes themselves: make somebody else an admin, and let them.",
  });
