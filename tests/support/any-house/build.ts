// Gives the numbers of a plan names, and makes of them a home as Vestibule would see it.
import type { Device, Entity, Routine, Snapshot } from "../../../server/home/home.ts";
import {
  automationRoutine,
  sceneRoutine,
  scriptRoutine,
  unreadableAutomation,
} from "../../../server/home/routines/routine.ts";
import { createRegistryNames } from "../../../server/home/routines/registry-names.ts";
import { smallHome } from "../small-home.ts";
import { domainOf, partsOf, pick, wordOf } from "./names.ts";
import type { HousePlan, StepPlan, ThingPlan } from "./plans.ts";
import { servicesOf } from "./services.ts";
import { actionsOf, sceneConfig, triggersOf, type Config, type Words } from "./configs.ts";

/** A home, what can be read of it, and what it really does. */
export interface AnyHouse {
  /** Its entities are changed in place, as the mirror does it. */
  readonly snapshot: Snapshot;
  readonly entities: Map<string, Entity>;
  /** By entity id, as somebody wrote them. */
  readonly configs: Map<string, Config>;
  /** What acting on a template, or on a switch that another entity stands for, acts on. */
  readonly behind: ReadonlyMap<string, string>;
  /** What can be spoken of. */
  readonly words: Words;
  /** As the home answers now; undefined: it cannot be read. */
  read(entityId: string): Routine | undefined;
  /** As the mirror has them; the same list until something changes. */
  automations(): readonly Routine[];
  /** Writes a routine anew. */
  rewrite(which: number, steps: readonly StepPlan[]): void;
}

const features = 0x1ffffff;

export function buildHouse(plan: HousePlan): AnyHouse {
  const entities = new Map<string, Entity>();
  const behind = new Map<string, string>();
  let count = 0;
  const nextWord = () => wordOf((count += 1));
  const [areas, floors, labels, devices] = [3, 2, 2, 3].map((size) =>
    Array.from({ length: size }, nextWord),
  ) as [string[], string[], string[], string[]];

  const labelsOfArea = (area: number): string[] =>
    plan.areaLabels[area] === true ? [pick(labels, area)] : [];
  const floorOf = (area: number) => floors[area < 2 ? 0 : 1];

  interface Wish extends Partial<Entity> {
    readonly domain: string;
    readonly areaAt?: number;
    readonly deviceAt?: number;
  }
  function add({ areaAt = 3, deviceAt = 9, ...wish }: Wish): string {
    const word = nextWord();
    const entity_id = `${wish.domain}.${word}`;
    const deviceArea = plan.deviceAreas[deviceAt] ?? 3;
    const area = areaAt < 3 ? areaAt : deviceArea;
    const own = wish.own_labels ?? [];
    const inherited = [...labelsOfArea(area), ...(deviceAt === 0 ? labels.slice(0, 1) : [])];
    entities.set(entity_id, {
      ...{ entity_id, state: "off", attributes: {}, last_changed: 0, last_updated: 0 },
      ...{ context_id: "", name: `${word} ${wish.domain.replaceAll("_", " ")}`, aliases: [] },
      ...{ platform: "demo", config_entry_id: "entry", hidden: false, replaced: false },
      exposed: true,
      ...wish,
      labels: [...new Set([...own, ...inherited])],
      own_labels: own,
      registry_id: entities.size.toString(16).padStart(32, "0"),
      ...(area < 3 ? { area_id: pick(areas, area), floor_id: floorOf(area) ?? "" } : {}),
      ...(deviceAt < 3 ? { device_id: pick(devices, deviceAt) } : {}),
    });
    return entity_id;
  }

  const things = plan.things.map((thing) => {
    const [domain = "", device_class] = thing.kind.split(".");
    return add({
      ...{ domain, areaAt: thing.area, deviceAt: thing.device, exposed: thing.isExposed },
      ...(thing.tellsOf === "nobody" ? {} : { personal: true }),
      ...(thing.tellsOf === "me" ? { people: ["me"] } : {}),
      own_labels: thing.labels < 2 ? [pick(labels, thing.labels)] : [],
      ...partsOf(domain, features),
      ...(device_class === undefined ? {} : { device_class }),
      ...(thing.isHidden || isReplaced(thing) ? { hidden: true } : {}),
      ...(isReplaced(thing) ? { replaced: true } : {}),
      ...(thing.isConfig ? { category: "config" as const } : {}),
      ...(thing.isUnavailable ? { state: "unavailable" } : {}),
      ...(thing.isTemplate ? { platform: "template" } : {}),
    });
  });
  plan.things.forEach((thing, at) => {
    if (thing.isTemplate || isReplaced(thing))
      behind.set(pick(things, at), pick(things, thing.behind));
  });

  const groups = plan.groups.map(({ kind }) =>
    add({ ...partsOf(kind, features), domain: kind, platform: "group", areaAt: 0 }),
  );
  plan.groups.forEach(({ kind, members }, at) => {
    const all = [...things, ...groups];
    const fitting = kind === "group" ? all : all.filter((id) => domainOf(id) === kind);
    if (fitting.length === 0) return;
    const entity_id = [...new Set(members.map((n) => pick(fitting, n)))];
    give(pick(groups, at), {
      entity_id,
      ...(kind === "lock" ? { group_entities: entity_id } : {}),
    });
  });
  const players = things.filter((id) => domainOf(id) === "media_player");
  for (const [one, other] of plan.joined) {
    if (players.length < 2) break;
    const group_members = [pick(players, one), pick(players, other)];
    for (const id of group_members) give(id, { group_members });
  }

  const scripts = plan.scripts.map(({ area }) => add({ domain: "script", areaAt: area }));
  const scenes = plan.scenes.map(({ area, isUnreadable }) =>
    add({
      ...{ domain: "scene", areaAt: area },
      platform: isUnreadable ? "hue" : "homeassistant",
    }),
  );
  const automations = plan.automations.map(({ area, isOff }) =>
    add({ domain: "automation", areaAt: area, state: isOff ? "off" : "on" }),
  );
  const keys = plan.scripts.map(({ isRenamed }, at) =>
    isRenamed ? nextWord() : (scripts[at] ?? "").slice("script.".length),
  );
  scripts.forEach((id, at) => change(id, { script_key: keys[at] ?? "" }));

  const words: Words = { things, groups, scripts, scenes, automations, keys, entities };
  const configs = new Map<string, Config>();
  const unreadable = new Set<string>();
  plan.scripts.forEach(({ steps, isUnreadable }, at) => {
    const id = pick(scripts, at);
    configs.set(id, { sequence: actionsOf(steps, words) });
    if (isUnreadable) unreadable.add(id);
  });
  plan.scenes.forEach(({ states, isUnreadable }, at) => {
    const id = pick(scenes, at);
    const config = sceneConfig(states, words);
    configs.set(id, config);
    give(id, { id, entity_id: Object.keys(config["entities"] ?? {}) });
    if (isUnreadable) unreadable.add(id);
  });
  plan.automations.forEach(({ steps, triggers, isUnreadable }, at) => {
    const id = pick(automations, at);
    configs.set(id, { triggers: triggersOf(triggers, words), actions: actionsOf(steps, words) });
    if (isUnreadable) unreadable.add(id);
  });

  const empty = smallHome({
    entities: {},
    areas: Object.fromEntries(
      areas.map((id, at) => [
        id,
        { name: `${id} room`, floor_id: floorOf(at) ?? "", labels: labelsOfArea(at) },
      ]),
    ),
    devices: Object.fromEntries(
      devices.map((id, at): [string, Partial<Device>] => [
        id,
        {
          ...{ name: `${id} box`, labels: at === 0 ? labels.slice(0, 1) : [] },
          ...(at === 2 ? { parent_device_id: pick(devices, 1) } : {}),
        },
      ]),
    ),
  });
  const snapshot: Snapshot = {
    ...empty,
    entities,
    floors: new Map(floors.map((id) => [id, { floor_id: id, name: `${id} floor`, aliases: [] }])),
    labels: new Map(labels.map((id) => [id, { label_id: id, name: `${id} things` }])),
    services: servicesOf(keys),
  };
  const registry = createRegistryNames(() => snapshot);

  function give(id: string, more: Entity["attributes"]): void {
    change(id, { attributes: { ...entities.get(id)?.attributes, ...more } });
  }
  function change(id: string, more: Partial<Entity>): void {
    const entity = entities.get(id);
    if (entity !== undefined) entities.set(id, { ...entity, ...more });
  }

  function read(id: string): Routine | undefined {
    const config = configs.get(id);
    if (config === undefined || unreadable.has(id)) return undefined;
    if (domainOf(id) === "script") return scriptRoutine(id, config, registry);
    if (domainOf(id) === "automation") return automationRoutine(id, config, registry);
    return sceneRoutine(id, config, Object.keys(config["entities"] ?? {}));
  }

  const mirrored = (): readonly Routine[] =>
    automations.map((id) => read(id) ?? unreadableAutomation(id));
  let mirror = mirrored();

  return {
    ...{ snapshot, entities, configs, behind, words, read },
    automations: () => mirror,
    rewrite(which, steps) {
      const ids = [...configs.keys()];
      if (ids.length === 0) return;
      const id = pick(ids, which);
      const actions = actionsOf(steps, words);
      const { triggers } = configs.get(id) ?? {};
      if (domainOf(id) === "script") configs.set(id, { sequence: actions });
      else if (domainOf(id) === "automation") configs.set(id, { triggers, actions });
      else
        configs.set(
          id,
          sceneConfig(
            steps.map(({ act }) => [act.thing, 0]),
            words,
          ),
        );
      mirror = mirrored();
    },
  };
}

/** Only switches are: a lock, a cover or a light is made of them. */
const isReplaced = (thing: ThingPlan): boolean => thing.isReplaced && thing.kind === "switch";
