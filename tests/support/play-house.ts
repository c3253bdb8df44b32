// A house that plays: a naive Home Assistant that does what its configuration says, by chance where a
// condition would decide. It shares no code with what it is compared with.
import type { Routine } from "../../server/home/home.ts";

export interface PlayHouse {
  /** Group -> members. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly entityIds: readonly string[];
  readonly services: readonly string[];
  readonly routines: Readonly<Record<string, Routine>>;
  readonly off: ReadonlySet<string>;
}

export interface Played {
  /** "lock.unlock lock.front" */
  readonly touched: ReadonlySet<string>;
  /** Automations that an ordinary thing set off; they are not played further. */
  readonly startedByChance: ReadonlySet<string>;
}

/** @param heads says by chance whether a step is taken. */
export function play(
  house: PlayHouse,
  service: string,
  entityIds: readonly string[],
  heads: () => boolean,
): Played {
  const touched = new Set<string>();
  const startedByChance = new Set<string>();
  const off = new Set(house.off);
  let breath = 300;

  function serve(name: string, ids: readonly string[]): void {
    breath -= 1;
    if (breath < 0) return;
    const [domain = "", verb = ""] = name.split(".");
    if (domain === "script" && verb.startsWith("s")) perform(name);
    else for (const id of flat(ids)) act(domain, verb, id);
  }

  function act(domain: string, verb: string, id: string): void {
    const [own = ""] = id.split(".");
    if (domain === "homeassistant") {
      if (house.services.includes(`${own}.${verb}`)) serve(`${own}.${verb}`, [id]);
      return;
    }
    if (own !== domain || !house.entityIds.includes(id)) return;
    touched.add(`${domain}.${verb} ${id}`);
    if (own === "light" && house.groups[id] !== undefined)
      serve(`${domain}.${verb}`, house.groups[id]);
    if (own === "scene" || (own === "script" && verb !== "turn_off")) perform(id);
    if (own === "automation") switchAutomation(verb, id);
    changed(id);
  }

  function switchAutomation(verb: string, id: string): void {
    if (verb === "trigger") perform(id);
    else if (verb === "turn_on" || (verb === "toggle" && off.has(id))) off.delete(id);
    else off.add(id);
  }

  function perform(id: string): void {
    breath -= 1;
    if (breath < 0) return;
    for (const step of house.routines[id]?.steps ?? []) {
      if (!heads()) continue;
      if (step.kind === "service") serve(step.service, step.target.entity_id ?? []);
      if (step.kind === "event") fired(step.event_type);
      if (step.kind === "state")
        for (const one of flat([step.entity_id])) settle(one, step.state ?? "");
    }
  }

  /** As scenes do it, for the few kinds there are here. */
  function settle(id: string, state: string): void {
    const services: Readonly<Record<string, string>> = {
      "lock unlocked": "lock.unlock",
      "lock locked": "lock.lock",
      "light on": "light.turn_on",
      "light off": "light.turn_off",
      "input_boolean on": "input_boolean.turn_on",
      "input_boolean off": "input_boolean.turn_off",
    };
    const service = services[`${id.split(".")[0] ?? ""} ${state}`];
    if (service !== undefined) serve(service, [id]);
  }

  function changed(id: string): void {
    const isSignal = id.startsWith("input_boolean.");
    for (const automation of listening(onChangeOf(id)))
      if (isSignal) perform(automation);
      else if (!/^(script|scene|automation)\./u.test(id)) startedByChance.add(automation);
  }

  const fired = (type: string): void => {
    for (const automation of listening(`event ${type}`)) perform(automation);
  };

  const listening = (what: string): readonly string[] =>
    Object.values(house.routines)
      .filter(({ entity_id, triggers }) => {
        const heard = triggers.flatMap((trigger) => {
          if (trigger.kind === "event") return [`event ${trigger.event_type}`];
          return trigger.kind === "entity" ? (trigger.target.entity_id ?? []).map(onChangeOf) : [];
        });
        return heard.includes(what) && !off.has(entity_id);
      })
      .map(({ entity_id }) => entity_id);

  /** Members of `group.*`, however deep. */
  function flat(ids: readonly string[], above: readonly string[] = []): readonly string[] {
    return ids.flatMap((id) => {
      if (!id.startsWith("group.")) return [id];
      return above.includes(id) ? [] : flat(house.groups[id] ?? [], [...above, id]);
    });
  }

  serve(service, entityIds);
  return { touched, startedByChance };
}

const onChangeOf = (id: string): string => `change of ${id}`;
