import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { kindsThatTake, orderClimate, refuseUnclearWish } from "./set-climate.support.ts";

const mode = z.string().trim().min(1).max(100).optional();
const temperature = z.number().optional();

export const setClimate = defineAct({
  name: "set_climate",
  title: "Set heating and cooling",
  description:
    "Sets thermostats, air conditioners, water heaters and humidifiers: target temperature or range, mode (heat, cool, off, on...), preset, fan, humidity.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    temperature,
    target_temp_low: temperature,
    target_temp_high: temperature,
    hvac_mode: mode,
    preset_mode: mode,
    fan_mode: mode,
    humidity: z.number().min(0).max(100).optional(),
  }),
  output: doneOutput,
  plan({ targets, except, ...wish }, { home }) {
    refuseUnclearWish(wish);
    const found = findTargets(home, { targets, except, ...kindsThatTake(wish) });
    return tellEach(home, found, (entity) => orderClimate(entity, wish));
  },
  report: reportDone,
});
