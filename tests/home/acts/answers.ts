import { z } from "zod";
import type { Answer } from "./entrance.ts";

const refusal = z.object({
  detail: z.object({
    code: z.string(),
    message: z.string(),
    candidates: z.array(z.string()).optional(),
  }),
});

/** What an act answers that was done. */
export const done = z.object({
  entities: z.array(z.object({ id: z.string(), state: z.string() })).default([]),
  unconfirmed: z.array(z.string()).optional(),
  left_out: z.array(z.string()).optional(),
});

/** @throws Error when it was done. */
export function refusalOf({ body, text }: Answer) {
  const read = refusal.safeParse(body);
  if (!read.success) throw new Error(`It came through: ${text}`);
  return read.data.detail;
}
