import { z } from "zod";

const phrase = z.string().trim().min(1).max(255);

/** Arguments and answers that several tools share, so that they mean the same everywhere. */
export const fields = {
  entities: (max: number) => z.array(phrase).min(1).max(max).describe("Entity ids or names"),
  /** What an act is done to: see find-targets.ts. */
  targets: z
    .array(phrase)
    .min(1)
    .max(100)
    .describe("Names, places or ids: 'kitchen lights', 'upstairs', 'all'"),
  except: z.array(phrase).max(100).optional(),
  /** Optional words; weak clients send an empty text for what they leave out. */
  words: z.string().max(200).optional(),
  limit: (fallback: number, max: number) => z.number().int().min(1).max(max).default(fallback),
  offset: z.number().int().min(0).default(0),
  /** Only while the home is away: what is shown is from then. */
  asOf: z.string().optional(),
};

/** A text that says something. */
export const given = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === "" ? undefined : text.trim();
