// Old-style groups: states that no integration owns, made and unmade by actions.
import { textsOf } from "../core/reading.ts";
import { anyValue, textIn, words, yesNo, type Call, type Domain, type Field } from "./define.ts";
import { membersOf } from "./targets.ts";

const members = (name: string): Field => ({
  ...anyValue(name),
  selector: { entity: { multiple: true, reorder: false } },
});

/** Comma lists are lists too. */
const listed = (value: unknown): readonly string[] =>
  textsOf(value).flatMap((one) => one.split(",").map((id) => id.trim().toLowerCase()));

function set({ core, data, context, touch }: Call): void {
  const entityId = `group.${textIn(data, "object_id") ?? ""}`;
  const old = core.states.all.get(entityId);
  const given =
    data["entities"] === undefined ? membersOf(core, entityId) : listed(data["entities"]);
  const removed = new Set(listed(data["remove_entities"]));
  const all = new Set([...given, ...listed(data["add_entities"])].filter((id) => !removed.has(id)));
  touch(entityId);
  const attributes = {
    ...old?.attributes,
    entity_id: [...all],
    order: old?.attributes["order"] ?? 0,
    friendly_name: textIn(data, "name") ?? old?.attributes["friendly_name"] ?? entityId,
  };
  const isOn = [...all].some((id) => core.states.all.get(id)?.state === "on");
  core.states.set(entityId, isOn ? "on" : "off", attributes, context);
}

export const group: Domain = {
  set: {
    name: "Set group",
    description: "Creates or changes a group.",
    fields: {
      object_id: words("Object ID", { required: true }),
      name: words("Name"),
      icon: words("Icon"),
      entities: members("Entities"),
      add_entities: members("Entities to add"),
      remove_entities: members("Entities to remove"),
      all: yesNo("All entities"),
    },
    run: set,
  },
  remove: {
    name: "Remove group",
    description: "Removes a group.",
    fields: { object_id: words("Object ID", { required: true }) },
    run: ({ core, data }) => core.states.remove(`group.${textIn(data, "object_id") ?? ""}`),
  },
  reload: { name: "Reload groups", description: "Reloads the groups.", admin: true },
};
