import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { orderValue, valueDomains } from "./set-value.support.ts";

export const setValue = defineAct({
  name: "set_value",
  title: "Set values",
  description:
    "Sets numbers, options, texts, dates and times, counters, switches among helpers, and timers: a duration starts one; start, pause, cancel, finish.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    value: z.string().max(1_000).describe("21.5, an option, 07:30, 2026-12-24, 5 min, on..."),
  }),
  output: doneOutput,
  plan({ targets, except, value }, { home }) {
    const wanted = "number, option, text, date, time, timer or counter";
    const found = findTargets(home, { targets, except, domains: valueDomains, wanted });
    const { time_zone } = home.config();
    return tellEach(home, found, (entity) => [orderValue(entity, value, time_zone)]);
  },
  report: reportDone,
});
