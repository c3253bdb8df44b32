import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { DefaultsView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import { readPermissions } from "../../access/rules/read-permissions.ts";
import { roleName } from "./fields.ts";
import { refuseUnknownTools } from "./known-tools.ts";
import { permissions as permissionFields } from "./permission-fields.ts";
import { warningsOf, type WarningParts } from "./permission-warnings.ts";
import { defineRoute, type Route } from "./route.ts";

export interface DefaultParts extends WarningParts {
  readonly access: WarningParts["access"] & Pick<Access, "settings">;
}

const change = z.strictObject({
  newcomer_role: roleName.exactOptional(),
  everybody: permissionFields.exactOptional(),
}) satisfies z.ZodType<Api["PUT /api/permissions/defaults"]["body"]>;

const everybody = { kind: "everybody" } as const;

/** What somebody has of whom nothing is written. */
export function defaultRoutes(parts: DefaultParts, now = Date.now): Route[] {
  const { permissions, settings } = parts.access;
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
      handle: async ({ body }, asker) => {
        const { newcomer_role, everybody: written } = body;
        // What is wrong with the one is found before the other is written.
        if (written !== undefined) {
          readPermissions(written, everybody.kind, now());
          refuseUnknownTools(written.rules, parts.tools, "everybody.");
        }
        if (newcomer_role !== undefined) await settings.change({ newcomer_role });
        if (written === undefined) return view();
        const item = { subject: everybody, permissions: written, within: "everybody." };
        await permissions.put([item], asker.user.id);
        return { ...(await view()), ...(await warningsOf([item], asker, parts)) };
      },
    }),
  ];
}
