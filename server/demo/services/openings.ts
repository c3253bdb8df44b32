// What opens and closes, and who may come in.
import { Refusal } from "../core/refusal.ts";
import {
  number,
  numberIn,
  textIn,
  words,
  type Change,
  type Domain,
  type Service,
  type ServiceData,
} from "./define.ts";

const openTo = (position: number): Change => ({
  state: position > 0 ? "open" : "closed",
  attributes: { current_position: position, is_closed: position === 0 },
});

const coverService = (name: string, description: string, more: Partial<Service> = {}): Service => ({
  name,
  description,
  target: "cover",
  ...more,
});

export const cover: Domain = {
  open_cover: coverService("Open cover", "Opens a cover.", { effect: () => openTo(100) }),
  close_cover: coverService("Close cover", "Closes a cover.", { effect: () => openTo(0) }),
  stop_cover: coverService("Stop cover", "Stops a moving cover.", { effect: () => undefined }),
  toggle: coverService("Toggle cover", "Opens a closed cover and closes an open one.", {
    effect: ({ state }) => openTo(state === "closed" ? 100 : 0),
  }),
  set_cover_position: coverService("Set cover position", "Moves a cover to a position.", {
    fields: {
      position: number(
        "Position",
        { min: 0, max: 100, unit_of_measurement: "%" },
        { required: true },
      ),
    },
    effect: (_, data) => openTo(numberIn(data, "position") ?? 0),
  }),
};

const code = { code: words("Code") };

const lockService = (name: string, state: string): Service => ({
  name,
  description: `${name.replace(" lock", "s")} a lock.`,
  target: "lock",
  fields: code,
  effect: () => ({ state }),
});

export const lock: Domain = {
  lock: lockService("Lock lock", "locked"),
  unlock: lockService("Unlock lock", "unlocked"),
  open: lockService("Open lock", "open"),
};

const flow = (isOpen: boolean): Change => ({
  state: isOpen ? "open" : "closed",
  attributes: { is_closed: !isOpen },
});

const valveService = (name: string, isOpen: boolean): Service => ({
  name,
  description: `${name.replace(" valve", "s")} a valve.`,
  target: "valve",
  effect: () => flow(isOpen),
});

export const valve: Domain = {
  open_valve: valveService("Open valve", true),
  close_valve: valveService("Close valve", false),
};

/** The code of the demo home's alarm. */
const alarmCode = "1234";

function checkCode(data: ServiceData): void {
  if (textIn(data, "code") === alarmCode) return;
  throw new Refusal("service_validation_error", "Validation error: Invalid alarm code provided", {
    translation_key: "invalid_code",
    translation_domain: "alarm_control_panel",
  });
}

const alarmService = (name: string, state: string): Service => ({
  name,
  description: `${name} the alarm.`,
  target: "alarm_control_panel",
  fields: code,
  effect(_, data) {
    checkCode(data);
    return { state };
  },
});

export const alarm: Domain = {
  alarm_disarm: alarmService("Disarm", "disarmed"),
  alarm_arm_home: alarmService("Arm home", "armed_home"),
  alarm_arm_away: alarmService("Arm away", "armed_away"),
  alarm_arm_night: alarmService("Arm night", "armed_night"),
  alarm_trigger: alarmService("Trigger", "triggered"),
};
