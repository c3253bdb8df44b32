import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { RoleView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Role } from "../../access/rules/house-rules.ts";
import type { User } from "../../access/people/people.ts";
import { AppError } from "../../errors.ts";
import { powers } from "../../policy/rules.ts";
import { roleName } from "./fields.ts";
import { refuseUnknownTools } from "./known-tools.ts";
import { permissions } from "./permission-fields.ts";
import { warningsOf, type JustWritten, type WarningParts } from "./permission-warnings.ts";
import { defineRoute, type Route } from "./route.ts";

export interface RoleParts extends WarningParts {
  readonly access: WarningParts["access"] & Pick<Access, "settings">;
}

const named = z.strictObject({ id: roleName });

const roleChange = z.strictObject({
  description: z.string().trim().max(500).exactOptional(),
  powers: z.array(z.enum(powers)).max(powers.length).exactOptional(),
  permissions: permissions.exactOptional(),
}) satisfies z.ZodType<Api["PUT /api/roles/:id"]["body"]>;

export function roleRoutes(parts: RoleParts): Route[] {
  const { roles, users, settings } = parts.access;
  const view = async (role: Role): Promise<RoleView> => toView(role, await users.list());
  /** Somebody who comes for the first time is given this role by nobody: it must not rule the house. */
  function refuseForStrangers(role: string): void {
    const { newcomer_role, registration_role } = settings.now();
    if (![newcomer_role, registration_role].includes(role)) return;
    throw new AppError("conflict", "The role of newcomers has no power.", {
      hint: "Give newcomers another role first: settings newcomer_role and registration_role.",
    });
  }

  return [
    defineRoute("GET /api/roles", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: async () => {
        const people = await users.list();
        return { roles: (await roles.list()).map((role) => toView(role, people)) };
      },
    }),
    defineRoute("GET /api/roles/:id", {
      needs: "admin",
      event: undefined,
      input: z.object({ params: named }),
      handle: async ({ params }) => {
        const role = await roles.get(params.id);
        if (role === undefined) throw noSuchRole();
        return view(role);
      },
    }),
    defineRoute("PUT /api/roles/:id", {
      needs: "admin in person",
      event: "role.change",
      input: z.object({ params: named, body: roleChange }),
      handle: async ({ params: { id }, body }, asker) => {
        const within = "permissions.";
        if (body.powers !== undefined && body.powers.length > 0) refuseForStrangers(id);
        if (body.permissions !== undefined)
          refuseUnknownTools(body.permissions.rules, parts.tools, within);
        const written = await view(await roles.put(id, body, asker.user.id));
        const items: readonly JustWritten[] =
          body.permissions === undefined
            ? []
            : [{ subject: { kind: "role", id }, permissions: body.permissions, within }];
        return { ...written, ...(await warningsOf(items, asker, parts)) };
      },
    }),
    defineRoute("POST /api/roles/:id/reset", {
      needs: "admin in person",
      event: "role.reset",
      input: z.object({ params: named }),
      handle: async ({ params }) => view(await roles.reset(params.id)),
    }),
    defineRoute("DELETE /api/roles/:id", {
      needs: "admin in person",
      event: "role.delete",
      input: z.object({ params: named }),
      handle: async ({ params }) => {
        await roles.delete(params.id);
        return { deleted: true } as const;
      },
    }),
  ];
}

const toView = (role: Role, people: readonly User[]): RoleView => ({
  ...role,
  users: people.filter((user) => user.role === role.name).length,
});

const noSuchRole = () =>
  new AppError("not_found", "There is no such role.", {
    hint: "GET /api/roles lists the roles that there are.",
  });
