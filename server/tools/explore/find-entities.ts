import { z } from "zod";
import { defineRead } from "../define.ts";
import { fields } from "../fields.ts";
import { findPlace } from "../find-place.ts";
import { freshness, nameAndId } from "../reading.ts";
import { refuseUnknownDomains, searchHome, toRow } from "./find-entities.support.ts";

export const findEntities = defineRead({
  name: "find_entities",
  title: "Find entities",
  description:
    "Finds and counts devices, sensors and everything else in the home with their states now: by words, kind, place or state. Answers which lights are on, what is open upstairs, the coldest room.",
  toolset: "explore",
  input: z.strictObject({
    text: z.string().min(1).max(200).optional().describe("Words of its name, place or kind"),
    domain: fields.domain.optional().describe("light, sensor, cover...; several with commas"),
    area: fields.place.optional().describe("Room, by name or id"),
    floor: fields.place.optional().describe("Floor, by name or id"),
    state: z.string().min(1).max(255).optional().describe("on, open, unavailable..."),
    device_class: z.string().min(1).max(100).optional().describe("temperature, window, motion..."),
    order: z.enum(["lowest", "highest", "latest"]).optional().describe("latest: changed last"),
    limit: fields.limit(20, 100),
    offset: fields.offset,
  }),
  output: z.object({
    entities: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        state: z.string(),
        area: z.string().optional(),
        since: z.string().optional(),
      }),
    ),
    total: z.number(),
    has_more: z.boolean(),
    nearest: z.array(z.string()).optional(),
    as_of: fields.asOf,
  }),
  run({ text, domain, area, floor, state, device_class, order, limit, offset }, { home }) {
    const domains = domain?.toLowerCase().split(/[\s,]+/);
    const wanted = {
      ...(text === undefined ? {} : { text }),
      ...(domains === undefined ? {} : { domains }),
      ...(area === undefined ? {} : findPlace(home, area, "area")),
      ...(floor === undefined ? {} : findPlace(home, floor, "floor")),
      ...(device_class === undefined ? {} : { device_class }),
    };
    const { hits, total } = searchHome(home, wanted, { state, order, limit, offset });
    if (total === 0 && domains !== undefined) refuseUnknownDomains(home, domains);
    return {
      entities: hits.map((entity) => toRow(home, entity, order)),
      total,
      has_more: offset + hits.length < total,
      ...(total > 0 || text === undefined ? {} : { nearest: home.nearest(text, 5).map(nameAndId) }),
      ...freshness(home),
    };
  },
});
