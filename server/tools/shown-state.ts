import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";
import { numberOf } from "./attributes.ts";
import { lookUp } from "./look-up.ts";
import { readState } from "./reading.ts";

type Beside = (entity: Entity, home: Pick<GuardedHome, "config">) => string | undefined;

/** What people look at beside the state, by domain. */
const beside: Readonly<Record<string, Beside>> = {
  climate: temperatureOf,
  cover: positionOf,
  fan: (fan) => percent(fan, "percentage", 1),
  humidifier: (humidifier) => percent(humidifier, "humidity", 1),
  light: (light) => percent(light, "brightness", 100 / 255),
  media_player(player) {
    const volume = percent(player, "volume_level", 100);
    return volume === undefined ? undefined : `volume ${volume}`;
  },
  valve: positionOf,
  water_heater: temperatureOf,
};

/** A state with what people look at beside it: "on, 40 %", "open, 60 %", "heat, 21 °C". */
export function showState(entity: Entity, home: Pick<GuardedHome, "config">): string {
  const state = readState(entity, home.config().time_zone);
  const isIdle = state === "off" || state === "unavailable" || state === "unknown";
  const more = isIdle ? undefined : lookUp(beside, entity.domain)?.(entity, home);
  return more === undefined ? state : `${state}, ${more}`;
}

/** Ends need no number: they are open or closed. */
function positionOf(cover: Entity): string | undefined {
  const position = numberOf(cover, "current_position");
  return position === undefined || position === 0 || position === 100
    ? undefined
    : `${Math.round(position)} %`;
}

function temperatureOf(heating: Entity, home: Pick<GuardedHome, "config">): string | undefined {
  const unit = home.config().unit_system["temperature"] ?? "°";
  const [target, low, high] = ["temperature", "target_temp_low", "target_temp_high"].map((key) =>
    numberOf(heating, key),
  );
  if (target !== undefined) return `${target} ${unit}`;
  return low === undefined || high === undefined ? undefined : `${low} to ${high} ${unit}`;
}

function percent(entity: Entity, key: string, factor: number): string | undefined {
  const value = numberOf(entity, key);
  return value === undefined ? undefined : `${Math.round(value * factor)} %`;
}
