import type { GuardedHome } from "../../gateway/guarded-home.ts";
import type { Entity } from "../../home/home.ts";
import { has, textsOf } from "../attributes.ts";
import type { Expectation } from "../define.ts";
import { lookUp } from "../look-up.ts";
import { refuseOrder, type Order } from "./orders.ts";

/** What a place or "everything" means: no holiday mode, no automation, no heating. */
export const usuallySwitched: readonly string[] = ["light", "switch", "fan", "media_player"];

/** They run or stand for others, and have tools of their own. */
const notSwitched = new Set(["group", "homeassistant", "scene", "script"]);

/** Domains whose own services turn on and off. */
export function switchable(home: GuardedHome): readonly string[] {
  const known = new Set<string>();
  for (const { domain, service } of home.services())
    if (service === "turn_on" || service === "turn_off") known.add(`${domain}.${service}`);
  return [...known]
    .flatMap((one) => (one.endsWith(".turn_on") ? [one.slice(0, -".turn_on".length)] : []))
    .filter((domain) => known.has(`${domain}.turn_off`) && !notSwitched.has(domain));
}

/** Features without which a domain's entities cannot be turned on, and off. */
const features: Readonly<Record<string, { readonly on: number; readonly off: number }>> = {
  camera: { on: 1, off: 1 },
  climate: { on: 256, off: 128 },
  fan: { on: 32, off: 16 },
  media_player: { on: 128, off: 256 },
  siren: { on: 1, off: 2 },
  water_heater: { on: 8, off: 8 },
};

/** @throws AppError invalid_input for what has no such switch. */
export function orderPower(entity: Entity, on: boolean): Order {
  const { domain } = entity;
  const word = on ? "on" : "off";
  const needed = lookUp(features, domain)?.[word];
  if (needed !== undefined && !has(entity, needed))
    throw refuseOrder(entity, `cannot be turned ${word}`);
  const expect = showing(entity, on);
  return {
    service: `${domain}.turn_${word}`,
    data: {},
    words: [`Turn ${word}`],
    ...(expect === undefined ? {} : { expect }),
  };
}

const plainlyOnOrOff = new Set([
  ...["automation", "fan", "humidifier", "input_boolean"],
  ...["light", "remote", "siren", "switch"],
]);
const playerOn = ["on", "idle", "playing", "paused", "buffering"];

function showing(entity: Entity, on: boolean): Expectation | undefined {
  const { domain } = entity;
  if (plainlyOnOrOff.has(domain)) return { state: [on ? "on" : "off"] };
  if (domain === "media_player") return { state: on ? playerOn : ["off", "standby"] };
  const modes = textsOf(entity, domain === "climate" ? "hvac_modes" : "operation_list");
  if (modes === undefined) return undefined;
  return { state: on ? modes.filter((mode) => mode !== "off") : ["off"] };
}
