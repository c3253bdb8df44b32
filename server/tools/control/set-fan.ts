import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { refuseUnclearWish, orderFan } from "./set-fan.support.ts";

export const setFan = defineAct({
  name: "set_fan",
  title: "Set fans",
  description: "Turn fans on or off, or set their speed, preset, oscillation or direction.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    on: z.boolean().optional(),
    percentage: z.number().int().min(0).max(100).optional(),
    preset_mode: z.string().max(100).optional(),
    oscillate: z.boolean().optional(),
    direction: z.enum(["forward", "reverse"]).optional(),
  }),
  output: doneOutput,
  plan({ targets, except, ...wish }, { home }) {
    refuseUnclearWish(wish);
    const fans = findTargets(home, { targets, except, domains: ["fan"], wanted: "fan" });
    return tellEach(home, fans, (fan) => orderFan(fan, wish));
  },
  report: reportDone,
});
