// What opens and closes, and takes its time.
import {
  attributeNumber,
  bounded,
  numberIn,
  words,
  type Change,
  type Domain,
  type Service,
} from "./define.ts";
import type { State } from "../core/model.ts";

const at = (position: number): Change => ({
  state: position > 0 ? "open" : "closed",
  attributes: { current_position: position, is_closed: position === 0 },
});

/** Opening or closing first; a cover that is there already stays as it is. */
function moveTo(state: State, position: number): Change {
  const from = attributeNumber(state, "current_position", state.state === "closed" ? 0 : 100);
  if (from === position) return at(position);
  return { state: position > from ? "opening" : "closing", then: at(position) };
}

const position = bounded(
  "Position",
  { min: 0, max: 100, unit_of_measurement: "%" },
  { required: true },
);

const coverService = (name: string, description: string, more: Partial<Service> = {}): Service => ({
  name,
  description,
  target: "cover",
  ...more,
});

export const cover: Domain = {
  open_cover: coverService("Open cover", "Opens a cover.", {
    effect: (state) => moveTo(state, 100),
  }),
  close_cover: coverService("Close cover", "Closes a cover.", {
    effect: (state) => moveTo(state, 0),
  }),
  stop_cover: coverService("Stop cover", "Stops a moving cover.", {
    effect: ({ state }) => (state === "opening" || state === "closing" ? at(50) : undefined),
  }),
  toggle: coverService("Toggle cover", "Opens a closed cover and closes an open one.", {
    effect: (state) => moveTo(state, state.state === "closed" ? 100 : 0),
  }),
  set_cover_position: coverService("Set cover position", "Moves a cover to a position.", {
    fields: { position },
    needs: 4,
    effect: (state, data) => moveTo(state, numberIn(data, "position") ?? 0),
  }),
};

interface Turn {
  readonly by: string;
  readonly state: string;
  readonly needs?: number;
}

const lockService = (name: string, { by, state, needs = 0 }: Turn): Service => ({
  name,
  description: `${name.replace(" lock", "s")} a lock.`,
  target: "lock",
  needs,
  fields: { code: words("Code") },
  effect: (old) => (old.state === state ? undefined : { state: by, then: { state } }),
});

export const lock: Domain = {
  lock: lockService("Lock lock", { by: "locking", state: "locked" }),
  unlock: lockService("Unlock lock", { by: "unlocking", state: "unlocked" }),
  open: lockService("Open lock", { by: "opening", state: "open", needs: 1 }),
};

const flow = (isOpen: boolean): Change => ({
  state: isOpen ? "opening" : "closing",
  then: { state: isOpen ? "open" : "closed", attributes: { is_closed: !isOpen } },
});

const valveService = (name: string, more: Partial<Service>): Service => ({
  name,
  description: `${name.replace(" valve", "s")} a valve.`,
  target: "valve",
  ...more,
});

export const valve: Domain = {
  open_valve: valveService("Open valve", { effect: () => flow(true) }),
  close_valve: valveService("Close valve", { effect: () => flow(false) }),
  stop_valve: valveService("Stop valve", { needs: 8, effect: () => undefined }),
  toggle: valveService("Toggle valve", { effect: ({ state }) => flow(state === "closed") }),
  set_valve_position: valveService("Set valve position", {
    fields: { position },
    needs: 4,
    effect: (state, data) => moveTo(state, numberIn(data, "position") ?? 0),
  }),
};
