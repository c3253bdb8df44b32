import type { Routine, Step } from "../home/home.ts";
import { isRecord } from "../record.ts";
import { createDeedList } from "./deed-list.ts";
import { domainOf, idsByDomain } from "./domains.ts";
import { expandAsHomeAssistant, idsIn, membersOf } from "./group-members.ts";
import { guardedBy } from "./guarded-by.ts";
import { listenersOf } from "./listeners.ts";
import { namedIn } from "./named-entities.ts";
import type { Reach, ResolvedCall, World } from "./reach.ts";
import { eventsOf, onlyLooks, signallingOf } from "./signals.ts";
import { isHandedOn } from "./handed-on.ts";
import { servicesForState, stateInYaml } from "./state-services.ts";
import { actsOn, targetOfStep } from "./step-targets.ts";
import { targetIndexOf } from "./target-index.ts";

type Via = readonly string[];

/** A call that is still to be looked at, and what leads there. */
interface Open extends ResolvedCall {
  readonly via: Via;
}

interface Walk {
  begin(call: ResolvedCall): void;
  /** What one run of the routine would do. */
  beginWith(routine: Routine): void;
  end(): Reach;
}

/** Nobody nests that deep on purpose. */
const deepest = 40;

/** No plan of a person does more. */
const mostSteps = 20_000;

const unreadable = "its configuration cannot be read";

const spreading = new Set(["group", "homeassistant"]);
const ofAllScripts = new Set(["reload", "toggle", "turn_off", "turn_on"]);
const switching = new Set(["turn_on", "turn_off", "toggle"]);

/** Looks at a call, then at all that it calls, and so on: nearest first, each thing once. */
export function createWalk(world: World, parent?: "within a guard"): Walk {
  const { snapshot, automations, routines } = world;
  const { entities, services } = snapshot;
  const list = createDeedList();
  const listeners = listenersOf(snapshot, automations);
  const queue: Open[] = [];
  const started = new Set<string>();
  const missing = new Set<string>();
  const mayStart = new Set<string>();

  function lookAt({ service, entity_ids: asked, data, via }: Open): void {
    const known = services.get(service);
    const entity_ids = isHandedOn(service)
      ? asked.filter((id) => actsOn(snapshot, service, id))
      : [...ownScript(service), ...asked];
    const named = namedIn(data, known, snapshot);
    const fresh = list.add({
      service,
      entity_ids: [...entity_ids, ...named.entity_ids],
      data,
      via,
      ...(named.byTemplate ? { unknown: "a template chooses what it is about" } : {}),
    });
    if (fresh === undefined) return;
    if (via.length >= deepest) {
      list.giveUp("it goes too deep to be followed", service);
      return;
    }
    passOn({ service, entity_ids: fresh, data, via }, new Set(entity_ids));
    start({ service, entity_ids: fresh, data, via });
    if (onlyLooks(known)) return;
    for (const id of fresh) signal(id, via);
    for (const event of eventsOf(service)) runAll(listeners.ofEvent(event), via);
  }

  /** Groups hand a call on to their members. */
  function passOn({ service, entity_ids, data, via }: Open, targets: ReadonlySet<string>): void {
    for (const id of entity_ids) {
      const members = membersOf(entities.get(id)).filter(
        (member) => !targets.has(id) || actsOn(snapshot, service, member),
      );
      if (members.length > 0) queue.push({ service, entity_ids: members, data, via: [...via, id] });
    }
  }

  /** What the service is there to set going. */
  function start(call: Open): void {
    const { service, entity_ids, data, via } = call;
    const domain = domainOf(service);
    const verb = service.slice(domain.length + 1);
    if (spreading.has(domain) && switching.has(verb)) spread(call, verb);
    else if (domain === "scene") {
      if (verb === "turn_on") runIds(of("scene", entity_ids), via);
      else if (verb === "apply") apply(data["entities"], via);
    } else if (domain === "script") {
      if (verb === "turn_on" || verb === "toggle") runIds(of("script", entity_ids), via);
      else runIds(ownScript(service), via);
    } else if (domain === "automation" && verb !== "reload") {
      if (verb !== "turn_off") runIds(of("automation", entity_ids), via);
      if (verb !== "trigger" && verb !== "turn_on") guard(call);
    }
  }

  /** `homeassistant.turn_on` is the `turn_on` of each entity's own domain. */
  function spread({ entity_ids, data, via }: Open, verb: string): void {
    for (const [domain, ids] of idsByDomain(entity_ids))
      if (services.has(`${domain}.${verb}`))
        queue.push({ service: `${domain}.${verb}`, entity_ids: ids, data, via });
  }

  const of = (domain: string, ids: readonly string[]): readonly string[] =>
    ids.filter((id) => domainOf(id) === domain);

  /** A script's own service keeps its name when the entity gets another. */
  const scriptOf = (key: string): string =>
    targetIndexOf(snapshot).byScriptKey.get(key) ?? `script.${key}`;

  /** The script that a service is, as the home names it. */
  function ownScript(service: string): readonly string[] {
    const verb = service.slice(service.indexOf(".") + 1);
    const isOwn = domainOf(service) === "script" && !ofAllScripts.has(verb);
    return isOwn ? [scriptOf(verb)] : [];
  }

  function runIds(ids: readonly string[], via: Via): void {
    for (const id of ids) {
      const routine = routines.get(id);
      if (routine === undefined) missing.add(id);
      else if (routine === null) runUnread(id, via);
      else run(routine, via);
    }
  }

  const runAll = (found: readonly Routine[], via: Via): void => {
    for (const routine of found) run(routine, via);
  };

  /** Once, and what listens to it hears of it, whatever set it off. */
  function starts(id: string, via: Via): boolean {
    if (started.has(id)) return false;
    started.add(id);
    signal(id, via);
    return true;
  }

  function run(routine: Routine, via: Via): void {
    const { entity_id, steps } = routine;
    if (!starts(entity_id, via)) return;
    for (const step of steps) take(step, entity_id, [...via, entity_id]);
  }

  /** Of an unread scene at least the members are known, and not what they are brought to. */
  function runUnread(id: string, via: Via): void {
    starts(id, via);
    stuck(id, unreadable, [...via, id]);
    if (domainOf(id) !== "scene") return;
    for (const member of idsIn(entities.get(id)?.attributes["entity_id"]))
      bring(member, undefined, {}, [...via, id]);
  }

  function take(step: Step, within: string, via: Via): void {
    switch (step.kind) {
      case "service":
        call(step, via);
        break;
      case "state":
        bring(step.entity_id, step.state, step.attributes, via);
        break;
      case "event":
        runAll(listeners.ofEvent(step.event_type), via);
        runAll(listeners.ofAnything(), via);
        break;
      case "unknown":
        stuck(within, step.why, via);
    }
  }

  const stuck = (id: string, why: string, via: Via): void => {
    list.add({ service: runningOf(id), entity_ids: [id], data: {}, via, unknown: why });
  };

  function call({ service: written, target, data }: Step & { kind: "service" }, via: Via): void {
    const service = written.trim().toLowerCase();
    const { entity_ids, isIdle, isUnknown } = targetOfStep(snapshot, service, target);
    if (isUnknown)
      list.add({
        service,
        entity_ids: [],
        data,
        via,
        unknown: "it names a device that is not known",
      });
    if (!isIdle) queue.push({ service, entity_ids, data, via });
  }

  /** Scenes bring each member of a group into the state. */
  function bring(
    id: string,
    state: string | undefined,
    attributes: Readonly<Record<string, unknown>>,
    via: Via,
  ): void {
    for (const member of expandAsHomeAssistant(entities, id.startsWith("group.") ? [id] : [])) {
      bringOne(member, [...via, id]);
    }
    if (!id.startsWith("group.")) bringOne(id, via);

    function bringOne(one: string, through: Via): void {
      const bringing = servicesForState(domainOf(one), state, attributes);
      if (bringing === undefined)
        list.add({
          service: "scene.apply",
          entity_ids: [one],
          data: attributes,
          via: through,
          unknown: "nobody knows how a scene changes it",
        });
      else
        for (const { service, data } of bringing)
          queue.push({ service, entity_ids: [one], data, via: through });
    }
  }

  function apply(states: unknown, via: Via): void {
    if (!isRecord(states)) {
      const why = "it cannot be read which states it brings about";
      list.add({ service: "scene.apply", entity_ids: [], data: {}, via, unknown: why });
      return;
    }
    for (const [id, wanted] of Object.entries(states)) {
      const { state, ...attributes } = isRecord(wanted) ? wanted : { state: wanted };
      bring(id.toLowerCase(), stateInYaml(state), attributes, via);
    }
  }

  function signal(id: string, via: Via): void {
    const named = listeners.ofEntity(id);
    const signalling = signallingOf(id);
    if (signalling === "not meant") for (const { entity_id } of named) mayStart.add(entity_id);
    else runAll(named, via);
    const others = listeners.ofAnything();
    if (signalling === "to all") runAll(others, via);
    else for (const { entity_id } of others) mayStart.add(entity_id);
  }

  /** Who switches off an automation does to the home what it would have done for it. */
  function guard({ service, entity_ids, data, via }: Open): void {
    if (parent !== undefined) return;
    for (const id of of("automation", entity_ids)) {
      const routine = routines.get(id);
      if (routine === undefined) missing.add(id);
      else if (routine === null)
        list.add({ service, entity_ids: [id], data, via: [...via, id], unknown: unreadable });
      else {
        const within = createWalk(world, "within a guard");
        within.beginWith(routine);
        const found = guardedBy(routine, within.end(), snapshot);
        for (const absent of found.missing) missing.add(absent);
        const { guards, isUnknown } = found;
        if (guards.length > 0 || isUnknown)
          list.add({
            service,
            entity_ids: [id],
            data,
            via: [...via, id],
            ...(guards.length > 0 ? { guards } : {}),
            ...(isUnknown ? { unknown: "it cannot be read what it looks after" } : {}),
          });
      }
    }
  }

  return {
    begin: (first) => queue.push({ ...first, via: [] }),
    beginWith: (routine) => run(routine, []),
    end() {
      let looked = 0;
      // A list that grows while it is walked through is walked to its end.
      for (const next of queue) {
        if (list.isFull()) break;
        lookAt(next);
        looked += 1;
        if (looked > mostSteps) list.giveUp("it reaches too much to be followed", next.service);
      }
      const others = [...mayStart].filter((id) => !started.has(id));
      return { deeds: list.deeds(), missing: [...missing].sort(), mayStart: others.sort() };
    },
  };
}

/** What runs a routine, for one whose steps say nothing. */
const runningOf = (id: string): string =>
  domainOf(id) === "automation" ? "automation.trigger" : `${domainOf(id)}.turn_on`;
