import { z } from "zod";

/** Arguments and answers that several tools share, so that they mean the same everywhere. */
export const fields = {
  entities: (max: number) =>
    z.array(z.string().trim().min(1).max(255)).min(1).max(max).describe("Entity ids or names"),
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
