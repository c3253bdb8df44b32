import { z } from "zod";
import { defineRead } from "../define.ts";

export const whoami = defineRead({
  name: "whoami",
  title: "Who am I",
  description: "Tells who you act for, through which token, and which tools you may use.",
  toolset: "vestibule",
  input: z.strictObject({}),
  output: z.object({
    user: z.string(),
    name: z.string(),
    role: z.string(),
    door: z.string(),
    token: z
      .object({
        name: z.string(),
        rights: z.string(),
        attended: z.boolean(),
        expires: z.string().optional(),
      })
      .optional(),
    scope: z.string(),
    tools: z.array(z.string()),
    calls_per_minute: z.number(),
  }),
  run: (_args, { caller }) => ({ ...caller, tools: [...caller.tools] }),
});
