import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { DefaultsView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import { readPermissions } from "../../access/read-permissions.ts";
import { roleName } from "./fields.ts";
import { permissions as permissionFields } from "./permission-fields.ts";
import { defineRoute, type Route } from "./route.ts";

export interface DefaultParts {
  readonly access: Pick<Access, "permissions" | "settings">;
}

const change = z.strictObject({
  newcomer_role: roleName.exactOptional(),
  everybody: permissionFields.exactOptional(),
}) satisfies z.ZodType<Api["PUT /api/permissions/defaults"]["body"]>;

const everybody = { kind: "everybody" } as const;

/** What somebody has of whom nothing is written. */
export function defaultRoutes({ access }: DefaultParts, now = Date.now): Route[] {
  const { permissions, settings } = access;
  const view = async (): Promise<DefaultsView> => ({
    newcomer_role: settings.now().newcomer_role,
    everybody: await permissions.get(everybody),
  });
  return [
    defineRoute("GET /api/permissions/defaults", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: () => view(),
    }),
    defineRoute("PUT /api/permissions/defaults", {
      needs: "admin in person",
      event: "permissions.change",
      input: z.object({ body: change }),
      handle: async ({ body }, { user }) => {
        const { newcomer_role, everybody: written } = body;
        // What is wrong with the one is found before the other is written.
        if (written !== undefined) readPermissions(written, everybody.kind, now());
        if (newcomer_role !== undefined) await settings.change({ newcomer_role });
        if (written !== undefined)
          await permissions.put([{ subject: everybody, permissions: written }], user.id);
        return view();
      },
    }),
  ];
}
