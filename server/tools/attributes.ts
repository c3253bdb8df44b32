// What an entity's attributes say, if they are what they should be.
import type { Entity } from "../home/home.ts";

export const numberOf = ({ attributes }: Entity, key: string): number | undefined => {
  const value = attributes[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

export const textsOf = ({ attributes }: Entity, key: string): readonly string[] | undefined => {
  const value = attributes[key];
  if (!Array.isArray(value)) return undefined;
  const texts: readonly unknown[] = value;
  return texts.map(String);
};

/** Whether one of these bits of `supported_features` is set. */
export const has = (entity: Entity, feature: number): boolean =>
  ((numberOf(entity, "supported_features") ?? 0) & feature) !== 0;

/** Ids of the members of a group of any kind. */
export function memberIds({ attributes }: Entity): readonly string[] {
  const ids = attributes["entity_id"];
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}
