import { z } from "zod";
import { toClock } from "../clock-time.ts";
import { defineRead } from "../define.ts";
import { fields } from "../fields.ts";
import { isUsual } from "../places.ts";
import { freshness } from "../reading.ts";
import { countElsewhere, describeArea, describeNow, groupByArea } from "./home-overview.support.ts";

export const homeOverview = defineRead({
  name: "home_overview",
  title: "Home overview",
  description:
    "The whole home at a glance: floors, rooms and how much of what is in each, and what is on, open, unlocked, moving, low or unavailable now. Start here when nothing particular is asked.",
  toolset: "explore",
  input: z.strictObject({}),
  output: z.object({
    home: z.string(),
    time: z.string(),
    entities: z.number(),
    floors: z.array(
      z.object({
        name: z.string().optional(),
        areas: z.array(
          z.object({
            name: z.string(),
            temperature: z.string().optional(),
            has: z.record(z.string(), z.number()),
          }),
        ),
      }),
    ),
    elsewhere: z.record(z.string(), z.number()),
    now: z.array(z.object({ what: z.string(), count: z.number(), names: z.array(z.string()) })),
    as_of: fields.asOf,
  }),
  run(_args, { home }) {
    const { location_name, time_zone } = home.config();
    // What people set up once and devices say of themselves is not what a home is about.
    const entities = [...home.entities()].filter(isUsual);
    const byArea = groupByArea(entities);
    const areasOn = (floorId: string | undefined) =>
      home
        .areas()
        .filter(({ floor_id }) => floor_id === floorId)
        .map(({ area_id, name }) => describeArea(name, byArea.get(area_id) ?? [], time_zone));
    const onNoFloor = areasOn(undefined);
    return {
      home: location_name,
      time: toClock(Date.now(), time_zone),
      entities: entities.length,
      floors: [
        ...home.floors().map(({ floor_id, name }) => ({ name, areas: areasOn(floor_id) })),
        ...(onNoFloor.length === 0 ? [] : [{ areas: onNoFloor }]),
      ],
      elsewhere: countElsewhere(byArea.get(undefined) ?? []),
      now: describeNow(entities),
      ...freshness(home),
    };
  },
});
