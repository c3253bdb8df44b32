// Gives the numbers of a plan names: what somebody asks for.
import type { Entity } from "../../../server/home/home.ts";
import type { AnyHouse } from "./build.ts";
import { callOf, dataFor, type Config } from "./configs.ts";
import { domainOf, pick } from "./names.ts";
import type { CallPlan } from "./plans.ts";
import { withoutTarget } from "./services.ts";

export interface AskedCall {
  readonly tool: string;
  readonly args: Config;
}

export function askedOf(plan: CallPlan, house: AnyHouse): AskedCall {
  switch (plan.form) {
    case "service":
      return { tool: "call_service", args: serviceCall(plan, house) };
    case "tool":
      return toolCall(plan, house);
    case "rogue":
      return { tool: "rogue", args: { actions: rogueActions(plan, house) } };
  }
}

function serviceCall({ act, spelling, second, value }: CallPlan, house: AnyHouse): Config {
  const { words, snapshot } = house;
  if (act.isGeneric && value % 2 === 0) {
    const own = [...withoutTarget, ...words.keys.map((key) => `script.${key}`)];
    const service = pick(own, second);
    return { service, data: dataFor(service, value, words) };
  }
  const { service, target, data } = callOf(act, words);
  const other = pick([...house.entities.keys()], second);
  const { entity_id: id } = target;
  const area = pick([...snapshot.areas.keys()], second);
  switch (spelling) {
    case 1:
      return { service: service.toUpperCase(), target, data };
    case 2:
      return { service, target: upper(target), data };
    case 3:
      return { service, data: { ...data, ...target } };
    case 4:
      return typeof id === "string" && id !== "all"
        ? { service, target: { ...target, entity_id: `${id}, ${other}` }, data }
        : { service, target, data };
    case 5:
      return { service, target: { ...target, entity_id: [other] }, data };
    case 6:
      return { service, target, data: { ...data, area_id: [area] } };
    case 7:
      return { service, target, data: { ...data, entity_id: other } };
    default:
      return { service, target, data };
  }
}

const upper = (target: Config): Config =>
  Object.fromEntries(
    Object.entries(target).map(([key, value]) => [
      key,
      typeof value === "string" ? value.toUpperCase() : value,
    ]),
  );

function rogueActions({ act, spelling, second }: CallPlan, house: AnyHouse): readonly Config[] {
  const { service, target, data } = callOf(act, house.words);
  const { entity_id = [], ...places } = target;
  const entity_ids = [entity_id].flat();
  const one = pick([...house.entities.keys()], second);
  switch (spelling) {
    case 0:
      return [];
    case 1:
      return [{ service, entity_ids: [one], data: { ...data, ...places } }];
    case 2:
      return [{ service, entity_ids: [one], data: { ...data, entity_id } }];
    case 3:
      return [{ service, entity_ids: ["all"], data }];
    case 4:
      return [{ service: "no.such", entity_ids: [one], data }];
    case 5:
      return [{ service, entity_ids: [`${one},${pick(house.words.things, act.value)}`], data }];
    default:
      return [{ service, entity_ids: entity_ids.length === 0 ? [one] : entity_ids, data }];
  }
}

interface ToolCall {
  readonly tool: string;
  readonly domains: readonly string[];
  readonly args: (value: number, named: string) => Config;
}

const domainsOfPower = ["light", "switch", "fan", "input_boolean", "siren", "media_player"];

const toolCalls: readonly ToolCall[] = [
  { tool: "set_power", domains: domainsOfPower, args: (n) => ({ on: n % 2 === 0 }) },
  { tool: "set_light", domains: ["light"], args: (n) => ({ brightness_pct: (n * 7) % 101 }) },
  { tool: "set_light", domains: ["light", "group"], args: (n) => ({ on: n % 2 === 0 }) },
  { tool: "set_climate", domains: ["climate"], args: (n) => ({ temperature: 15 + (n % 16) }) },
  {
    tool: "set_cover",
    domains: ["cover", "group"],
    args: (n) => (n % 3 === 0 ? { position: n } : { action: n % 3 === 1 ? "open" : "close" }),
  },
  { tool: "set_fan", domains: ["fan"], args: (n) => ({ on: n % 2 === 0 }) },
  { tool: "set_lock", domains: ["lock"], args: (n) => ({ locked: n % 3 === 0 }) },
  {
    tool: "set_media",
    domains: ["media_player"],
    args: (n, named) => (n % 2 === 0 ? { action: "play" } : { join: [named] }),
  },
  { tool: "set_value", domains: ["input_number"], args: (n) => ({ value: String(n) }) },
  { tool: "set_value", domains: ["input_boolean"], args: () => ({ value: "on" }) },
  { tool: "press_button", domains: ["button", "input_button"], args: () => ({}) },
  { tool: "activate_scene", domains: ["scene"], args: () => ({}) },
  { tool: "run_script", domains: ["script"], args: (n) => ({ wait: n % 2 === 0 }) },
];

function toolCall({ tool: which, spelling, value, second }: CallPlan, house: AnyHouse): AskedCall {
  const all = [...house.entities.values()];
  const possible = toolCalls.filter(({ domains }) =>
    all.some((one) => domains.includes(one.domain)),
  );
  const { tool, domains, args } = pick(possible.length === 0 ? toolCalls : possible, which);
  const fitting = all.filter(({ domain }) => domains.includes(domain));
  const one = pick(fitting.length === 0 ? all : fitting, second);
  const other = pick(all, value);
  const rest = args(value, other.name);
  if (tool === "activate_scene") return { tool, args: { scene: named(one, spelling), ...rest } };
  if (tool === "run_script") return { tool, args: { script: named(one, spelling), ...rest } };
  const targets = [phraseOf(one, other, spelling, house)];
  const except = value % 5 === 0 ? { except: [other.name] } : {};
  return { tool, args: { targets, ...except, ...rest } };
}

function named({ entity_id, name }: Entity, spelling: number): string {
  return [entity_id, name, name.toUpperCase(), `${name} (${entity_id})`][spelling % 4] ?? name;
}

/** As people say it. */
function phraseOf(one: Entity, other: Entity, spelling: number, { snapshot }: AnyHouse): string {
  const { areas, floors, devices, labels } = snapshot;
  const area = areas.get(one.area_id ?? "")?.name;
  const places = [
    area,
    floors.get(one.floor_id ?? "")?.name,
    devices.get(one.device_id ?? "")?.name,
    labels.get(one.labels[0] ?? "")?.name,
  ];
  const place = places[spelling % 4];
  if (spelling < 3 || place === undefined) return named(one, spelling);
  if (spelling === 7) return `all except ${other.name}`;
  if (spelling === 6) return `${domainOf(one.entity_id)}s in ${area ?? place}`;
  return place;
}
