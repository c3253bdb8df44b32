import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { nameThem } from "../sentence.ts";

const domains = ["button", "input_button"];

export const pressButton = defineAct({
  name: "press_button",
  title: "Press buttons",
  description: "Presses buttons of devices and of the home: restart, identify, doorbell, helpers.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({ targets: fields.targets, except: fields.except }),
  output: doneOutput,
  plan({ targets, except }, { home }) {
    const buttons = findTargets(home, { targets, except, domains, wanted: "button" });
    return domains.flatMap((domain) => {
      const pressed = buttons.filter((button) => button.domain === domain);
      if (pressed.length === 0) return [];
      return [
        {
          sentence: `Press ${nameThem(home, pressed)}`,
          service: `${domain}.press`,
          entity_ids: pressed.map(({ entity_id }) => entity_id),
          data: {},
          expect: { changes: true as const },
        },
      ];
    });
  },
  report: reportDone,
});
