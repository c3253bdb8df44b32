import { apiRoutes } from "../../server/http/api/api.ts";
import type { Route } from "../../server/http/api/route.ts";

/** Every route of the API, to be listed and not to be run. */
export function listRoutes(): readonly Route[] {
  const nothing: unknown = new Proxy(() => nothing, {
    get: (_target, name) => (name === Symbol.iterator ? () => [].values() : nothing),
    apply: () => nothing,
  });
  return apiRoutes(nothing as Parameters<typeof apiRoutes>[0]); // whatever is asked of it is there, and empty
}
