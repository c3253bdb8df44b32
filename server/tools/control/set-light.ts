import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { orderLight, readWish } from "./set-light.support.ts";

export const setLight = defineAct({
  name: "set_light",
  title: "Set lights",
  description: "Turn lights on or off, or set their brightness, color or effect.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    on: z.boolean().optional(),
    brightness_pct: z.number().int().min(0).max(100).optional(),
    brightness_step_pct: z.number().int().min(-100).max(100).optional(),
    color: z.string().max(40).optional().describe("A color, 'warm white' or #rrggbb"),
    color_temp_kelvin: z.number().int().min(1000).max(12_000).optional(),
    effect: z.string().max(100).optional(),
    transition_s: z.number().min(0).max(300).optional(),
  }),
  output: doneOutput,
  plan({ targets, except, ...asked }, { home }) {
    const wish = readWish(asked);
    const lights = findTargets(home, { targets, except, domains: ["light"], wanted: "light" });
    return tellEach(home, lights, (light) => [orderLight(light, wish)]);
  },
  report: reportDone,
});
