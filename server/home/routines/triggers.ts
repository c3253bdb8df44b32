import { isTemplate } from "../../templates.ts";
import type { Trigger } from "../home.ts";
import { fields, isFields, list, text, type Fields } from "../wire.ts";
import { listeningOf } from "./listening.ts";
import { readTarget, type Names } from "./targets.ts";

interface Around {
  readonly names: Names;
  /** Names that templates of triggers are given. */
  readonly variables: readonly string[];
}

type Reader = (trigger: Fields, around: Around) => readonly Trigger[];

/** What may set an automation off; whatever is not understood is taken for anything. */
export function triggersOf(config: Fields, names: Names): readonly Trigger[] {
  const variables = Object.keys(fields(config["trigger_variables"]));
  const triggers = config["triggers"] ?? config["trigger"];
  return flatten(triggers).flatMap((trigger) => read(trigger, { names, variables }));
}

function flatten(triggers: unknown, depth = 0): readonly unknown[] {
  const all = Array.isArray(triggers) ? triggers : triggers === undefined ? [] : [triggers];
  return all.flatMap((trigger: unknown) => {
    const inner = isFields(trigger) ? trigger["triggers"] : undefined;
    return inner === undefined || depth > 9 ? [trigger] : flatten(inner, depth + 1);
  });
}

const anything: readonly Trigger[] = [{ kind: "any" }];

function read(trigger: unknown, { names, variables }: Around): readonly Trigger[] {
  if (!isFields(trigger)) return anything;
  if (trigger["enabled"] === false) return [];
  // Home Assistant moves what a trigger is told from beside its name into "options".
  const told = { ...fields(trigger["options"]), ...trigger };
  const platform = text(told["trigger"]) ?? text(told["platform"]);
  if (platform === undefined) return anything;
  const own = Object.keys(fields(told["variables"]));
  const around = { names, variables: [...variables, ...own] };
  const reader = Object.hasOwn(readers, platform) ? readers[platform] : undefined;
  return (reader ?? ofPurpose(platform))(told, around);
}

const never: Reader = () => [];

const readers: Readonly<Record<string, Reader>> = {
  state: atEntities(["entity_id"]),
  numeric_state: atEntities(["entity_id", "above", "below"]),
  zone: atEntities(["entity_id", "zone"]),
  calendar: atEntities(["entity_id"]),
  geo_location: () => [{ kind: "any", domains: ["geo_location"] }],
  time: atTimes,
  time_pattern: never,
  sun: never,
  homeassistant: never,
  template: ({ value_template }, { variables }) =>
    typeof value_template === "string" ? listeningOf(value_template, variables) : anything,
  device: atDevice,
  event: atEvents,
  tag: named("tag_scanned"),
  webhook: named("webhook"),
  mqtt: named("mqtt"),
  conversation: named("conversation"),
  persistent_notification: named("persistent_notification"),
};

/** Of these, nobody in the home causes anything. */
const natural: ReadonlySet<string> = new Set(["sun", "moon", "time", "homeassistant"]);

/** "light.turned_on", "zwave_js.event", and those of integrations that nobody here knows. */
function ofPurpose(platform: string): Reader {
  return (trigger, { names }) => {
    const [domain = ""] = platform.split(".", 1);
    const told = [...entityIdsIn(trigger["options"])];
    const target = readTarget([trigger["target"], trigger, { entity_id: told }], names);
    if (target === undefined || isTemplate(trigger["target"])) return anything;
    if (Object.keys(target).length > 0) return [{ kind: "entity", target }];
    return natural.has(domain) ? [] : anything;
  };
}

function* entityIdsIn(value: unknown): Iterable<string> {
  if (typeof value === "string" && isEntityId(value)) yield value;
  else if (Array.isArray(value)) for (const item of value) yield* entityIdsIn(item);
  else if (isFields(value)) for (const item of Object.values(value)) yield* entityIdsIn(item);
}

const isEntityId = (value: string) => /^[a-z]\w*\.[a-z0-9_]+$/i.test(value);

function atEntities(keys: readonly string[]): Reader {
  return (trigger, { names }) => {
    // "above" and "below" are numbers as well.
    const parts = keys.map((key) => ({
      entity_id:
        typeof trigger[key] === "number" || isNumber(trigger[key]) ? undefined : trigger[key],
    }));
    const target = readTarget(parts, names);
    return target?.entity_id === undefined ? anything : [{ kind: "entity", target }];
  };
}

const isNumber = (value: unknown) =>
  typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));

function atTimes({ at }: Fields, { names }: Around): readonly Trigger[] {
  const entity_id: string[] = [];
  for (const moment of Array.isArray(at) ? list(at) : [at]) {
    const named = isFields(moment) ? moment["entity_id"] : moment;
    if (typeof named !== "string" || isTemplate(named)) return anything;
    if (isEntityId(named)) entity_id.push(named);
  }
  const target = readTarget([{ entity_id }], names);
  return entity_id.length === 0 || target === undefined ? [] : [{ kind: "entity", target }];
}

function atDevice({ entity_id, device_id }: Fields, { names }: Around): readonly Trigger[] {
  // An entity that has no state any more changes nothing; the device may still.
  const target =
    readTarget([{ entity_id, device_id }], names) ?? readTarget([{ device_id }], names);
  return target === undefined ? anything : [{ kind: "entity", target }];
}

/** Events that tell of entities: whoever listens to them listens to these. */
const told: Readonly<Record<string, readonly string[] | undefined>> = {
  state_changed: undefined,
  state_reported: undefined,
  call_service: undefined,
  automation_triggered: ["automation"],
  script_started: ["script"],
  "timer.started": ["timer"],
  "timer.paused": ["timer"],
  "timer.restarted": ["timer"],
  "timer.cancelled": ["timer"],
  "timer.finished": ["timer"],
};

function atEvents({ event_type, event_data }: Fields, { names }: Around): readonly Trigger[] {
  const types = Array.isArray(event_type) ? list(event_type) : [event_type];
  return types.flatMap((type): readonly Trigger[] => {
    if (typeof type !== "string" || isTemplate(type)) return anything;
    if (!Object.hasOwn(told, type)) return [{ kind: "event", event_type: type }];
    const domains = told[type];
    const target = readTarget([{ entity_id: fields(event_data)["entity_id"] }], names);
    const isNamed = type !== "call_service" && target?.entity_id !== undefined;
    return [
      isNamed
        ? { kind: "entity", target }
        : { kind: "any", ...(domains === undefined ? {} : { domains }) },
      // A script may fire it by itself.
      ...(domains === undefined ? [] : [{ kind: "event", event_type: type } as const]),
    ];
  });
}

function named(event_type: string): Reader {
  return () => [{ kind: "event", event_type }];
}
