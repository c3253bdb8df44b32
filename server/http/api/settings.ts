import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { Access } from "../../access/access.ts";
import { callsPerMinute, roleName } from "./fields.ts";
import { defineRoute, type Route } from "./route.ts";

const change = z.strictObject({
  calls_per_minute: callsPerMinute.exactOptional(),
  registration: z.boolean().exactOptional(),
  registration_role: roleName.exactOptional(),
  newcomer_role: roleName.exactOptional(),
  home_sign_in: z.boolean().exactOptional(),
}) satisfies z.ZodType<Api["PATCH /api/settings"]["body"]>;

export interface SettingParts {
  readonly access: Pick<Access, "settings">;
}

/** What may be changed while running. */
export function settingRoutes({ access }: SettingParts): Route[] {
  return [
    defineRoute("GET /api/settings", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: () => Promise.resolve(access.settings.now()),
    }),
    defineRoute("PATCH /api/settings", {
      needs: "admin in person",
      event: "settings.change",
      input: z.object({ body: change }),
      handle: ({ body }) => access.settings.change(body),
    }),
  ];
}
