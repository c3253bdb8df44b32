import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { orderPower, switchable, usuallySwitched } from "./set-power.support.ts";

export const setPower = defineAct({
  name: "set_power",
  title: "Turn things on or off",
  description:
    "Turn lights, plugs, fans, players and anything else on or off, one thing or whole rooms. Not for covers and locks.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({ targets: fields.targets, except: fields.except, on: z.boolean() }),
  output: doneOutput,
  plan({ targets, except, on }, { home }) {
    const found = findTargets(home, {
      ...{ targets, except },
      domains: switchable(home),
      usual: usuallySwitched,
      wanted: "switchable thing",
    });
    return tellEach(home, found, (entity) => [orderPower(entity, on)]);
  },
  report: reportDone,
});
