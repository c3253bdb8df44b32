import type { LimitView } from "../../../shared/views.ts";
import type { Limit } from "../../policy/rules.ts";
import { parseSelect } from "./targets.ts";
import { refuse } from "./wrong-permissions.ts";

/** A limit without its conditions. @throws AppError invalid_input naming what makes no sense. */
export function readLimit(view: LimitView, at: string): Limit {
  const { name, service, field, min, max, choices, max_targets, cooldown_s, per_day } = view;
  readName(name, `${at}.name`);
  if (!/^(\*|[a-z0-9_]{1,64}\.(\*|[a-z0-9_]{1,64}))$/.test(service))
    refuse(
      `${at}.service`,
      `"${service.slice(0, 80)}" is no service`,
      'Say "climate.set_temperature", "light.*" or "*".',
    );
  readBounds(view, at);
  readCounts(view, at);
  return {
    ...{ name: name.trim(), service, ...readSelect(view.select, `${at}.select`) },
    ...(field === undefined ? {} : { field }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(choices === undefined ? {} : { choices }),
    ...(max_targets === undefined ? {} : { maxTargets: max_targets }),
    ...(cooldown_s === undefined ? {} : { cooldownMs: cooldown_s * 1_000 }),
    ...(per_day === undefined ? {} : { perDay: per_day }),
  };
}

function readName(name: string, at: string): void {
  if (name.trim() === "" || name.length > 100 || /\p{Cc}/u.test(name))
    refuse(
      at,
      "it does not have 1 to 100 characters on one line",
      'Say what a person is told, such as "Heating between 16 and 23 °C".',
    );
}

function readSelect(text: string | undefined, at: string): Pick<Limit, "select"> {
  if (text === undefined) return {};
  const select = parseSelect(text);
  if (select === undefined)
    return refuse(
      at,
      `"${text.slice(0, 80)}" does not select entities`,
      'Say "area:kitchen", "domain:light" and so on, or leave it out for every entity.',
    );
  return { select };
}

/** A limit that bounds nothing, or nothing that can be, would let somebody feel safe who is not. */
function readBounds(view: LimitView, at: string): void {
  const { field, min, max, choices, max_targets, cooldown_s, per_day } = view;
  const ofField = [min, max, choices].some((bound) => bound !== undefined);
  if (ofField !== (field !== undefined))
    refuse(
      `${at}.field`,
      "a field and min, max or choices belong together",
      'Say {"field": "temperature", "max": 23}.',
    );
  if (!ofField && [max_targets, cooldown_s, per_day].every((bound) => bound === undefined))
    refuse(
      at,
      "it bounds nothing",
      "Give a field with min, max or choices, max_targets, cooldown_s or per_day.",
    );
  if (field !== undefined && !/^[a-z0-9_]{1,64}$/.test(field))
    refuse(
      `${at}.field`,
      "this is no field of a service",
      'Say it as Home Assistant does: "brightness_pct".',
    );
  if ([min, max].some((bound) => bound !== undefined && !Number.isFinite(bound)))
    refuse(at, "min and max are not both numbers", "Give numbers, or leave one out.");
  if (min !== undefined && max !== undefined && min > max)
    refuse(`${at}.min`, "it is more than max", "Give the smaller number first.");
  if (choices !== undefined && (choices.length === 0 || choices.length > 100))
    refuse(`${at}.choices`, "it does not have 1 to 100 choices", "Name what may be chosen.");
}

const mostCounts = [
  ["max_targets", 10_000],
  ["cooldown_s", 86_400],
  ["per_day", 100_000],
] as const;

function readCounts(view: LimitView, at: string): void {
  for (const [name, most] of mostCounts) {
    const count = view[name];
    if (count !== undefined && !(Number.isInteger(count) && count >= 1 && count <= most))
      refuse(
        `${at}.${name}`,
        `it is not a whole number from 1 to ${most}`,
        "Leave it out for no such bound.",
      );
  }
}
