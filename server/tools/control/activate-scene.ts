import { z } from "zod";
import { defineAct } from "../define.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { findOne } from "./find-one.ts";

export const activateScene = defineAct({
  name: "activate_scene",
  title: "Activate a scene",
  description: "Activates a scene by its name, such as Movie night.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    scene: z.string().trim().min(1).max(255),
    transition_s: z.number().min(0).max(300).optional(),
  }),
  output: doneOutput,
  plan({ scene, transition_s }, { home }) {
    const { entity_id, name } = findOne(home, scene, "scene");
    return [
      {
        sentence: `Activate the scene ${name}`,
        service: "scene.turn_on",
        entity_ids: [entity_id],
        data: transition_s === undefined ? {} : { transition: transition_s },
        expect: { changes: true },
      },
    ];
  },
  report: reportDone,
});
