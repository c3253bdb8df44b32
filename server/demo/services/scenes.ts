import { isoTime, now } from "../core/clock.ts";
import type { Core } from "../core/core.ts";
import type { Attributes } from "../core/model.ts";
import { recordIn, textsOf } from "../core/reading.ts";
import { Refusal } from "../core/refusal.ts";
import { anyValue, number, textIn, words, type Call, type Domain, type Service } from "./define.ts";
import { become } from "./effects.ts";
import { reproduce } from "./reproduce.ts";

const transition = number("Transition", { min: 0, max: 300, unit_of_measurement: "seconds" });

interface Content {
  readonly state: string;
  readonly attributes: Attributes;
}

/** Contents are written as a bare state, or as a state among attributes. */
function contentOf(entityId: string, written: unknown): Content {
  const { state = written, ...attributes } = recordIn(written);
  if (typeof state === "boolean") return { state: state ? "on" : "off", attributes };
  if (typeof state === "string") return { state, attributes };
  throw new Refusal("invalid_format", `State for ${entityId} should be a string at 'entities'`);
}

/** By the services of each entity's own domain, as Home Assistant does. */
function bringAbout(call: Call, entities: unknown): void {
  const contents = Object.entries(recordIn(entities)).map(
    ([entityId, written]) => [entityId, contentOf(entityId, written)] as const,
  );
  for (const [entityId, { state, attributes }] of contents) {
    const old = call.core.states.all.get(entityId);
    if (!old) continue;
    call.touch(entityId);
    const step = reproduce(old, state, attributes);
    if (step === "direct") become(call.core, entityId, { state, attributes }, call.context);
    else if (step) call.perform(step);
  }
}

/** What entities are now, as a scene keeps it. */
const snapshot = (core: Core, entityIds: readonly string[]): object =>
  Object.fromEntries(
    entityIds.flatMap((entityId) => {
      const now = core.states.all.get(entityId);
      return now ? [[entityId, { ...now.attributes, state: now.state }]] : [];
    }),
  );

function create({ core, context, data }: Call): void {
  const entities = {
    ...recordIn(data["entities"]),
    ...snapshot(core, textsOf(data["snapshot_entities"])),
  };
  if (Object.keys(entities).length === 0) return;
  const entityId = `scene.${textIn(data, "scene_id") ?? ""}`;
  core.configs.scenes.set(entityId, { name: textIn(data, "scene_id"), entities });
  core.unregisteredSources.set(entityId, "homeassistant");
  const attributes = { entity_id: Object.keys(entities), friendly_name: textIn(data, "scene_id") };
  core.states.set(entityId, "unknown", attributes, context);
}

const remove: Service["run"] = ({ core, reached }) => {
  for (const { entity_id, attributes } of reached) {
    if ("id" in attributes)
      throw new Refusal(
        "service_validation_error",
        `Validation error: The scene ${entity_id} is not created with action \`scene.create\``,
        { translation_key: "entity_not_dynamically_created", translation_domain: "homeassistant" },
      );
    core.configs.scenes.delete(entity_id);
    core.states.remove(entity_id);
  }
};

export const scene: Domain = {
  turn_on: {
    name: "Activate scene",
    description: "Activates a scene.",
    target: "scene",
    fields: { transition },
    run(call) {
      const { core, context, reached } = call;
      for (const { entity_id, attributes } of reached) {
        core.states.set(entity_id, isoTime(now()), attributes, context);
        bringAbout(call, core.configs.scenes.get(entity_id)?.["entities"]);
      }
    },
  },
  apply: {
    name: "Apply scene",
    description: "Brings entities into the states of a scene that is not kept.",
    fields: { entities: anyValue("Entities", { required: true }), transition },
    run: (call) => bringAbout(call, call.data["entities"]),
  },
  create: {
    name: "Create scene",
    description: "Creates a scene of the states given, or of what entities are now.",
    fields: {
      scene_id: words("Scene ID", { required: true }),
      entities: anyValue("Entities"),
      snapshot_entities: {
        ...anyValue("Entities to keep as they are"),
        selector: { entity: { multiple: true, reorder: false } },
      },
    },
    run: create,
  },
  delete: {
    name: "Delete scene",
    description: "Deletes a scene that was made by an action.",
    target: "scene",
    run: remove,
  },
  reload: { name: "Reload scenes", description: "Reloads the scenes.", admin: true },
};
