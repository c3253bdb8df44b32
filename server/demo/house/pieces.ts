// Entities with the attributes Home Assistant gives their domains.
import type { Attributes } from "../core/model.ts";
import type { Piece } from "./furniture.ts";

type More = Omit<Piece, "id" | "name" | "state" | "attributes">;
type Name = string | null;

/** 0 is off; a number from 1 to 255 is how bright it is. */
export const light = (id: string, name: Name, brightness: number, more: More = {}): Piece => ({
  id: `light.${id}`,
  name,
  state: brightness > 0 ? "on" : "off",
  attributes: {
    supported_color_modes: ["brightness"],
    color_mode: brightness > 0 ? "brightness" : null,
    brightness: brightness > 0 ? brightness : null,
    supported_features: 40,
  },
  ...more,
});

export const colorLight = (id: string, name: Name, brightness: number, more: More = {}): Piece => ({
  id: `light.${id}`,
  name,
  state: brightness > 0 ? "on" : "off",
  attributes: {
    min_color_temp_kelvin: 2000,
    max_color_temp_kelvin: 6535,
    supported_color_modes: ["color_temp", "xy"],
    color_mode: brightness > 0 ? "color_temp" : null,
    brightness: brightness > 0 ? brightness : null,
    color_temp_kelvin: brightness > 0 ? 2700 : null,
    supported_features: 44,
  },
  ...more,
});

export const outlet = (id: string, name: Name, isOn: boolean, more: More = {}): Piece => ({
  id: `switch.${id}`,
  name,
  state: isOn ? "on" : "off",
  attributes: { device_class: "outlet" },
  ...more,
});

export const toggle = (id: string, name: Name, isOn: boolean, more: More = {}): Piece => ({
  id: `switch.${id}`,
  name,
  state: isOn ? "on" : "off",
  ...more,
});

export const contact = (
  id: string,
  name: Name,
  device_class: string,
  isOn: boolean,
  more: More = {},
): Piece => ({
  id: `binary_sensor.${id}`,
  name,
  state: isOn ? "on" : "off",
  attributes: { device_class },
  ...more,
});

const units: Readonly<Record<string, string>> = {
  battery: "%",
  carbon_dioxide: "ppm",
  energy: "kWh",
  humidity: "%",
  illuminance: "lx",
  power: "W",
  temperature: "°C",
};

export const sensor = (
  id: string,
  name: Name,
  device_class: string,
  value: number,
  more: More = {},
): Piece => ({
  id: `sensor.${id}`,
  name,
  state: String(value),
  attributes: {
    state_class: device_class === "energy" ? "total_increasing" : "measurement",
    unit_of_measurement: units[device_class],
    device_class,
  },
  ...(device_class === "battery" ? { category: "diagnostic" as const } : {}),
  ...more,
});

/** Position 0 is closed, 100 open. */
export const cover = (
  id: string,
  name: Name,
  device_class: string,
  position: number,
  more: More = {},
): Piece => ({
  id: `cover.${id}`,
  name,
  state: position > 0 ? "open" : "closed",
  attributes: {
    current_position: position,
    is_closed: position === 0,
    device_class,
    supported_features: 15,
  },
  ...more,
});

export const lock = (id: string, name: Name, isLocked: boolean, more: More = {}): Piece => ({
  id: `lock.${id}`,
  name,
  state: isLocked ? "locked" : "unlocked",
  attributes: { supported_features: 0 },
  ...more,
});

export const thermostat = (
  id: string,
  name: Name,
  { current, target, mode }: { current: number; target: number; mode: "heat" | "auto" | "off" },
  more: More = {},
): Piece => ({
  id: `climate.${id}`,
  name,
  state: mode,
  attributes: {
    hvac_modes: ["off", "heat", "auto"],
    min_temp: 7,
    max_temp: 30,
    target_temp_step: 0.5,
    temperature_unit: "°C",
    preset_modes: ["none", "eco", "comfort", "away"],
    current_temperature: current,
    temperature: mode === "off" ? null : target,
    hvac_action: mode === "off" ? "off" : current < target ? "heating" : "idle",
    preset_mode: "none",
    supported_features: 401,
  },
  ...more,
});

export const player = (
  id: string,
  name: Name,
  state: "playing" | "paused" | "idle" | "off",
  playing: Attributes = {},
  more: More = {},
): Piece => ({
  id: `media_player.${id}`,
  name,
  state,
  attributes: {
    source_list: ["Radio", "Spotify", "TV"],
    ...(state === "off"
      ? {}
      : { volume_level: 0.35, is_volume_muted: false, source: "Radio", ...playing }),
    device_class: "speaker",
    supported_features: 152_511,
  },
  ...more,
});

/** A player that can be joined with others. */
export function speaker(...about: Parameters<typeof player>): Piece {
  const { attributes, ...piece } = player(...about);
  return {
    ...piece,
    attributes: { group_members: [], ...attributes, supported_features: 676_799 },
  };
}

export const fan = (id: string, name: Name, percentage: number, more: More = {}): Piece => ({
  id: `fan.${id}`,
  name,
  state: percentage > 0 ? "on" : "off",
  attributes: {
    percentage: percentage > 0 ? percentage : null,
    percentage_step: 25,
    preset_mode: null,
    preset_modes: ["auto", "sleep"],
    supported_features: 57,
  },
  ...more,
});

/** Its access token is in its state, as in a real home: whoever reads it sees the picture. */
export const camera = (id: string, name: Name, access_token: string, more: More = {}): Piece => ({
  id: `camera.${id}`,
  name,
  state: "idle",
  attributes: {
    access_token,
    entity_picture: `/api/camera_proxy/camera.${id}?token=${access_token}`,
    supported_features: 2,
  },
  ...more,
});

export const thing = (
  id: string,
  name: Name,
  state: string,
  attributes: Attributes = {},
  more: More = {},
): Piece => ({ id, name, state, attributes, ...more });
