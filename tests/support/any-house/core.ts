// A naive Home Assistant: it does what configurations say, every branch of them, and notes what it did. It shares
// no code with what judges it beforehand.
import type { Entity, ServiceCall } from "../../../server/home/home.ts";
import type { AnyHouse } from "./build.ts";
import { serviceOfDevice, type Config } from "./configs.ts";
import { domainOf } from "./names.ts";

/** Something that happened. */
export interface Deed {
  readonly service: string;
  /** Absent: of a service that is about none. */
  readonly entity_id?: string;
  readonly data: Config;
  /** Nobody could know that it would happen: what can be judged is the service that led there. */
  readonly dark?: string;
}

export interface Played {
  readonly deeds: readonly Deed[];
  /** Automations that an ordinary thing set off; they are not played further. */
  readonly byChance: ReadonlySet<string>;
}

const signals = new Set(
  "button counter input_boolean input_button input_number input_select input_text timer".split(" "),
);
const routines = new Set(["script", "scene", "automation"]);
const targetKeys = ["entity_id", "device_id", "area_id", "floor_id", "label_id", "exclude"];

/** How something came about. "meant" is what a helper, a button or a routine sets off. */
type Cause = "meant" | "by chance";

/** Plays a call in the house, and changes the states of its entities.
 * @param reviewed what somebody called harmless, and rightly so. */
export function playCore(
  house: AnyHouse,
  call: ServiceCall,
  reviewed: ReadonlySet<string>,
): Played {
  const { entities, snapshot, configs, behind } = house;
  const deeds: Deed[] = [];
  const byChance = new Set<string>();
  const meant = new Set<string>();
  const off = new Set([...entities.values()].flatMap((one) => (isOff(one) ? [one.entity_id] : [])));
  let breath = 400;
  const played = new Set<string>();
  let dark: string | undefined;
  const note = (deed: Deed) => deeds.push(dark === undefined ? deed : { ...deed, dark });

  function serve(written: string, target: Config, data: Config): void {
    breath -= 1;
    const service = written.trim().toLowerCase();
    const known = snapshot.services.get(service);
    if (breath < 0 || known === undefined) return;
    const [domain = "", verb = ""] = service.split(".");
    const named = { ...Object.fromEntries(targets(data)), ...Object.fromEntries(targets(target)) };
    const rest = known.target === undefined ? data : without(data);
    if (known.target === undefined) serveAlone(service, rest);
    else
      for (const id of resolve(named, domain === "homeassistant" ? undefined : domain))
        act(domain, verb, id, rest);
  }

  function serveAlone(service: string, data: Config): void {
    note({ service, data });
    const [domain = "", key = ""] = service.split(".");
    if (service === "scene.apply") reach(data["entities"]);
    else if (domain === "script") {
      const own = [...entities.values()].find(({ script_key }) => script_key === key);
      if (own === undefined) return;
      note({ service, entity_id: own.entity_id, data: {} });
      perform(own.entity_id);
      changed(own.entity_id, "meant");
    } else for (const id of mentioned(data)) note({ service, entity_id: id, data });
  }

  function act(domain: string, verb: string, id: string, data: Config): void {
    const entity = entities.get(id);
    const own = domainOf(id);
    if (domain === "homeassistant" && verb !== "update_entity") {
      if (snapshot.services.has(`${own}.${verb}`)) serve(`${own}.${verb}`, { entity_id: id }, data);
      return;
    }
    const isForAll = domain === "homeassistant" || domain === "hue";
    if (entity === undefined || (own !== domain && !isForAll)) return;
    // Once is enough: what goes in circles does nothing new.
    const what = JSON.stringify([domain, verb, id, data, dark]);
    if (played.has(what)) return;
    played.add(what);
    note({ service: `${domain}.${verb}`, entity_id: id, data });
    if (verb === "update_entity") return;
    for (const other of mentioned(data))
      note({ service: `${domain}.${verb}`, entity_id: other, data });
    for (const member of membersOf(entity)) act(domain, verb, member, data);
    const other = behind.get(id);
    if (other !== undefined && !reviewed.has(id))
      inTheDark(`${domain}.${verb}`, () => actDarkly(other));
    if (own === "scene")
      if (house.read(id) === undefined) inTheDark("scene.turn_on", () => reachOf(id));
      else reachOf(id);
    if (own === "script" && verb !== "turn_off") perform(id);
    if (own === "automation") switchAutomation(verb, id);
    put(id, verb);
    changed(id, signals.has(own) || routines.has(own) ? "meant" : "by chance");
  }

  function inTheDark(service: string, happen: () => void): void {
    const before = dark;
    dark ??= service;
    happen();
    dark = before;
  }

  const reachOf = (scene: string) => reach(configs.get(scene)?.["entities"]);

  /** What nobody could know: the worst that can be done with it. */
  function actDarkly(id: string): void {
    const worst: Readonly<Record<string, string>> = {
      lock: "lock.unlock",
      cover: "cover.open_cover",
      valve: "valve.open_valve",
      alarm_control_panel: "alarm_control_panel.alarm_disarm",
    };
    breath -= 20;
    if (breath > 0) serve(worst[domainOf(id)] ?? "homeassistant.turn_on", { entity_id: id }, {});
  }

  function switchAutomation(verb: string, id: string): void {
    if (verb === "trigger") perform(id);
    else if (verb === "turn_on" || (verb === "toggle" && off.has(id))) off.delete(id);
    else off.add(id);
  }

  function perform(id: string): void {
    const { sequence, actions } = configs.get(id) ?? {};
    const running = domainOf(id) === "script" ? "script.turn_on" : "automation.trigger";
    const isUnread = house.read(id) === undefined;
    for (const step of listed(sequence ?? actions))
      if (isUnread || isDark(step)) inTheDark(running, () => take(step));
      else take(step);
  }

  function take(step: unknown): void {
    if (Array.isArray(step)) {
      step.forEach(take);
      return;
    }
    if (!isConfig(step)) return;
    const { action, service, target, data, device_id, domain, type, entity_id } = step;
    if (typeof device_id === "string") {
      const id = [...entities.values()].find((one) => one.registry_id === entity_id)?.entity_id;
      if (id !== undefined)
        serve(serviceOfDevice(String(domain), String(type)), { entity_id: id }, {});
    } else if ("event" in step) fired(String(step["event"]));
    else if ("scene" in step) serve("scene.turn_on", { entity_id: step["scene"] }, {});
    else if (action !== undefined || service !== undefined)
      serve(rendered(action ?? service), config(target), config(data));
    for (const key of ["choose", "default", "then", "else", "parallel", "sequence"])
      listed(step[key]).forEach(take);
    take(step["repeat"]);
  }

  /** As scenes do it. */
  function reach(states: unknown): void {
    for (const [id, wanted] of Object.entries(config(states))) {
      const { state, ...more } = isConfig(wanted) ? wanted : { state: wanted };
      for (const one of flat([id])) {
        const service = reaching[`${domainOf(one)} ${String(state)}`] ?? reaching[domainOf(one)];
        if (service === undefined) continue;
        serve(service, { entity_id: one }, service === "climate.set_hvac_mode" ? {} : more);
        if (domainOf(one) === "climate" && more["temperature"] !== undefined)
          serve("climate.set_temperature", { entity_id: one }, more);
      }
    }
  }

  function changed(id: string, cause: Cause, above: readonly string[] = []): void {
    for (const [automation, { triggers }] of configs) {
      if (triggers === undefined || off.has(automation)) continue;
      // Who cannot be read may listen to anything, as may who says so: scripts are not run for their sake.
      const isRoutine = routines.has(domainOf(id));
      const isUnread = house.read(automation) === undefined;
      for (const trigger of listed(triggers).map(config)) {
        if (isNamed(trigger, id)) setOff(automation, isRoutine && isUnread ? "by chance" : cause);
        if (isAnything(trigger)) setOff(automation, isRoutine ? "by chance" : cause);
      }
    }
    const groups = [...entities.values()].filter(
      (one) => membersOf(one, "any").includes(id) && !above.includes(one.entity_id),
    );
    for (const { entity_id } of groups) changed(entity_id, cause, [...above, id, entity_id]);
  }

  function isNamed({ trigger, entity_id, target, value_template }: Config, id: string): boolean {
    if (trigger === "state") return entity_id === id;
    if (trigger === "template") return String(value_template).includes(`'${id}'`);
    const { area_id } = config(target);
    return area_id !== undefined && entities.get(id)?.area_id === area_id;
  }

  const isAnything = ({ event_type }: Config): boolean =>
    event_type === "state_changed" || event_type === "call_service";

  function fired(type: string): void {
    for (const [automation, { triggers }] of configs)
      if (
        !off.has(automation) &&
        listed(triggers).some((one) => config(one)["event_type"] === type)
      )
        setOff(automation, "meant");
  }

  function setOff(automation: string, cause: Cause): void {
    breath -= 1;
    if (breath < 0) return;
    if (cause === "by chance") {
      if (dark === undefined) byChance.add(automation);
    } else {
      meant.add(automation);
      perform(automation);
      changed(automation, "meant");
    }
  }

  function put(id: string, verb: string): void {
    const entity = entities.get(id);
    if (entity === undefined) return;
    const state = shown[verb] ?? entity.state;
    const last_updated = entity.last_updated + 1;
    entities.set(id, { ...entity, state, last_updated, context_id: `c${last_updated}` });
  }

  function resolve(target: Config, domain: string | undefined): readonly string[] {
    const excluded = select(config(target["exclude"]), undefined, true);
    return select(target, domain, false).filter((id) => !excluded.includes(id));
  }

  /** @param isLoose also what is hidden or a setting. */
  function select(target: Config, domain: string | undefined, isLoose: boolean): readonly string[] {
    const ids = (key: string) =>
      listed(target[key]).flatMap((one) => rendered(one).toLowerCase().split(","));
    const [devices, areas, floors, labels] = ["device_id", "area_id", "floor_id", "label_id"].map(
      ids,
    ) as [string[], string[], string[], string[]];
    const named = ids("entity_id").map(
      (id) => [...entities.values()].find((one) => one.registry_id === id)?.entity_id ?? id,
    );
    const labelled = (what: { readonly labels: readonly string[] } | undefined) =>
      what?.labels.some((one) => labels.includes(one)) === true;
    const found = [...entities.values()].filter((one) => {
      if (named.includes("all")) return domain === undefined || one.domain === domain;
      if (one.hidden && !isLoose) return false;
      if (one.own_labels?.some((label) => labels.includes(label)) === true) return true;
      if (one.category !== undefined && !isLoose) return false;
      const device = snapshot.devices.get(one.device_id ?? "");
      const area = snapshot.areas.get(one.area_id ?? "");
      return (
        [one.device_id, device?.parent_device_id].some((id) => devices.includes(id ?? "-")) ||
        labelled(device) ||
        labelled(snapshot.devices.get(device?.parent_device_id ?? "")) ||
        areas.includes(one.area_id ?? "-") ||
        floors.includes(area?.floor_id ?? "-") ||
        labelled(area)
      );
    });
    return [...new Set([...flat(named), ...found.map(({ entity_id }) => entity_id)])];
  }

  /** `group.*` and groups of locks are their members, however deep. */
  function flat(ids: readonly string[], above: readonly string[] = []): readonly string[] {
    return ids.flatMap((id) => {
      const entity = entities.get(id);
      const { entity_id, group_entities } = entity?.attributes ?? {};
      const members = domainOf(id) === "group" ? entity_id : group_entities;
      if (members === undefined && domainOf(id) !== "group") return [id];
      return above.includes(id) ? [] : flat(listed(members).map(String), [...above, id]);
    });
  }

  function mentioned(data: unknown): readonly string[] {
    if (typeof data === "string") return entities.has(data) ? [data] : [];
    return typeof data === "object" && data !== null ? Object.values(data).flatMap(mentioned) : [];
  }

  serve(call.service, { entity_id: call.entity_ids }, call.data);
  return { deeds, byChance: new Set([...byChance].filter((id) => !meant.has(id))) };
}

const shown: Readonly<Record<string, string>> = {
  turn_on: "on",
  turn_off: "off",
  lock: "locked",
  unlock: "unlocked",
  open_cover: "open",
  close_cover: "closed",
};

/** What a scene calls to bring about a state. */
const reaching: Readonly<Record<string, string>> = {
  "alarm_control_panel armed_away": "alarm_control_panel.alarm_arm_away",
  "alarm_control_panel disarmed": "alarm_control_panel.alarm_disarm",
  "cover closed": "cover.close_cover",
  "cover open": "cover.open_cover",
  "lock locked": "lock.lock",
  "lock unlocked": "lock.unlock",
  "valve closed": "valve.close_valve",
  "valve open": "valve.open_valve",
  climate: "climate.set_hvac_mode",
  input_number: "input_number.set_value",
  "media_player off": "media_player.turn_off",
  media_player: "media_player.turn_on",
  ...Object.fromEntries(
    ["fan", "input_boolean", "light", "siren", "switch"].flatMap((domain) => [
      [`${domain} on`, `${domain}.turn_on`],
      [`${domain} off`, `${domain}.turn_off`],
    ]),
  ),
};

/** Helper groups, and players that play along, do what they are told with all of theirs. */
function membersOf({ attributes, domain, platform }: Entity, which = "its own"): readonly string[] {
  const members = listed(attributes["entity_id"]).map(String);
  if (which === "any") return domain === "scene" ? [] : members;
  const joined = listed(attributes["group_members"]).map(String);
  return domain !== "group" && platform === "group" ? members : joined;
}

const isOff = ({ domain, state }: Entity) => domain === "automation" && state === "off";

const isConfig = (value: unknown): value is Config =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const config = (value: unknown): Config => (isConfig(value) ? value : {});
const listed = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const targets = (data: Config) => Object.entries(data).filter(([key]) => targetKeys.includes(key));
const without = (data: Config): Config =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !targetKeys.includes(key)));

const readDevices = new Set([
  ...["alarm_control_panel.arm_away", "alarm_control_panel.disarm", "button.press", "cover.close"],
  ...["cover.open", "lock.lock", "lock.open", "lock.unlock"],
  ...["fan", "light", "switch"].flatMap((domain) =>
    ["turn_on", "turn_off", "toggle"].map((type) => `${domain}.${type}`),
  ),
]);

/** Whether it is decided only when it runs, or by an integration. */
const isDark = (step: unknown): boolean =>
  JSON.stringify(step).includes("{{") ||
  (isConfig(step) &&
    "device_id" in step &&
    !readDevices.has(`${String(step["domain"])}.${String(step["type"])}`));

/** The only templates that there are: a text within. */
const rendered = (value: unknown): string => {
  const [, within] = /^\{\{ '(.*)' \}\}$/u.exec(String(value)) ?? [];
  return within ?? String(value);
};
