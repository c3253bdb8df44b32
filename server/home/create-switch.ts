import { AppError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { fields, list, text } from "./wire.ts";

/** Makes a switch that people see in the home, once. @returns its entity id. */
export async function createSwitch(
  { act, read }: Pick<Connection, "act" | "read">,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const made = fields(await act({ type: "input_boolean/create", name }, signal));
  const entityId = await read({ type: "config/entity_registry/list" }, signal).then(
    (entries) => entityIdOf(text(made["id"]), entries),
    () => undefined,
  );
  if (entityId === undefined)
    throw new AppError(
      "home_refused",
      "Home Assistant made the switch, and did not say which entity it is.",
      { hint: "Look for it by its name, and choose it, instead of making another." },
    );
  return entityId;
}

/** Its id is only like the entity's: that one may be taken, or made in another way. */
function entityIdOf(id: string | undefined, entries: unknown): string | undefined {
  const entry = list(entries)
    .map(fields)
    .find(({ platform, unique_id }) => platform === "input_boolean" && unique_id === id);
  return text(entry?.["entity_id"]);
}
