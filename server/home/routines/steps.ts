import { isTemplate } from "../../templates.ts";
import type { Step } from "../home.ts";
import { fields, isFields, text, type Fields } from "../wire.ts";
import { deviceStep } from "./device-actions.ts";
import { readTarget, withoutTargets, type Names } from "./targets.ts";

/** Everything that these actions could do, in whatever branch, switched off or not. */
export const stepsOf = (actions: unknown, names: Names): readonly Step[] =>
  flatten(actions, { names, depth: 0 });

interface Place {
  readonly names: Names;
  readonly depth: number;
}

type Reader = (action: Fields, place: Place) => readonly Step[];

const deepest = 60;

const unknown = (why: string): readonly Step[] => [{ kind: "unknown", why }];

function flatten(actions: unknown, { names, depth }: Place): readonly Step[] {
  if (depth > deepest) return unknown("its steps are nested too deeply");
  const deeper = { names, depth: depth + 1 };
  return listed(actions).flatMap((action) => stepsIn(action, deeper));
}

/** As Home Assistant takes them: one thing is a list of one. */
const listed = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

function stepsIn(action: unknown, place: Place): readonly Step[] {
  // Within "parallel" a list is a sequence.
  if (Array.isArray(action)) return flatten(action, place);
  // A template alone is a condition.
  if (isTemplate(action)) return [];
  if (!isFields(action)) return unknown("one of its steps cannot be read");
  const [, read] = readers.find(([key]) => key in action) ?? [];
  return read?.(action, place) ?? unknown("one of its steps is of a kind that is not known");
}

const nothing: Reader = () => [];

/** A step of several kinds is taken for the first of these, in Home Assistant's order. */
const readers: readonly (readonly [key: string, read: Reader])[] = [
  ["delay", nothing],
  ["wait_template", nothing],
  ["condition", nothing],
  ["and", nothing],
  ["or", nothing],
  ["not", nothing],
  ["event", eventSteps],
  ["device_id", (action, { names }) => [deviceStep(action, names)]],
  ["scene", sceneSteps],
  ["repeat", (action, place) => nested(fields(action["repeat"])["sequence"], place)],
  ["choose", chooseSteps],
  ["wait_for_trigger", nothing],
  ["variables", nothing],
  ["if", (action, place) => [...nested(action["then"], place), ...flatten(action["else"], place)]],
  ["action", (action, place) => serviceSteps(action["action"], action, place)],
  ["service", (action, place) => serviceSteps(action["service"], action, place)],
  ["service_template", (action, place) => serviceSteps(action["service_template"], action, place)],
  ["stop", nothing],
  ["parallel", (action, place) => nested(action["parallel"], place)],
  ["sequence", (action, place) => flatten(action["sequence"], place)],
  ["set_conversation_response", nothing],
];

/** What must be there. */
const nested = (actions: unknown, place: Place): readonly Step[] =>
  actions === undefined ? unknown("one of its steps cannot be read") : flatten(actions, place);

function chooseSteps(action: Fields, place: Place): readonly Step[] {
  const options = listed(action["choose"]).map((option) => fields(option)["sequence"]);
  return [
    ...options.flatMap((sequence) => nested(sequence, place)),
    ...flatten(action["default"], place),
  ];
}

function eventSteps({ event }: Fields): readonly Step[] {
  const event_type = text(event);
  return event_type === undefined
    ? unknown("it fires an event that cannot be read")
    : [{ kind: "event", event_type }];
}

function sceneSteps({ scene }: Fields, { names }: Place): readonly Step[] {
  const target = readTarget([{ entity_id: scene }], names);
  return target === undefined
    ? unknown("a template chooses the scene")
    : [{ kind: "service", service: "scene.turn_on", target, data: {} }];
}

function serviceSteps(named: unknown, action: Fields, { names }: Place): readonly Step[] {
  if (isTemplate(named)) return unknown("a template chooses the service");
  const service = text(named)?.trim().toLowerCase();
  if (service === undefined || !/^\w+\.\w+$/.test(service))
    return unknown("it calls a service that cannot be read");
  const { data, data_template, target, entity_id } = action;
  for (const given of [data, data_template]) {
    if (given === undefined || given === null) continue;
    if (!isFields(given) || hasTemplateKey(given))
      return unknown(`a template chooses what ${service} is called with`);
  }
  if (isTemplate(target)) return unknown(`a template chooses what ${service} acts on`);
  const all = { ...fields(data), ...fields(data_template) };
  const reached = readTarget([target, data, data_template, { entity_id }], names);
  if (reached === undefined) return unknown(`what ${service} acts on is decided when it runs`);
  return [{ kind: "service", service, target: reached, data: withoutTargets(all) }];
}

/** Keys are templates at any depth: `scene.apply` names entities by them. */
const hasTemplateKey = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(hasTemplateKey)
    : isFields(value) &&
      Object.entries(value).some(([key, inner]) => isTemplate(key) || hasTemplateKey(inner));
