import { setTimeout as pause } from "node:timers/promises";
import type { RestartTimes } from "../contract.ts";
import type { Listener } from "../wire/listener.ts";
import { domainOf, type Core } from "./core.ts";
import { domainsOf } from "./entities.ts";
import type { State } from "./model.ts";

/** Loaded before anybody can connect, also during a start. */
const early = [
  "auth",
  "config",
  "http",
  "websocket_api",
  "homeassistant",
  "persistent_notification",
];
const later = [
  "frontend",
  "recorder",
  "history",
  "logbook",
  "repairs",
  "search",
  "default_config",
  "blueprint",
];

const integrations = (core: Core): ReadonlySet<string> =>
  new Set([...early, ...later, ...core.services.keys(), ...domainsOf(core)]);

export function loadAll(core: Core): void {
  for (const component of integrations(core)) core.lifecycle.components.add(component);
}

/**
 * Sockets close with 1000, nobody listens for a while, then integrations and their entities come one by
 * one while clients may be connected already, and at last it says RUNNING.
 */
export async function restart(
  core: Core,
  listener: Listener,
  { downMs = 20, startMs = 60 }: RestartTimes = {},
): Promise<void> {
  const { lifecycle, bus } = core;
  const components = integrations(core);
  const before = [...core.states.all.values()];

  lifecycle.state = "NOT_RUNNING";
  for (const session of listener.sessions) session.close();
  await listener.shut();
  core.states.clear();
  lifecycle.components.clear();
  for (const component of early) lifecycle.components.add(component);
  await pause(downMs);

  await listener.open();
  const toLoad = [...components].filter((component) => !lifecycle.components.has(component));
  for (const component of toLoad) {
    await pause(startMs / toLoad.length);
    load(core, component, before);
  }
  for (const component of early) showAll(core, component, before);

  lifecycle.state = "STARTING";
  bus.fire("core_config_updated");
  bus.fire("homeassistant_start");
  await pause(startMs / 10);
  lifecycle.state = "RUNNING";
  bus.fire("core_config_updated");
  bus.fire("homeassistant_started");
}

function load(core: Core, component: string, before: readonly State[]): void {
  core.lifecycle.components.add(component);
  for (const service of Object.keys(core.services.get(component) ?? {}))
    core.bus.fire("service_registered", { domain: component, service });
  showAll(core, component, before);
  core.bus.fire("component_loaded", { component });
}

function showAll(core: Core, domain: string, before: readonly State[]): void {
  for (const { entity_id, state, attributes } of before)
    if (domainOf(entity_id) === domain) core.states.set(entity_id, state, attributes);
}
