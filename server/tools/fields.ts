import { z } from "zod";

/** Arguments and answers that several tools share, so that they mean the same everywhere. */
export const fields = {
  entities: (max: number) =>
    z.array(z.string().min(1).max(255)).min(1).max(max).describe("Entity ids or names"),
  place: z.string().min(1).max(100),
  domain: z.string().min(1).max(100),
  limit: (fallback: number, max: number) => z.number().int().min(1).max(max).default(fallback),
  offset: z.number().int().min(0).max(100_000).default(0),
  /** Only while the home is away: what is shown is from then. */
  asOf: z.string().optional(),
};
