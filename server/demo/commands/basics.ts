import { version } from "../core/core.ts";
import { Refusal } from "../core/refusal.ts";
import { isAdmin } from "../core/users.ts";
import { home } from "../house/people-and-places.ts";
import { answer, command, entityIds, record, text, whole, type Command } from "../wire/command.ts";
import { compress, compressChange } from "../wire/compressed.ts";
import { entityFilter } from "./entity-filter.ts";
import { fullEvent, fullState, typeOf } from "./full-shapes.ts";

/** What those who are not admins may listen to. */
const openEvents = new Set([
  ...["area", "device", "entity", "floor", "label", "category"].map(
    (of) => `${of}_registry_updated`,
  ),
  ...["component_loaded", "core_config_updated", "labs_updated", "lovelace_updated"],
  ...["panels_updated", "recorder_5min_statistics_generated", "repairs_issue_registry_updated"],
  ...["recorder_hourly_statistics_generated", "service_registered", "service_removed"],
  ...["shopping_list_updated", "state_changed", "themes_updated"],
]);

export const basics: Readonly<Record<string, Command>> = {
  ping: command({ takes: {}, run: (_, __, caller) => caller.pong() }),

  supported_features: command({
    takes: { features: record },
    run({ features }, _, caller) {
      if ("coalesce_messages" in features) caller.coalesce();
      caller.reply(null);
    },
  }),

  get_config: answer({}, (_, { lifecycle }) => ({
    allowlist_external_dirs: [],
    allowlist_external_urls: [],
    components: [...lifecycle.components],
    config_dir: "/config",
    config_source: "storage",
    country: "FR",
    currency: "EUR",
    debug: false,
    elevation: 143,
    external_url: null,
    internal_url: null,
    language: "en",
    location_name: "Demo home",
    logging: { log_file_disabled_reason: null },
    ...home,
    recovery_mode: false,
    safe_mode: false,
    state: lifecycle.state,
    time_zone: "Europe/Paris",
    unit_system: {
      length: "km",
      accumulated_precipitation: "mm",
      area: "m²",
      mass: "g",
      pressure: "Pa",
      temperature: "°C",
      volume: "L",
      wind_speed: "m/s",
    },
    version,
    whitelist_external_dirs: [],
  })),

  get_states: answer({}, (_, { states }) => Array.from(states.all.values(), fullState)),

  subscribe_events: command({
    takes: { "event_type?": text },
    run(args, { bus }, caller) {
      const event_type = args.event_type ?? "*";
      if (event_type === "state_reported")
        throw new Refusal("home_assistant_error", "state_reported needs an event filter");
      if (!openEvents.has(event_type) && !isAdmin(caller.user))
        throw new Refusal("unauthorized", "Unauthorized");
      const end = bus.listen((event) => {
        if (event_type === "*" || typeOf(event) === event_type) caller.event(fullEvent(event));
      });
      caller.subscribe(end);
      caller.reply(null);
    },
  }),

  subscribe_entities: command({
    takes: { "entity_ids?": entityIds, "include?": record, "exclude?": record },
    run(args, { bus, states }, caller) {
      const isWanted = entityFilter(args);
      const end = bus.listen((event) => {
        if (event.kind !== "state" || !isWanted(event.change.entity_id)) return;
        caller.event(compressChange(event.change));
      });
      caller.subscribe(end);
      caller.reply(null);
      const wanted = Array.from(states.all.values()).filter((state) => isWanted(state.entity_id));
      caller.event({ a: Object.fromEntries(wanted.map((one) => [one.entity_id, compress(one)])) });
    },
  }),

  unsubscribe_events: command({
    takes: { subscription: whole },
    run({ subscription }, _, caller) {
      if (!caller.unsubscribe(subscription))
        throw new Refusal("not_found", "Subscription not found.");
      caller.reply(null);
    },
  }),
};
