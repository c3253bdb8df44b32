import type { Entity } from "../../home/home.ts";
import { has, numberOf, textsOf } from "../attributes.ts";
import type { AskedTargets } from "../find-targets.ts";
import { checkRange, chooseOption, refuseOrder, unclearWish, type Order } from "./orders.ts";

export interface ClimateWish {
  readonly temperature?: number | undefined;
  readonly target_temp_low?: number | undefined;
  readonly target_temp_high?: number | undefined;
  readonly hvac_mode?: string | undefined;
  readonly preset_mode?: string | undefined;
  readonly fan_mode?: string | undefined;
  readonly humidity?: number | undefined;
}

/** Bits of `supported_features`. */
const climateCan = { temperature: 1, range: 2, humidity: 4, turnOn: 256 };
const waterHeaterCan = { temperature: 1, onAndOff: 8 };

/** Of a mode that is merely "on": what most people mean first. */
const usualModes = ["heat_cool", "heat", "auto", "cool"];

const takes: Readonly<Record<string, readonly (keyof ClimateWish)[]>> = {
  climate: [
    ...(["temperature", "target_temp_low", "target_temp_high"] as const),
    ...(["hvac_mode", "preset_mode", "fan_mode", "humidity"] as const),
  ],
  water_heater: ["temperature", "hvac_mode"],
  humidifier: ["hvac_mode", "preset_mode", "humidity"],
};

/** @throws AppError invalid_input for a wish that says nothing, or two things at once. */
export function refuseUnclearWish(wish: ClimateWish): void {
  const { temperature, target_temp_low, target_temp_high } = wish;
  if (wished(wish).length === 0)
    throw unclearWish(
      "Nothing is asked for.",
      "Give at least one of temperature, hvac_mode, humidity.",
    );
  if (temperature !== undefined && (target_temp_low ?? target_temp_high) !== undefined)
    throw unclearWish("One temperature and a range exclude each other.", "Give one of the two.");
}

const wished = (wish: ClimateWish) =>
  takes["climate"]?.filter((key) => wish[key] !== undefined) ?? [];

/** What can be told all that is wished; a room alone means its thermostats, unless only for humidity. */
export function kindsThatTake(
  wish: ClimateWish,
): Pick<AskedTargets, "domains" | "usual" | "wanted"> {
  const asked = wished(wish);
  const domains = Object.keys(takes).filter((kind) =>
    asked.every((key) => takes[kind]?.includes(key)),
  );
  const isHumidity = asked.every((key) => key === "humidity");
  return {
    domains,
    usual: isHumidity ? domains : ["climate"],
    wanted: isHumidity ? "humidifier" : "thermostat",
  };
}

/** What the entity is told, step by step. @throws AppError invalid_input with what it takes. */
export function orderClimate(entity: Entity, wish: ClimateWish): readonly (Order | undefined)[] {
  switch (entity.domain) {
    case "water_heater":
      return [heatWater(entity, wish.hvac_mode), setTemperature(entity, wish)];
    case "humidifier":
      return [
        turn(entity, wish.hvac_mode),
        setOption(entity, wish.preset_mode, "mode", "available_modes"),
        setHumidity(entity, wish.humidity),
      ];
    default:
      return [
        setHvacMode(entity, wish.hvac_mode),
        setOption(entity, wish.preset_mode, "preset_mode", "preset_modes"),
        setOption(entity, wish.fan_mode, "fan_mode", "fan_modes"),
        setTemperature(entity, wish),
        setHumidity(entity, wish.humidity),
      ];
  }
}

function setHvacMode(entity: Entity, said: string | undefined): Order | undefined {
  if (said === undefined) return undefined;
  const modes = textsOf(entity, "hvac_modes") ?? [];
  const word = said.toLowerCase();
  const running = modes.filter((mode) => mode !== "off");
  if (word === "off" && !modes.includes("off")) return turn(entity, "off");
  if (word === "on" && has(entity, climateCan.turnOn))
    return {
      service: "climate.turn_on",
      data: {},
      words: ["Turn on"],
      expect: { state: running },
    };
  const usual = usualModes.find((mode) => modes.includes(mode)) ?? "on";
  const mode = chooseOption(entity, word === "on" ? usual : said, modes);
  return {
    service: "climate.set_hvac_mode",
    data: { hvac_mode: mode },
    words: ["Set", `to ${mode}`],
    expect: { state: [mode] },
  };
}

function heatWater(entity: Entity, said: string | undefined): Order | undefined {
  if (said === undefined) return undefined;
  const isSwitch = /^(on|off)$/i.test(said);
  if (isSwitch && has(entity, waterHeaterCan.onAndOff)) return turn(entity, said);
  const operation_mode = chooseOption(entity, said, textsOf(entity, "operation_list") ?? []);
  return {
    service: "water_heater.set_operation_mode",
    data: { operation_mode },
    words: ["Set", `to ${operation_mode}`],
    expect: { state: [operation_mode] },
  };
}

function turn(entity: Entity, said: string | undefined): Order | undefined {
  if (said === undefined) return undefined;
  const word = chooseOption(entity, said.toLowerCase(), ["on", "off"]);
  return {
    service: `${entity.domain}.turn_${word}`,
    data: {},
    words: [`Turn ${word}`],
    // A water heater that is on shows how it heats.
    ...(word === "on" && entity.domain === "water_heater" ? {} : { expect: { state: [word] } }),
  };
}

function setOption(
  entity: Entity,
  said: string | undefined,
  key: "mode" | "preset_mode" | "fan_mode",
  list: string,
): Order | undefined {
  if (said === undefined) return undefined;
  const option = chooseOption(entity, said, textsOf(entity, list) ?? []);
  return {
    service: `${entity.domain}.set_${key}`,
    data: { [key]: option },
    words: [`Set ${key === "fan_mode" ? "the fan" : "the preset"} of`, `to ${option}`],
    expect: { attributes: { [key]: option } },
  };
}

function setTemperature(entity: Entity, wish: ClimateWish): Order | undefined {
  const low = wish.target_temp_low ?? numberOf(entity, "target_temp_low");
  const high = wish.target_temp_high ?? numberOf(entity, "target_temp_high");
  if ((wish.target_temp_low ?? wish.target_temp_high) !== undefined)
    return setRange(entity, low, high);
  const { temperature } = wish;
  if (temperature === undefined) return undefined;
  const bit = entity.domain === "climate" ? climateCan.temperature : waterHeaterCan.temperature;
  if (!has(entity, bit))
    throw refuseOrder(
      entity,
      has(entity, climateCan.range)
        ? "takes a range: target_temp_low and target_temp_high"
        : "has no target temperature",
    );
  return warm(entity, { temperature }, `${temperature}`);
}

function setRange(entity: Entity, low: number | undefined, high: number | undefined): Order {
  if (!has(entity, climateCan.range))
    throw refuseOrder(entity, "takes one temperature, and no range");
  if (low === undefined || high === undefined)
    throw refuseOrder(entity, "takes both, target_temp_low and target_temp_high");
  if (low > high) throw refuseOrder(entity, "takes a target_temp_low below target_temp_high");
  return warm(entity, { target_temp_low: low, target_temp_high: high }, `${low} to ${high}`);
}

function warm(entity: Entity, data: Readonly<Record<string, number>>, said: string): Order {
  const unit = entity.attributes["temperature_unit"];
  const [min, max] = [numberOf(entity, "min_temp"), numberOf(entity, "max_temp")];
  const withUnit = typeof unit === "string" ? { unit } : {};
  for (const value of Object.values(data)) checkRange(entity, value, { min, max, ...withUnit });
  // Thermostats round to their own step.
  const within = (numberOf(entity, "target_temp_step") ?? 0.5) / 2;
  const expected = Object.entries(data).map(([key, near]) => [key, { near, within }] as const);
  return {
    service: `${entity.domain}.set_temperature`,
    data,
    words: ["Set", `to ${said}${typeof unit === "string" ? ` ${unit}` : ""}`],
    expect: { attributes: Object.fromEntries(expected) },
  };
}

function setHumidity(entity: Entity, humidity: number | undefined): Order | undefined {
  if (humidity === undefined) return undefined;
  if (entity.domain === "climate" && !has(entity, climateCan.humidity))
    throw refuseOrder(entity, "has no target humidity");
  const [min, max] = [numberOf(entity, "min_humidity"), numberOf(entity, "max_humidity")];
  checkRange(entity, humidity, { min, max, unit: "%" });
  const within = (numberOf(entity, "target_humidity_step") ?? 1) / 2;
  return {
    service: `${entity.domain}.set_humidity`,
    data: { humidity },
    words: ["Set the humidity of", `to ${humidity} %`],
    expect: { attributes: { humidity: { near: humidity, within } } },
  };
}
