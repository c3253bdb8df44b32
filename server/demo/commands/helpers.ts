import { bringIn } from "../core/additions.ts";
import { Refusal } from "../core/refusal.ts";
import { answer, flag, text, type Command } from "../wire/command.ts";

const domain = "input_boolean";

/** What people make in the settings. */
export const helpers: Readonly<Record<string, Command>> = {
  "input_boolean/create": answer(
    { name: text, "icon?": text, "initial?": flag },
    ({ name, ...more }, core) => {
      if (name === "") throw new Refusal("invalid_format", "value must not be empty at 'name'");
      const taken = new Set(
        Array.from(core.registries.entities.all.values())
          .filter(({ platform }) => platform === domain)
          .map(({ unique_id }) => unique_id),
      );
      const id = freeOf(slugOf(name), (wanted) => taken.has(wanted));
      const { icon, initial = false } = more;
      bringIn(core, {
        // Another entity may have the name that this one would have by its id.
        entity_id: freeOf(`${domain}.${id}`, (wanted) => core.states.all.has(wanted)),
        ...{ state: initial ? "on" : "off", platform: domain, unique_id: id, name },
        attributes: { editable: true, ...(icon === undefined ? {} : { icon }) },
      });
      return { id, name, ...more };
    },
    { admin: true },
  ),
};

const slugOf = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "") || "unknown";

function freeOf(wanted: string, isTaken: (id: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  for (let count = 2; ; count += 1) if (!isTaken(`${wanted}_${count}`)) return `${wanted}_${count}`;
}
