import type { Scope } from "./rules.ts";

/** What scope needs to know of an entity. */
export interface EntityFacts {
  readonly exposed: boolean;
}

/** Whether the entity exists for a principal of this scope. */
export function maySee(entity: EntityFacts, scope: Scope): boolean {
  switch (scope) {
    case "all":
      return true;
    case "exposed":
      return entity.exposed;
    case "none":
      return false;
  }
}
