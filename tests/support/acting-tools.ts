import { z } from "zod";
import { defineAct } from "../../server/tools/define.ts";
import { doneOutput, reportDone } from "../../server/tools/report-done.ts";

const action = z.strictObject({
  service: z.string(),
  entity_ids: z.array(z.string()).default([]),
  data: z.looseObject({}).default({}),
  /** The state that is expected. */
  state: z.string().optional(),
});
const input = z.strictObject({ actions: z.array(action) });
const words = { title: "Test", description: "For a test.", toolset: "control" };

/** Plans just what it is told, service by service, and reports it as every tool does. */
export const doThese = defineAct({
  ...{ name: "do_these", ...words, effect: "execute", input },
  output: doneOutput,
  plan: ({ actions }) =>
    actions.map(({ state, ...one }) => ({
      sentence: `Call ${one.service}`,
      ...one,
      ...(state === undefined ? {} : { expect: { state: [state], withinMs: 200 } }),
    })),
  report: reportDone,
});

/** The same, as something that may lose something. */
export const destroyThese = defineAct({
  ...{ name: "destroy_these", ...words, effect: "destroy", input },
  output: doneOutput,
  plan: ({ actions }) =>
    actions.map(({ service, entity_ids, data }) => ({
      ...{ sentence: `Call ${service}`, service, entity_ids, data },
    })),
  report: reportDone,
});

/** Cannot plan. */
export const failToPlan = defineAct({
  ...{ name: "fail_to_plan", ...words, effect: "execute", input: z.strictObject({}) },
  output: doneOutput,
  plan: () => {
    throw new TypeError("secret internals");
  },
  report: reportDone,
});

/** Turns the kitchen ceiling round, and cannot tell what came of it. */
export const failToReport = defineAct({
  ...{ name: "fail_to_report", ...words, effect: "execute", input: z.strictObject({}) },
  output: doneOutput,
  plan: () => [
    {
      ...{ sentence: "Turn it round", service: "light.toggle", data: {} },
      entity_ids: ["light.kitchen_ceiling"],
    },
  ],
  report: () => {
    throw new TypeError("secret internals");
  },
});

/** Turns the kitchen ceiling round, and has much to tell. */
export const tellMuch = defineAct({
  ...{ name: "tell_much", ...words, effect: "execute", input: z.strictObject({}) },
  output: z.object({ text: z.string() }),
  plan: () => [
    {
      ...{ sentence: "Turn it round", service: "light.toggle", data: {} },
      entity_ids: ["light.kitchen_ceiling"],
    },
  ],
  report: () => ({ text: "x".repeat(70_000) }),
});
