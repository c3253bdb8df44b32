import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { refuseUnclearWish, orderCover } from "./set-cover.support.ts";

export const setCover = defineAct({
  name: "set_cover",
  title: "Open and close covers",
  description: "Open, close, stop or position blinds, shutters, garage doors, gates and valves.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    action: z.enum(["open", "close", "stop"]).optional(),
    position: z.number().int().min(0).max(100).optional().describe("0 closed, 100 open"),
    tilt: z.number().int().min(0).max(100).optional(),
  }),
  output: doneOutput,
  plan({ targets, except, ...wish }, { home }) {
    refuseUnclearWish(wish);
    const domains = ["cover", "valve"];
    const covers = findTargets(home, {
      ...{ targets, except, domains, wanted: "cover or valve" },
      // Who opens a whole room or house means its windows, and not its water.
      usual: ["cover"],
    });
    return tellEach(home, covers, (cover) => orderCover(cover, wish));
  },
  report: reportDone,
});
