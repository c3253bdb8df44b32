import { z } from "zod";
import { defineRead } from "../define.ts";
import { fields, given } from "../fields.ts";
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
    text: fields.words.describe("Words of its name, place or kind"),
    domain: fields.words.describe("light, sensor, cover...; several with commas"),
    area: fields.words.describe("Room, by name or id"),
    floor: fields.words,
    state: fields.words.describe("on, open, unavailable..."),
    device_class: fields.words.describe("temperature, window, motion..."),
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
  run({ order, limit, offset, ...asked }, { home }) {
    const text = given(asked.text);
    const domains = given(asked.domain)
      ?.toLowerCase()
      .split(/[\s,]+/);
    const area = given(asked.area);
    const floor = given(asked.floor);
    const device_class = given(asked.device_class)?.toLowerCase();
    const state = given(asked.state);
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
