import { z } from "zod";
import type { Live } from "./live.ts";
import { defineRoute, taken, type Route } from "./route.ts";

export function eventRoutes(live: Pick<Live, "open">): Route[] {
  return [
    defineRoute("GET /api/events", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: async (_input, principal, exchange) => {
        await live.open(exchange.takeResponse(), principal);
        return taken;
      },
    }),
  ];
}
