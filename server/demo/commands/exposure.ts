import { expose, listExposed } from "../core/exposure.ts";
import { answer, flag, isEntityId, list, type Command } from "../wire/command.ts";

const assistants = ["conversation", "cloud.alexa", "cloud.google_assistant"] as const;
type Assistant = (typeof assistants)[number];

const isAssistant = (value: unknown): value is Assistant =>
  assistants.some((assistant) => assistant === value);

export const exposure: Readonly<Record<string, Command>> = {
  "homeassistant/expose_entity/list": answer(
    {},
    (_, core) => ({ exposed_entities: listExposed(core) }),
    { admin: true },
  ),

  "homeassistant/expose_new_entities/get": answer(
    { assistant: isAssistant },
    ({ assistant }) => ({ expose_new: assistant === "conversation" }),
    { admin: true },
  ),

  "homeassistant/expose_entity": answer(
    { assistants: list(isAssistant), entity_ids: list(isEntityId), should_expose: flag },
    ({ assistants: to, entity_ids, should_expose }, core) => {
      for (const entityId of entity_ids) expose(core, entityId, to, should_expose);
      return { changed_entity_ids: entity_ids };
    },
    { admin: true },
  ),
};
