import { z } from "zod";
import { defineAct, type DoneAction, type ReportContext } from "../define.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { checkFields } from "./service-fields.ts";
import { findOne } from "./find-one.ts";
import { leanResponse } from "./lean-response.ts";

export const runScript = defineAct({
  name: "run_script",
  title: "Run a script",
  description:
    "Runs a script by its name, such as Bedtime, with its own fields. Starts it and does not wait, unless told to.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    script: z.string().trim().min(1).max(255),
    fields: z.looseObject({}).default({}),
    wait: z.boolean().default(false).describe("Until it has finished; answers what it gives back"),
  }),
  output: doneOutput.extend({
    finished: z.boolean().optional(),
    response: z.looseObject({}).optional(),
  }),
  plan({ script, fields, wait }, { home }) {
    const { entity_id, name, script_key } = findOne(home, script, "script");
    const key = script_key ?? entity_id.slice("script.".length);
    const own = [...home.services()].find((one) => one.domain === "script" && one.service === key);
    if (own !== undefined) checkFields(own, fields);
    if (own === undefined || !wait)
      return [
        {
          sentence: `Start the script ${name}`,
          service: "script.turn_on",
          entity_ids: [entity_id],
          data: Object.keys(fields).length === 0 ? {} : { variables: fields },
          expect: { changes: true },
        },
      ];
    return [
      {
        sentence: `Run the script ${name}`,
        service: `script.${own.service}`,
        entity_ids: [],
        data: fields,
        ...(own.response === "none" ? {} : { wantsResponse: true }),
      },
    ];
  },
  report(context: ReportContext) {
    const [done] = context.done;
    return {
      ...reportDone(context),
      ...(done === undefined || done.failure !== undefined ? {} : { finished: hasFinished(done) }),
      ...leanResponse(done?.response),
    };
  },
});

/** Its own service answers at the end of it; a script that was started and is off has ended already. */
function hasFinished({ action, entities }: DoneAction): boolean {
  const isStarted = action.service === "script.turn_on";
  return (
    !isStarted || entities.every((one) => one.confirmed === true && one.after?.state === "off")
  );
}
