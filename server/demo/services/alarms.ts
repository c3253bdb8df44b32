// What watches the house, and what makes noise.
import { Refusal } from "../core/refusal.ts";
import { bounded, textIn, words, type Domain, type Service, type ServiceData } from "./define.ts";
import { turnable } from "./on-and-off.ts";

/** The code of the demo home's alarm. */
const alarmCode = "1234";

function checkCode(data: ServiceData): void {
  if (textIn(data, "code") === alarmCode) return;
  throw new Refusal("service_validation_error", "Validation error: invalid_code", {
    translation_key: "invalid_code",
    translation_domain: "manual",
  });
}

const alarmService = (name: string, state: string): Service => ({
  name,
  description: `${name} the alarm.`,
  target: "alarm_control_panel",
  fields: { code: words("Code") },
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

const sirens = turnable("siren", "siren");

export const siren: Domain = {
  ...sirens,
  turn_on: {
    ...sirens.turn_on,
    fields: {
      tone: words("Tone"),
      volume_level: bounded("Volume", { min: 0, max: 1 }),
      duration: words("Duration"),
    },
  },
};
