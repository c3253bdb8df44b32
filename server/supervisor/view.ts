import type { SupervisorView } from "../../shared/views.ts";
import type { Told } from "./supervisor.ts";

/** What an admin sees of it. */
export function supervisorView({ core, app, at }: Told): SupervisorView {
  return {
    ...(core === undefined ? {} : { home_assistant: core }),
    ...(app?.version === undefined ? {} : { app_version: app.version }),
    ...(app?.hostname === undefined ? {} : { hostname: app.hostname }),
    ...(app?.publicPort === undefined ? {} : { public_port: app.publicPort }),
    ...(at === undefined ? {} : { age_ms: Math.max(0, Date.now() - at) }),
  };
}
