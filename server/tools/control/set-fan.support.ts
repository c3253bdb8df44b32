import type { Entity } from "../../home/home.ts";
import { has, numberOf, textsOf } from "../attributes.ts";
import { given } from "../fields.ts";
import { chooseOption, refuseOrder, unclearWish, type Order } from "./orders.ts";
import { orderPower } from "./set-power.support.ts";

interface FanWish {
  readonly on?: boolean | undefined;
  readonly percentage?: number | undefined;
  readonly preset_mode?: string | undefined;
  readonly oscillate?: boolean | undefined;
  readonly direction?: "forward" | "reverse" | undefined;
}

const feature = { speed: 1, oscillate: 2, direction: 4, preset: 8 } as const;

/** @throws AppError invalid_input for nothing, and for what contradicts itself. */
export function refuseUnclearWish(wish: FanWish): void {
  const preset = given(wish.preset_mode);
  const { on, percentage, oscillate, direction } = wish;
  const moves = [percentage, preset, oscillate, direction].filter((one) => one !== undefined);
  if (moves.length === 0 && on === undefined)
    throw unclearWish(
      "Nothing was said to be set.",
      "Say on, percentage, preset_mode, oscillate or direction.",
    );
  if (percentage !== undefined && preset !== undefined)
    throw unclearWish("Speed was given twice.", "Leave out percentage or preset_mode.");
  if ((on === false && moves.some((one) => one !== 0)) || (on === true && percentage === 0))
    throw unclearWish("A fan cannot be off and run.", "Leave out on, or everything else.");
}

/** @throws AppError invalid_input for what this fan cannot. */
export function orderFan(fan: Entity, wish: FanWish): readonly (Order | undefined)[] {
  const { on, percentage, oscillate, direction } = wish;
  const preset = given(wish.preset_mode);
  if (on === false || percentage === 0) return [orderPower(fan, false)];
  const isSpeed = percentage !== undefined || preset !== undefined;
  return [
    on === true && !isSpeed ? orderPower(fan, true) : undefined,
    percentage === undefined ? undefined : speedOrder(fan, percentage),
    preset === undefined ? undefined : presetOrder(fan, preset),
    oscillate === undefined ? undefined : oscillation(fan, oscillate),
    direction === undefined ? undefined : turning(fan, direction),
  ];
}

function speedOrder(fan: Entity, percentage: number): Order {
  if (!has(fan, feature.speed)) throw refuseOrder(fan, "has no speeds");
  return {
    ...{ service: "fan.set_percentage", data: { percentage } },
    words: ["Set", `to ${percentage} %`],
    expect: {
      state: ["on"],
      // A fan of three speeds takes the next one.
      attributes: {
        percentage: { near: percentage, within: numberOf(fan, "percentage_step") ?? 1 },
      },
    },
  };
}

function presetOrder(fan: Entity, said: string): Order {
  if (!has(fan, feature.preset)) throw refuseOrder(fan, "has no presets");
  const preset_mode = chooseOption(fan, said, textsOf(fan, "preset_modes") ?? []);
  return {
    ...{ service: "fan.set_preset_mode", data: { preset_mode } },
    words: ["Set", `to ${preset_mode}`],
    expect: { state: ["on"], attributes: { preset_mode } },
  };
}

function oscillation(fan: Entity, oscillating: boolean): Order {
  if (!has(fan, feature.oscillate)) throw refuseOrder(fan, "does not oscillate");
  return {
    ...{ service: "fan.oscillate", data: { oscillating } },
    words: [oscillating ? "Start swinging" : "Stop swinging"],
    expect: { attributes: { oscillating } },
  };
}

function turning(fan: Entity, direction: string): Order {
  if (!has(fan, feature.direction)) throw refuseOrder(fan, "turns in one direction only");
  return {
    ...{ service: "fan.set_direction", data: { direction } },
    words: ["Turn", direction],
    expect: { attributes: { direction } },
  };
}
