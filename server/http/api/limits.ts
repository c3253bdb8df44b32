import { z } from "zod";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { callsPerMinute } from "./fields.ts";
import { defineRoute, type Route } from "./route.ts";

/** How many calls a minute there are. */
export function limitRoutes({ access }: { readonly access: Pick<Access, "settings"> }): Route[] {
  const view = ({ token }: Principal) => {
    const { calls_per_minute } = access.settings.now();
    const own = token?.callsPerMinute ?? calls_per_minute;
    return { calls_per_minute, yours: Math.min(own, calls_per_minute) };
  };
  return [
    defineRoute("GET /api/limits", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: (_input, principal) => Promise.resolve(view(principal)),
    }),
    defineRoute("PUT /api/limits", {
      needs: "admin in person",
      event: "limits.change",
      input: z.object({ body: z.strictObject({ calls_per_minute: callsPerMinute }) }),
      handle: async ({ body }, principal) => {
        await access.settings.change(body);
        return view(principal);
      },
    }),
  ];
}
