import { z } from "zod";
import { toClock } from "../clock-time.ts";
import { defineRead } from "../define.ts";
import { fields } from "../fields.ts";
import { findEntity } from "../find-entity.ts";
import { areaName, freshness, readState } from "../reading.ts";
import { readAttributes } from "./get-entity.support.ts";

export const getEntity = defineRead({
  name: "get_entity",
  title: "Get entities",
  description:
    "Shows one or several entities in full: state, since when, place, device and what else matters of them (brightness, target temperature, position...).",
  toolset: "explore",
  input: z.strictObject({
    entities: fields.entities(20),
    all_attributes: z.boolean().default(false),
  }),
  output: z.object({
    entities: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        state: z.string(),
        since: z.string(),
        area: z.string().optional(),
        floor: z.string().optional(),
        device: z.string().optional(),
        device_class: z.string().optional(),
        attributes: z.looseObject({}).optional(),
      }),
    ),
    as_of: fields.asOf,
  }),
  run({ entities: asked, all_attributes }, { home }) {
    const timeZone = home.config().time_zone;
    const found = new Set(asked.map((one) => findEntity(home, one)));
    return {
      entities: [...found].map((entity) => {
        const area = areaName(home, entity);
        const floor = entity.floor_id === undefined ? undefined : home.floor(entity.floor_id)?.name;
        const device = entity.device_id === undefined ? undefined : home.device(entity.device_id);
        const attributes = readAttributes(entity, all_attributes, timeZone);
        return {
          id: entity.entity_id,
          name: entity.name,
          state: readState(entity, timeZone),
          since: toClock(entity.last_changed, timeZone),
          ...(area === undefined ? {} : { area }),
          ...(floor === undefined ? {} : { floor }),
          ...(device === undefined ? {} : { device: device.name }),
          ...(entity.device_class === undefined ? {} : { device_class: entity.device_class }),
          ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
        };
      }),
      ...freshness(home),
    };
  },
});
