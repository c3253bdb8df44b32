// Whether something that happened in a house was allowed to whoever asked for it: said once more, naively, and sharing
// no code with the judge.
import type { Entity } from "../../../server/home/home.ts";
import { harmlessServices } from "../../../server/policy/risk-table.ts";
import type {
  DecisionKind,
  Limit,
  Rights,
  Rule,
  Scope,
  ScopeRule,
} from "../../../server/policy/rules.ts";
import type { AnyHouse } from "./build.ts";
import type { Deed } from "./core.ts";
import { domainOf } from "./names.ts";

/** Who asked, and what the home knows of them. */
export interface Asker {
  readonly rights: Rights;
  readonly tool: string;
  /** Entities that an admin called harmless. */
  readonly reviewed: ReadonlySet<string>;
}

const order = ["allow", "confirm", "approve", "deny"];
const specific = [
  ...["entity", "device", "private", "area", "floor", "label", "domain", "exposed", "all"],
];
const accessOrder = ["none", "see", "control"];

/** Why what happened should not have happened; nothing: all is well. */
export function complaintsOf(deed: Deed, house: AnyHouse, asker: Asker): readonly string[] {
  const { rights, reviewed } = asker;
  const { service, entity_id, dark } = deed;
  if (dark !== undefined)
    return rulingOnRisk(dark, "unknown_action", rights) === "allow" ? [] : [`${dark}: in the dark`];
  const entity = entity_id === undefined ? undefined : house.entities.get(entity_id);
  if (entity_id !== undefined && entity === undefined) return [];
  const found: string[] = [];
  const isLook = service === "homeassistant.update_entity";
  if (entity !== undefined) {
    const access = accessIn(rights.scope, entity);
    if (access === "none" || (access === "see" && !isLook)) found.push(`access ${access}`);
  }
  if (entity?.category !== undefined && !isLook && ruling("write", rights) !== "allow")
    found.push("changes a setting");
  if (writes.has(service) && ruling("write", rights) !== "allow") found.push("writes");
  if (service === "homeassistant.restart" && ruling("destroy", rights) !== "allow")
    found.push("destroys");
  const risky = [...risksOf(deed, entity, reviewed), ...guardsOf(deed, house)];
  for (const risk of risky)
    if (rulingOnRisk(service, risk, rights) !== "allow") found.push(`risk ${risk}`);
  if (risky.length === 0) {
    if (forService(service, rights.user) !== "allow") found.push("rule for the service");
    if (forService(service, rights.token ?? []) !== "allow") found.push("token's rule for it");
    if (!isKnown(service, rights)) found.push("newer than the token");
  }
  for (const limit of rights.limits) if (isOutside(deed, limit)) found.push(`limit ${limit.name}`);
  return found.map((one) => `${service} ${entity_id ?? ""}: ${one}`);
}

/** Whether together they are too many for a limit. */
export const tooMany = (deeds: readonly Deed[], { limits }: Rights): boolean =>
  limits.some(({ maxTargets = Infinity }) => {
    const ids = new Set(
      deeds.flatMap(({ entity_id, dark }) => (dark === undefined ? (entity_id ?? []) : [])),
    );
    return ids.size > maxTargets;
  });

/** Whether something happened again sooner, or more often, than a limit allows. */
export function tooSoon(
  deed: Deed,
  before: readonly (Deed & { readonly at: number })[],
  now: number,
  { limits }: Rights,
): boolean {
  const same = before.filter((one) => one.entity_id === deed.entity_id);
  return (
    deed.entity_id !== undefined &&
    deed.dark === undefined &&
    limits.some(({ service, cooldownMs = 0, perDay = Infinity }) => {
      if (service !== "*" && !deed.service.startsWith("light.")) return false;
      return (
        same.some(({ at }) => now - at < cooldownMs) ||
        new Set(same.map(({ at }) => at)).size >= perDay
      );
    })
  );
}

export const accessIn = (
  { user, token = user, house = user, self = "" }: Scope,
  entity: Entity,
) => {
  const said = [user, token, house].map((layer) => accessBy(layer, entity, self));
  return accessOrder[Math.min(...said.map((access) => accessOrder.indexOf(access)))] ?? "none";
};

function accessBy(rules: readonly ScopeRule[], entity: Entity, self: string): string {
  for (const kind of specific) {
    const about = rules.filter(({ select }) => select.kind === kind && isOf(entity, select, self));
    const spoken = about.filter(({ isDefault = false }) => !isDefault);
    const counting = spoken.length > 0 ? spoken : about;
    const said = counting.map(({ access }) => accessOrder.indexOf(access));
    if (said.length > 0) return accessOrder[Math.min(...said)] ?? "none";
  }
  return "none";
}

function isOf(entity: Entity, select: ScopeRule["select"], self: string): boolean {
  if (select.kind === "all") return true;
  if (select.kind === "exposed") return entity.exposed;
  if (select.kind === "private")
    return entity.personal === true && !(entity.people ?? []).includes(self);
  const own = [entity.entity_id, entity.device_id, entity.area_id, entity.floor_id, entity.domain];
  return [...own, ...entity.labels].includes(select.id);
}

/** What the rules for effects say, of a tool or of what goes beyond it. */
function ruling(effect: string, rights: Rights, tool?: string): DecisionKind {
  return strictest(
    [rights.user, ...(rights.token === undefined ? [] : [rights.token])].map((rules) => {
      const of = (isIt: (target: Rule["target"]) => boolean) =>
        rules.find(({ target }) => isIt(target))?.decision;
      return (
        of((one) => one.kind === "tool" && one.name === tool) ??
        of((one) => one.kind === "toolset" && tool !== undefined && one.name === "control") ??
        of((one) => one.kind === "effect" && one.effect === effect) ??
        of((one) => one.kind === "all") ??
        "deny"
      );
    }),
  );
}

/** Whether this tool may be used at all. */
export const mayUse = (tool: string, rights: Rights): boolean =>
  ruling("execute", rights, tool) === "allow" && rights.known?.tools.has(tool) !== false;

function rulingOnRisk(service: string, risk: string, { user, token = [] }: Rights): DecisionKind {
  const said = (rules: readonly Rule[]) =>
    [
      ({ target }: Rule) => target.kind === "service" && target.name === service,
      ({ target }: Rule) => target.kind === "risk" && target.risk === risk,
      ({ target }: Rule) => target.kind === "sensitive",
    ].flatMap((isIt) => rules.find(isIt)?.decision ?? [])[0];
  return strictest([said(user) ?? "approve", said(token) ?? "allow"]);
}

const forService = (service: string, rules: readonly Rule[]): DecisionKind =>
  rules.find(({ target }) => target.kind === "service" && target.name === service)?.decision ??
  "allow";

const strictest = (all: readonly DecisionKind[]): DecisionKind =>
  all.reduce((one, other) => (order.indexOf(other) > order.indexOf(one) ? other : one), "allow");

const writes = new Set(["logbook.log", "scene.create"]);
const doors = new Set(["garage", "gate", "door"]);

/** What is dangerous about it. */
function risksOf(
  { service, data }: Deed,
  entity: Entity | undefined,
  reviewed: ReadonlySet<string>,
): readonly string[] {
  const [domain = "", verb = ""] = service.split(".");
  const found: string[] = [];
  const isShut = verb === "set_cover_position" && data["position"] === 0;
  const opens = /^(?:open|toggle|set)/u.test(verb) && !isShut;
  const isDoor = entity === undefined || doors.has(entity.device_class ?? "");
  if (domain === "lock" && verb !== "lock") found.push("unlock");
  if (domain === "cover" && opens && isDoor) found.push("open_door");
  if (domain === "valve" && opens) found.push("open_valve");
  if (domain === "siren") found.push("siren");
  if (service === "alarm_control_panel.alarm_disarm") found.push("disarm");
  if (service === "homeassistant.restart") found.push("stop_home");
  if (domain === "shell_command") found.push("shell");
  if (domain === "mqtt") found.push("raw_protocol");
  if (domain === "hue") found.push("unknown_service");
  if (domain === "notify" && String(data["message"]).startsWith("command_"))
    found.push("notify_command");
  if (domain === "button" && entity?.device_class === "restart") found.push("stop_home");
  if (entity !== undefined && verb !== "update_entity" && isDark(entity, reviewed))
    found.push("unknown_action");
  return found;
}

/** Who switches off what listens to a lock does to the home what it would have done for it. */
function guardsOf({ service, entity_id = "" }: Deed, house: AnyHouse): readonly string[] {
  const routine = house.read(entity_id);
  if (!/^automation\.(?:turn_off|toggle)$/u.test(service) || routine === undefined) return [];
  const heard = JSON.stringify(house.configs.get(entity_id)?.["triggers"]);
  return /"entity_id":"(?:lock|alarm_control_panel|siren|valve)\./u.test(heard)
    ? ["safety_automation"]
    : [];
}

const isDark = ({ entity_id, platform, replaced, domain }: Entity, reviewed: ReadonlySet<string>) =>
  (platform === "template" || replaced) && !reviewed.has(entity_id) && domain !== "sensor";

function isKnown(service: string, { known }: Rights): boolean {
  const row = [service, `${domainOf(service)}.*`].find((name) => harmlessServices.includes(name));
  return known === undefined || row === undefined || known.harmless.has(row);
}

function isOutside(
  { service, data }: Deed,
  { service: about, field = "", min = 0, max = 0 }: Limit,
) {
  const value = data[field];
  return service === about && typeof value === "number" && (value < min || value > max);
}
