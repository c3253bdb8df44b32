import { z } from "zod";
import { defineRead } from "../define.ts";
import { fields, given } from "../fields.ts";
import { findServices, listByDomain, toDetails, toSummary } from "./list-services.support.ts";

export const listServices = defineRead({
  name: "list_services",
  title: "List services",
  description:
    "Lists what the home can be told to do (its services, also called actions). Without arguments the names by domain; with a domain the fields of each; with a service what each field accepts.",
  toolset: "explore",
  input: z.strictObject({
    domain: fields.words.describe("light, climate..."),
    service: fields.words.describe("light.turn_on"),
  }),
  output: z.object({
    domains: z.record(z.string(), z.array(z.string())).optional(),
    services: z
      .array(
        z.object({
          service: z.string(),
          description: z.string().optional(),
          fields: z.array(z.string()),
          required: z.array(z.string()).optional(),
          accepts: z.record(z.string(), z.string()).optional(),
          target: z.boolean(),
          response: z.string().optional(),
        }),
      )
      .optional(),
  }),
  run(asked, { home }) {
    const domain = given(asked.domain);
    const service = given(asked.service);
    const all = [...home.services()];
    if (service !== undefined)
      return { services: findServices(all, domain, service).map(toDetails) };
    if (domain !== undefined) return { services: findServices(all, domain).map(toSummary) };
    return { domains: listByDomain(all) };
  },
});
