// What scripts, automations and scenes are made of: the one source of what they do and of what is told of them.
import { listOf, recordIn, textsOf } from "./reading.ts";

export type Config = Readonly<Record<string, unknown>>;

/** A trigger, and the automation it belongs to. */
export interface Watch {
  readonly automation: string;
  readonly trigger: Config;
}

/** By entity id. */
export interface Configs {
  readonly scripts: Map<string, Config>;
  readonly scenes: Map<string, Config>;
  readonly automations: ReadonlyMap<string, Config>;
  /** By "domain/path": the blueprint's own config, with `{ "!input": name }` where inputs go. */
  readonly blueprints: Map<string, Config>;
  setAutomation(entityId: string, config: Config | undefined): void;
  watchersOf(what: "entity" | "event", name: string): readonly Watch[];
}

export function createConfigs(): Configs {
  const automations = new Map<string, Config>();
  const blueprints = new Map<string, Config>();
  let watches: ReadonlyMap<string, readonly Watch[]> | undefined;

  return {
    ...{ scripts: new Map(), scenes: new Map(), automations, blueprints },
    setAutomation(entityId, config) {
      if (config) automations.set(entityId, config);
      else automations.delete(entityId);
      watches = undefined;
    },
    watchersOf(what, name) {
      watches ??= allWatches(automations, blueprints);
      return watches.get(`${what} ${name}`) ?? [];
    },
  };
}

function allWatches(
  automations: ReadonlyMap<string, Config>,
  blueprints: ReadonlyMap<string, Config>,
): ReadonlyMap<string, readonly Watch[]> {
  const watches = new Map<string, Watch[]>();
  for (const [automation, config] of automations)
    for (const trigger of listOf(substituted(config, "automation", blueprints)["triggers"]))
      for (const key of keysOf(recordIn(trigger)))
        watches.set(key, [...(watches.get(key) ?? []), { automation, trigger: recordIn(trigger) }]);
  return watches;
}

function keysOf({ trigger, entity_id, event_type }: Config): readonly string[] {
  if (trigger === "state") return textsOf(entity_id).map((id) => `entity ${id}`);
  return trigger === "event" ? textsOf(event_type).map((type) => `event ${type}`) : [];
}

/** A config that uses a blueprint, with the blueprint's own in its place. */
export function substituted(
  config: Config,
  domain: "automation" | "script",
  blueprints: ReadonlyMap<string, Config>,
): Config {
  const { path, input } = recordIn(config["use_blueprint"]);
  const blueprint = typeof path === "string" ? blueprints.get(`${domain}/${path}`) : undefined;
  return blueprint ? { ...config, ...recordIn(filledIn(blueprint, recordIn(input))) } : config;
}

/** The blueprint with every `!input` replaced by what was given for it. */
export function filledIn(part: unknown, inputs: Config): unknown {
  if (Array.isArray(part)) return part.map((one: unknown) => filledIn(one, inputs));
  if (typeof part !== "object" || part === null) return part;
  const name = recordIn(part)["!input"];
  if (typeof name === "string") return inputs[name];
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, filledIn(value, inputs)]),
  );
}
