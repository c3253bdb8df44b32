import type { Snapshot } from "../home.ts";
import type { Names } from "./targets.ts";

/** Looks names up in the home as it is when they are asked for. */
export function createRegistryNames(snapshot: () => Snapshot): Names {
  let version: number | undefined;
  let entityIds: ReadonlyMap<string, string> = new Map();
  return {
    entityIdOf(registryId) {
      const { entities, registryVersion } = snapshot();
      if (version !== registryVersion) {
        entityIds = new Map(
          [...entities.values()].flatMap(({ registry_id, entity_id }) =>
            registry_id === undefined ? [] : [[registry_id, entity_id] as const],
          ),
        );
        version = registryVersion;
      }
      return entityIds.get(registryId);
    },
  };
}
