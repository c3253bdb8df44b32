import type { Entity } from "../home/home.ts";
import { masked } from "../secret-forms.ts";

/** A text that Home Assistant itself shows as dots. */
export const isPassword = (entity: Pick<Entity, "attributes"> | undefined): boolean =>
  entity?.attributes["mode"] === "password";

/** The very same entity, unless its state is a password. */
export const withoutPassword = (entity: Entity): Entity =>
  isPassword(entity) ? { ...entity, state: masked } : entity;
