// Services that are about the whole house, or about telling people.
import { isoTime, now } from "../core/clock.ts";
import { domainOf } from "../core/core.ts";
import { anyValue, textIn, words, yesNo, type Call, type Domain } from "./define.ts";

/** Each entity by its own domain's service of that name, under the same context. */
function spread({ core, data, reached, perform }: Call, service: string): void {
  for (const { entity_id } of reached) {
    const domain = domainOf(entity_id);
    // A sensor or a lock cannot be turned on, and nobody minds.
    if (!core.services.get(domain)?.[service]) continue;
    perform({ domain, service, target: { entity_id: [entity_id] }, data });
  }
}

const generic = (name: string, service: string) => ({
  name,
  description: `${name}, whatever it is.`,
  target: "any",
  takesAnything: true as const,
  run: (call: Call) => spread(call, service),
});

export const homeassistant: Domain = {
  turn_on: generic("Generic turn on", "turn_on"),
  turn_off: generic("Generic turn off", "turn_off"),
  toggle: generic("Generic toggle", "toggle"),
  update_entity: {
    name: "Update entity",
    description: "Forces one or more entities to update their data.",
    fields: { entity_id: anyValue("Entities to update", { required: true }) },
  },
  restart: {
    name: "Restart Home Assistant",
    description: "Restarts Home Assistant.",
    admin: true,
    fields: { safe_mode: yesNo("Safe mode") },
    run: ({ core }) => core.restart(),
  },
  stop: {
    name: "Stop Home Assistant",
    description: "Stops Home Assistant.",
    admin: true,
  },
  check_config: {
    name: "Check configuration",
    description: "Checks the Home Assistant YAML-configuration files for errors.",
    admin: true,
  },
  reload_core_config: {
    name: "Reload Core configuration",
    description: "Reloads the Core configuration from the YAML-configuration.",
    admin: true,
    run: ({ core }) => core.bus.fire("core_config_updated"),
  },
};

export const persistentNotification: Domain = {
  create: {
    name: "Create persistent notification",
    description: "Shows a notification on the notifications panel.",
    fields: {
      message: words("Message", { required: true }),
      title: words("Title"),
      notification_id: words("Notification ID"),
    },
    run({ core, data }) {
      const notification_id = textIn(data, "notification_id") ?? core.random.hex(32);
      core.notifications.set(notification_id, {
        notification_id,
        message: textIn(data, "message") ?? "",
        title: textIn(data, "title") ?? null,
        created_at: isoTime(now()),
      });
    },
  },
  dismiss: {
    name: "Dismiss persistent notification",
    description: "Deletes a notification from the notifications panel.",
    fields: { notification_id: words("Notification ID", { required: true }) },
    run: ({ core, data }) => void core.notifications.delete(textIn(data, "notification_id") ?? ""),
  },
  dismiss_all: {
    name: "Dismiss all persistent notifications",
    description: "Deletes all notifications from the notifications panel.",
    run: ({ core }) => core.notifications.clear(),
  },
};

const message = { message: words("Message", { required: true }), title: words("Title") };
export const notify: Domain = {
  mobile_app_alex_phone: {
    name: "Send a notification via mobile_app_alex_phone",
    description: "Sends a notification message using the mobile_app_alex_phone integration.",
    named: true,
    fields: { ...message, data: anyValue("Data"), target: anyValue("Target") },
  },
  notify: {
    name: "Send a notification with notify",
    description: "Sends a notification message to everybody.",
    named: true,
    fields: { ...message, data: anyValue("Data"), target: anyValue("Target") },
  },
  send_message: {
    name: "Send a notification message",
    description: "Sends a notification message.",
    target: "notify",
    fields: message,
  },
  persistent_notification: {
    name: "Send a persistent notification",
    description: "Shows a notification in the notifications panel.",
    fields: { ...message, data: anyValue("Data") },
    run({ data, perform }) {
      perform({ domain: "persistent_notification", service: "create", target: {}, data });
    },
  },
};
