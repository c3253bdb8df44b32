import { z } from "zod";
import { normaliseTarget } from "../../normalise-target.ts";
import { defineAct, type ReportContext } from "../define.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { serviceName } from "../service-name.ts";
import {
  findService,
  reachTargets,
  refuseTemplates,
  sayCall,
  wantsResponse,
} from "./call-service.support.ts";
import { leanResponse } from "./lean-response.ts";
import { checkFields } from "./service-fields.ts";

export const callService = defineAct({
  name: "call_service",
  title: "Call a service",
  description:
    "Calls any service of Home Assistant (list_services shows them) on ids. For lights, covers, climate, media, scenes, scripts and values the tools made for them are better: they take names and check what is asked.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    service: z.string().trim().min(1).max(255).describe("light.turn_on"),
    target: z
      .looseObject({})
      .optional()
      .describe("Lists: entity_id, device_id, area_id, floor_id, label_id; exclude with the same"),
    data: z.looseObject({}).optional(),
    return_response: z.boolean().default(false),
  }),
  output: doneOutput.extend({ response: z.looseObject({}).optional() }),
  plan({ service: asked, target, data: given, return_response }, { home }) {
    const service = findService([...home.services()], asked);
    const call = normaliseTarget({ target, data: given }, service);
    refuseTemplates(call.data);
    checkFields(service, call.data);
    const wants = wantsResponse(service, return_response);
    const entities = reachTargets(home, service, call.target);
    return [
      {
        sentence: sayCall(home, service, entities, call.data),
        service: serviceName(service),
        entity_ids: entities.map(({ entity_id }) => entity_id),
        data: call.data,
        ...(wants ? { wantsResponse: true } : {}),
      },
    ];
  },
  report(context: ReportContext) {
    return { ...reportDone(context), ...leanResponse(context.done[0]?.response) };
  },
});
