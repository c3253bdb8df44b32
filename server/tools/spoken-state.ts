import type { Entity } from "../home/home.ts";
import { lookUp } from "./look-up.ts";

/** How people say the "on" and "off" of a binary sensor, by its device class. */
const spokenStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  battery: { on: "low", off: "normal" },
  carbon_monoxide: { on: "detected", off: "clear" },
  connectivity: { on: "connected", off: "disconnected" },
  door: { on: "open", off: "closed" },
  garage_door: { on: "open", off: "closed" },
  gas: { on: "detected", off: "clear" },
  lock: { on: "unlocked", off: "locked" },
  moisture: { on: "wet", off: "dry" },
  motion: { on: "detected", off: "clear" },
  occupancy: { on: "detected", off: "clear" },
  opening: { on: "open", off: "closed" },
  presence: { on: "home", off: "away" },
  problem: { on: "problem", off: "ok" },
  smoke: { on: "detected", off: "clear" },
  window: { on: "open", off: "closed" },
};
const spokenWords = new Set(Object.values(spokenStates).flatMap((words) => Object.values(words)));

export const isSpoken = (state: string): boolean => spokenWords.has(state);

/** What a binary sensor's state is called by people: "open" for a window that is "on". */
export const spokenState = ({ domain, device_class = "", state }: Entity): string | undefined =>
  domain === "binary_sensor" ? lookUp(lookUp(spokenStates, device_class) ?? {}, state) : undefined;
