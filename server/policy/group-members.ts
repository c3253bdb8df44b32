import type { Entity, Snapshot } from "../home/home.ts";

type Entities = Snapshot["entities"];

const none: readonly string[] = [];

/** Whom the entity passes on what it is told: groups of any kind their members, and players those they
 * are joined with. */
export function membersOf(entity: Entity | undefined): readonly string[] {
  if (entity === undefined) return none;
  const { attributes, domain, entity_id } = entity;
  const { entity_id: members, group_entities, group_members } = attributes;
  // Most entities have none of them, and ten thousand are asked.
  if (members === undefined && group_entities === undefined && group_members === undefined)
    return none;
  const found = new Set(idsIn(group_entities));
  // A scene names in the same attribute what it changes; that is read from its configuration.
  if (domain !== "scene") for (const id of idsIn(members)) found.add(id);
  if (domain === "media_player") for (const id of idsIn(group_members)) found.add(id);
  found.delete(entity_id);
  return [...found];
}

/** Takes groups apart as Home Assistant does before it acts: `group.*` and groups of locks, whose own ids
 * are left out. Other groups are entities like any. */
export function expandAsHomeAssistant(
  entities: Entities,
  entityIds: Iterable<string>,
): ReadonlySet<string> {
  return walk(entities, entityIds, "members");
}

/** The same, with the groups themselves. */
export function expandWithGroups(
  entities: Entities,
  entityIds: Iterable<string>,
): ReadonlySet<string> {
  return walk(entities, entityIds, "groups and members");
}

function walk(
  entities: Entities,
  entityIds: Iterable<string>,
  keep: "members" | "groups and members",
): ReadonlySet<string> {
  const found = new Set<string>();
  const groups = new Set<string>();
  const open = [...entityIds].reverse();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const entity = entities.get(id);
    if (!isTakenApart(id, entity)) found.add(id);
    else if (!groups.has(id)) {
      groups.add(id);
      if (keep === "groups and members") found.add(id);
      open.push(
        ...idsIn(entity?.attributes[id.startsWith("group.") ? "entity_id" : "group_entities"]),
      );
    }
  }
  return found;
}

const isTakenApart = (id: string, entity: Entity | undefined): boolean =>
  id.startsWith("group.") ||
  (entity?.platform === "group" && Array.isArray(entity.attributes["group_entities"]));

/** Entity ids in an attribute, whatever else there is. */
export function idsIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return none;
  const items: readonly unknown[] = value;
  return items.flatMap((item) => (typeof item === "string" ? [item.toLowerCase()] : []));
}
