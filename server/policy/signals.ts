import type { Service } from "../home/home.ts";
import { domainOf } from "./domains.ts";

/** Things that are there to set something off: who changes them means what listens to them. */
const signals = new Set([
  "button",
  "calendar",
  "counter",
  "input_boolean",
  "input_button",
  "input_datetime",
  "input_number",
  "input_select",
  "input_text",
  "schedule",
  "timer",
  "todo",
]);

/** Things that do something themselves, and are signals to those who name them. */
const routines = new Set(["automation", "scene", "script"]);

export type Signalling = "to all" | "to who names it" | "not meant";

/** How far somebody who acts on the entity means the automations that listen to it. */
export function signallingOf(entityId: string): Signalling {
  const domain = domainOf(entityId);
  if (signals.has(domain)) return "to all";
  return routines.has(domain) ? "to who names it" : "not meant";
}

const eventsByService = new Map<string, readonly string[]>(
  Object.entries({
    "automation.reload": ["automation_reloaded"],
    "conversation.process": ["conversation"],
    "logbook.log": ["logbook_entry"],
    "mqtt.publish": ["mqtt"],
    "notify.persistent_notification": ["persistent_notification"],
    "persistent_notification.*": ["persistent_notification"],
    "scene.reload": ["scene_reloaded"],
    "shopping_list.*": ["shopping_list_updated"],
    "system_log.write": ["system_log_event"],
  }),
);

/** Events that Home Assistant fires when the service is called, soon or later. */
export const eventsOf = (service: string): readonly string[] =>
  [service, `${domainOf(service)}.*`].flatMap((key) => eventsByService.get(key) ?? []);

/** Whether the service only answers a question. */
export const onlyLooks = (service: Service | undefined): boolean =>
  service?.response === "only" && /^(?:get|browse|search)_/u.test(service.service);
