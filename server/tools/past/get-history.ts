import { z } from "zod";
import { toClock } from "../clock-time.ts";
import { defineRead } from "../define.ts";
import { fields } from "../fields.ts";
import { findEntity } from "../find-entity.ts";
import { unitOf } from "../reading.ts";
import { pageOf, readPeriod, summarise } from "./get-history.support.ts";

export const getHistory = defineRead({
  name: "get_history",
  title: "Get history",
  description:
    "Tells how entities were over the last hours or days: first, last, lowest, highest and mean of numbers; how often and how long of states. With points, each change instead, newest first.",
  toolset: "past",
  input: z.strictObject({
    entities: fields.entities(10),
    hours: z.number().positive().max(744).optional().describe("Back from end or now; 24 if unsaid"),
    start: fields.words.describe("ISO time or date, in home time"),
    end: fields.words,
    points: z.boolean().default(false),
    limit: fields.limit(50, 500),
    offset: fields.offset,
  }),
  output: z.object({
    start: z.string(),
    end: z.string(),
    entities: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        unit: z.string().optional(),
        changes: z.number(),
        first: z.string().optional(),
        last: z.string().optional(),
        min: z.number().optional(),
        min_at: z.string().optional(),
        max: z.number().optional(),
        max_at: z.string().optional(),
        mean: z.number().optional(),
        states: z
          .array(
            z.object({
              state: z.string(),
              times: z.number(),
              minutes: z.number(),
              last_at: z.string(),
            }),
          )
          .optional(),
        points: z.array(z.object({ at: z.string(), state: z.string() })).optional(),
        has_more: z.boolean().optional(),
      }),
    ),
  }),
  async run({ entities: asked, hours, start, end, points, limit, offset }, { home }) {
    const timeZone = home.config().time_zone;
    const period = readPeriod({ hours, start, end }, Date.now(), timeZone);
    const found = [...new Set(asked.map((one) => findEntity(home, one)))];
    const history = await home.history({
      entity_ids: found.map(({ entity_id }) => entity_id),
      ...period,
    });
    return {
      start: toClock(period.start, timeZone),
      end: toClock(period.end, timeZone),
      entities: found.map((entity) => {
        const past = history.get(entity.entity_id) ?? [];
        const unit = unitOf(entity);
        return {
          id: entity.entity_id,
          name: entity.name,
          ...(unit === undefined ? {} : { unit }),
          ...(points
            ? pageOf(past, { limit, offset, timeZone })
            : summarise(past, period.end, timeZone)),
        };
      }),
    };
  },
});
