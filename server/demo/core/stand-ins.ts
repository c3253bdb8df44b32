// A switch that is shown as a lock: the lock shows what the switch is.
import type { Core } from "./core.ts";
import type { EntityEntry } from "./model.ts";

/** The switch behind an entity of switch_as_x. */
export function switchBehind(core: Core, entityId: string): string | undefined {
  const entry = core.registries.entities.all.get(entityId);
  return entry ? standsFor(entry) : undefined;
}

function standsFor({ options }: EntityEntry): string | undefined {
  const behind = options["switch_as_x"]?.["entity_id"];
  return typeof behind === "string" ? behind : undefined;
}

export function letStandInsFollow(core: Core): void {
  core.bus.listen((event) => {
    if (event.kind !== "state" || !event.change.entity_id.startsWith("switch.")) return;
    for (const entry of core.registries.entities.all.values())
      if (standsFor(entry) === event.change.entity_id) {
        const old = core.states.all.get(entry.entity_id);
        const isOn = event.change.new_state?.state === "on";
        if (old)
          core.states.set(
            old.entity_id,
            isOn ? "unlocked" : "locked",
            old.attributes,
            event.context,
          );
      }
  });
}
