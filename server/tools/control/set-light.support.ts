import type { Entity } from "../../home/home.ts";
import { has, numberOf, textsOf } from "../attributes.ts";
import type { Expected } from "../define.ts";
import { given } from "../fields.ts";
import { readColor, type Color } from "./colors.support.ts";
import { checkRange, chooseOption, refuseOrder, unclearWish, type Order } from "./orders.ts";

interface Asked {
  readonly on?: boolean | undefined;
  readonly brightness_pct?: number | undefined;
  readonly brightness_step_pct?: number | undefined;
  readonly color?: string | undefined;
  readonly color_temp_kelvin?: number | undefined;
  readonly effect?: string | undefined;
  readonly transition_s?: number | undefined;
}

export interface LightWish {
  readonly on: boolean;
  readonly brightness?: number;
  readonly step?: number;
  readonly color?: Color;
  readonly effect?: string;
  readonly transition?: number;
}

const featureEffect = 4;
const featureTransition = 32;
/** No lamp shows just the color that it was told; what is further off is another color. */
const colorSlack = 40;
const colorModes = new Set(["hs", "rgb", "rgbw", "rgbww", "xy"]);

/** What is wished of any light, if it makes sense at all.
 * @throws AppError invalid_input for nothing, and for what contradicts itself. */
export function readWish(asked: Asked): LightWish {
  const {
    brightness_pct: brightness,
    brightness_step_pct: step,
    color_temp_kelvin: kelvin,
  } = asked;
  const [said, effect] = [given(asked.color), given(asked.effect)];
  const looks = [brightness, step, said, kelvin, effect].filter((one) => one !== undefined);
  if (looks.length === 0 && asked.on === undefined)
    throw unclearWish("Nothing was said to be set.", "Say on, brightness_pct or color.");
  if (brightness !== undefined && step !== undefined)
    throw unclearWish("Brightness was given twice.", "Leave out brightness_pct or its step.");
  if (said !== undefined && kelvin !== undefined)
    throw unclearWish("Color was given twice.", "Leave out color or color_temp_kelvin.");
  const on = asked.on ?? brightness !== 0;
  if (!on && looks.some((one) => one !== 0))
    throw unclearWish("What is turned off has no look.", "Leave out on, or everything else.");
  if (asked.on === true && brightness === 0)
    throw unclearWish("A light at 0 % is off.", "Leave out on, or give another brightness_pct.");
  const color = said === undefined ? whiteOf(kelvin) : readColor(said);
  return {
    on,
    ...(on && brightness !== undefined ? { brightness } : {}),
    ...(step === undefined ? {} : { step }),
    ...(color === undefined ? {} : { color }),
    ...(effect === undefined ? {} : { effect }),
    ...(asked.transition_s === undefined ? {} : { transition: asked.transition_s }),
  };
}

const whiteOf = (kelvin: number | undefined): Color | undefined =>
  kelvin === undefined ? undefined : { said: `${kelvin} K`, kelvin };

/** The wish as this light can fulfil it.
 * @throws AppError invalid_input for what it cannot. */
export function orderLight(light: Entity, wish: LightWish): Order {
  const transition =
    wish.transition === undefined || !has(light, featureTransition)
      ? {}
      : { transition: wish.transition };
  const patience =
    "transition" in transition ? { withinMs: (transition.transition + 5) * 1_000 } : {};
  if (!wish.on)
    return {
      ...{ service: "light.turn_off", data: transition, words: ["Turn off"] },
      expect: { state: ["off"], ...patience },
    };
  const looks = [brightnessOf(light, wish), colorOf(light, wish), effectOf(light, wish)];
  const { data, shown, changes } = looks.reduce(together);
  // One step too many and a lamp is off.
  const isSureToBeOn = (wish.step ?? 0) >= 0;
  const said = looks.flatMap((look) => look.said ?? []);
  return {
    service: "light.turn_on",
    data: { ...data, ...transition },
    words: wordsFor(wish, said),
    expect: {
      ...(isSureToBeOn ? { state: ["on"] } : {}),
      ...(changes === true || !isSureToBeOn ? { changes: true } : {}),
      ...(Object.keys(shown).length === 0 ? {} : { attributes: shown }),
      ...patience,
    },
  };
}

/** One side of how a light looks: what to send, what it shows then, and how people say it. */
interface Look {
  readonly data: Readonly<Record<string, unknown>>;
  readonly shown: Readonly<Record<string, Expected>>;
  /** It shows something else than now, and every lamp puts that in numbers of its own. */
  readonly changes?: true;
  readonly said?: string;
}

const none: Look = { data: {}, shown: {} };

const together = (one: Look, other: Look): Look => ({
  data: { ...one.data, ...other.data },
  shown: { ...one.shown, ...other.shown },
  ...((one.changes ?? other.changes) === true ? { changes: true } : {}),
});

function brightnessOf(light: Entity, { brightness, step }: LightWish): Look {
  if (brightness === undefined && step === undefined) return none;
  if (!modesOf(light).some((mode) => mode !== "onoff" && mode !== "unknown"))
    throw refuseOrder(light, "has no brightness");
  if (brightness === undefined) {
    if (step !== undefined && step < 0 && light.state === "off")
      throw refuseOrder(light, "is off already");
    return { ...none, data: { brightness_step_pct: step } };
  }
  const near = Math.round((brightness * 255) / 100);
  return {
    data: { brightness_pct: brightness },
    // Lamps count in steps of their own: 100, 254, 255.
    shown: { brightness: { near, within: 3 } },
    said: `${brightness} %`,
  };
}

function colorOf(light: Entity, { color }: LightWish): Look {
  if (color === undefined) return none;
  const { rgb, kelvin, said } = color;
  const modes = modesOf(light);
  const hasColors = modes.some((mode) => colorModes.has(mode));
  if (rgb !== undefined && hasColors)
    return {
      ...{ data: { rgb_color: rgb }, shown: {}, said },
      ...(isLit(light, rgb) ? {} : { changes: true }),
    };
  if (kelvin === undefined) throw refuseOrder(light, "has no colors");
  if (modes.includes("color_temp")) {
    const [min, max] = ["min_color_temp_kelvin", "max_color_temp_kelvin"].map((key) =>
      numberOf(light, key),
    );
    checkRange(light, kelvin, { min, max, unit: "K" });
    // Many lamps count in mireds, of which one is up to 40 K.
    return {
      data: { color_temp_kelvin: kelvin },
      shown: { color_temp_kelvin: { near: kelvin, within: Math.max(50, kelvin * 0.03) } },
      said,
    };
  }
  if (hasColors) return { data: { color_temp_kelvin: kelvin }, shown: {}, said };
  throw refuseOrder(light, "has no color temperature");
}

/** Whether the light has about this color already, so that nothing need change. */
function isLit({ attributes }: Entity, rgb: readonly number[]): boolean {
  const now: unknown = attributes["rgb_color"];
  return (
    Array.isArray(now) && rgb.every((part, at) => Math.abs(part - Number(now[at])) <= colorSlack)
  );
}

function effectOf(light: Entity, { effect }: LightWish): Look {
  if (effect === undefined) return none;
  const effects = textsOf(light, "effect_list") ?? [];
  if (!has(light, featureEffect) || effects.length === 0)
    throw refuseOrder(light, "has no effects");
  const chosen = chooseOption(light, effect, effects);
  return { data: { effect: chosen }, shown: { effect: chosen }, said: `effect ${chosen}` };
}

const modesOf = (light: Entity): readonly string[] => textsOf(light, "supported_color_modes") ?? [];

function wordsFor({ step }: LightWish, said: readonly string[]): Order["words"] {
  if (said.length > 0) return ["Set", `to ${said.join(", ")}`];
  if (step === undefined) return ["Turn on"];
  return [step < 0 ? "Dim" : "Brighten", `by ${Math.abs(step)} %`];
}
