import { z } from "zod";
import { defineRead } from "../define.ts";
import { fields } from "../fields.ts";
import { findEntity } from "../find-entity.ts";
import { freshness, readState } from "../reading.ts";
import { refuseImpossibleState, shows } from "./wait-for-state.support.ts";

export const waitForState = defineRead({
  name: "wait_for_state",
  title: "Wait for a state",
  description:
    "Waits until entities show a state (open, locked, off, home, playing...), at most a minute, and tells whether they do.",
  toolset: "control",
  input: z.strictObject({
    entities: fields.entities(20),
    state: z.string().trim().min(1).max(255),
    all: z.boolean().default(true).describe("False: one of them is enough"),
    timeout_s: z.number().int().min(1).max(60).default(30),
  }),
  output: z.object({
    reached: z.boolean(),
    entities: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })),
    waited_s: z.number(),
    as_of: fields.asOf,
  }),
  async run({ entities: asked, state, all, timeout_s }, { home, signal }) {
    const found = [...new Set(asked.map((one) => findEntity(home, one)))];
    for (const entity of found) refuseImpossibleState(entity, state);
    const ids = found.map(({ entity_id }) => entity_id);
    const holds = (id: string) => {
      const entity = home.entity(id);
      return entity !== undefined && shows(entity, state);
    };
    const test = () => (all ? ids.every(holds) : ids.some(holds));
    const startedAt = performance.now();
    const reached = await home.until(ids, test, timeout_s * 1_000);
    signal.throwIfAborted();
    const timeZone = home.config().time_zone;
    return {
      reached,
      entities: found.map((before) => {
        const { entity_id, name, ...now } = home.entity(before.entity_id) ?? before;
        return { id: entity_id, name, state: readState({ ...before, ...now }, timeZone) };
      }),
      waited_s: Math.round((performance.now() - startedAt) / 100) / 10,
      ...freshness(home),
    };
  },
});
