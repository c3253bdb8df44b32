import type { Entity } from "../home/home.ts";

// The state of a zone is how many people are in it: a number about people who may not be seen.

export const countsPeople = ({ domain }: Pick<Entity, "domain">): boolean => domain === "zone";

/** The very same entity, unless it counts somebody who may not be seen. */
export function withoutUnseenPeople(
  entity: Entity,
  isUnseen: (entityId: string) => boolean,
): Entity {
  const { persons } = entity.attributes;
  if (!countsPeople(entity) || !Array.isArray(persons)) return entity;
  const seen = persons.filter((id) => typeof id === "string" && !isUnseen(id));
  return seen.length === persons.length ? entity : { ...entity, state: String(seen.length) };
}
