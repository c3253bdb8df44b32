import type { Entity } from "../../server/home/home.ts";
import type { PastActs } from "../../server/policy/limits.ts";
import type { Deed } from "../../server/policy/reach.ts";

/** An entity as the mirror has it, plain unless wished otherwise. */
export const entity = (entity_id: string, wish: Partial<Entity> = {}): Entity => ({
  ...ownerless(entity_id),
  platform: "demo",
  ...wish,
});

/** An entity that no integration owns. */
export function ownerless(entity_id: string): Entity {
  return {
    entity_id,
    state: "off",
    attributes: {},
    last_changed: 0,
    last_updated: 0,
    context_id: "",
    domain: entity_id.slice(0, entity_id.indexOf(".")),
    name: entity_id.slice(entity_id.indexOf(".") + 1),
    aliases: [],
    labels: [],
    hidden: false,
    replaced: false,
    exposed: true,
  };
}

export const deed = (
  service: string,
  entity_ids: readonly string[] = [],
  wish: Partial<Deed> = {},
): Deed => ({ service, entity_ids, data: {}, via: [], ...wish });

export const nothingBefore: PastActs = { recent: new Map(), now: 0, dayStart: 0 };
