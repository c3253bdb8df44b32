// What an app asks of the house around it, and announces to it.
import { accepted, bare, refused, type Answer } from "./answer.ts";
import { readJson } from "./asked.ts";
import { dict, isDict, shaped, text } from "./body-shape.ts";
import type { Call, Route } from "./call.ts";
import { backupsView, coreView, hostView, networkView, osView, rootView } from "./home-view.ts";

const services = ["mqtt", "mysql"];

function rightsTo(service: string, { app }: Pick<Call, "app">): string | undefined {
  const declared = app.manifest.services.map((line) => line.split(":"));
  return declared.find(([name]) => name === service)?.[1];
}

function listServices(call: Call): Answer {
  return accepted({
    services: services.map((slug) => ({
      slug,
      available: slug === "mqtt" && call.machine.mqtt !== undefined,
      providers: rightsTo(slug, call) === "provide" ? [call.app.slug] : [],
    })),
  });
}

function readService(call: Call): Answer {
  const { service = "" } = call.named;
  if (!services.includes(service)) return refused("Service does not exist", { status: 404 });
  if (rightsTo(service, call) === undefined)
    return refused(`No access to ${service} service!`, { status: 403 });
  if (service !== "mqtt" || call.machine.mqtt === undefined) return refused("Service not enabled");
  return accepted(call.machine.mqtt);
}

async function announce({ req, app, discovery }: Call): Promise<Answer> {
  const read = await readJson(req);
  if ("answer" in read) return read.answer;
  const shape = { fields: { service: text, config: dict }, required: ["service", "config"] };
  const checked = shaped(shape, read.body);
  if ("refusal" in checked) return refused(checked.refusal);
  const { service, config } = checked.body;
  if (typeof service !== "string" || !app.manifest.discovery.includes(service))
    return refused("Apps must list services they provide via discovery in their config!", {
      status: 403,
    });
  const { uuid } = discovery.announce({
    addon: app.slug,
    service,
    config: isDict(config) ? config : {},
  });
  return accepted({ uuid });
}

function withdraw({ named, app, discovery }: Call): Answer {
  const message = discovery.find(named["uuid"] ?? "");
  if (message === undefined) return refused("Discovery message not found", { status: 404 });
  if (message.addon !== app.slug) return refused("Can't remove discovery message", { status: 403 });
  discovery.withdraw(message.uuid);
  return accepted();
}

/** For Home Assistant itself. */
const notForApps = (): Answer => bare(401);

export const homeRoutes: readonly Route[] = [
  { method: "GET", path: "/supervisor/ping", answer: () => accepted() },
  {
    method: "GET",
    path: "/info",
    answer: ({ core, machine }) => accepted(rootView(core, machine)),
  },
  {
    method: "GET",
    path: "/core/info",
    answer: ({ core, machine }) => accepted(coreView(core, machine)),
  },
  { method: "GET", path: "/network/info", answer: () => accepted(networkView()) },
  {
    method: "GET",
    path: "/host/info",
    answer: ({ machine, clock }) => accepted(hostView(machine, clock.now())),
  },
  { method: "GET", path: "/os/info", answer: ({ machine }) => accepted(osView(machine)) },
  { method: "GET", path: "/backups/info", answer: () => accepted(backupsView()) },
  { method: "GET", path: "/services", answer: listServices },
  { method: "GET", path: "/services/:service", answer: readService },
  { method: "POST", path: "/discovery", answer: announce },
  { method: "GET", path: "/discovery", answer: notForApps },
  { method: "GET", path: "/discovery/:uuid", answer: notForApps },
  { method: "DELETE", path: "/discovery/:uuid", answer: withdraw },
  { method: "POST", path: "/ingress/session", answer: notForApps },
  { method: "POST", path: "/ingress/validate_session", answer: notForApps },
];
