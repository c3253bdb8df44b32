// Somebody who lives in the home and changes it, on a connection of their own.
import { z } from "zod";
import type { Chance } from "./chance.ts";
import type { RealHome } from "./home-assistant.ts";

export interface Meddler {
  /** Changes one thing, this or any. @returns what, for the one who reads why a spec failed. */
  change(what?: Change): Promise<string>;
}

type Change = "make a helper" | "delete a helper";

type Home = Pick<RealHome, "command" | "url" | "ownerToken">;

const lights = ["light.kitchen_lights", "light.bed_light", "light.ceiling_lights"] as const;
const rooms = ["kitchen", "bedroom", "office", "garden"] as const;
const labels = ["night", "sensitive", "holidays"] as const;
const made = z.object({ id: z.string() });

export function createMeddler(home: Home, chance: Chance): Meddler {
  const { command } = home;
  const helpers: string[] = [];
  let count = 0;

  const call = (service: string, entity_id: string): Promise<unknown> => {
    const [domain, name] = service.split(".");
    const target = { entity_id };
    return command({ type: "call_service", domain, service: name, target });
  };
  const updateEntity = (entity_id: string, change: object): Promise<unknown> =>
    command({ type: "config/entity_registry/update", entity_id, ...change });
  const named = (what: string): string => `${what} ${String(chance.seed)}-${(count += 1)}`;

  const changes: Record<string, () => Promise<unknown>> = {
    "switch a light": () => call("light.toggle", chance.oneOf(lights)),
    "open or close the garage": () => call("cover.toggle", "cover.garage_door"),
    "flip a helper": () => call("input_boolean.toggle", "input_boolean.on_vacation"),
    "rename a room": () =>
      command({
        type: "config/area_registry/update",
        area_id: chance.oneOf(rooms),
        name: named("Room"),
        aliases: [named("Chambre")],
      }),
    "label a room": () =>
      command({
        type: "config/area_registry/update",
        area_id: chance.oneOf(rooms),
        labels: [chance.oneOf(labels)],
      }),
    "move an entity": () => updateEntity("lock.basic_lock", { area_id: chance.oneOf(rooms) }),
    "rename an entity": () => updateEntity("fan.ceiling_fan", { name: named("Fan") }),
    "label and hide an entity": () =>
      updateEntity(chance.oneOf(lights), {
        labels: [chance.oneOf(labels)],
        aliases: [null, named("Lampe")],
        hidden_by: chance.oneOf(["user", null]),
      }),
    "expose or hide from Assist": () =>
      command({
        type: "homeassistant/expose_entity",
        assistants: ["conversation"],
        entity_ids: [chance.oneOf(lights), "lock.front_door"],
        should_expose: chance.oneOf([true, false]),
      }),
    "make a helper": async () => {
      const item = await command({ type: "input_button/create", name: named("Button") });
      helpers.push(made.parse(item).id);
    },
    "delete a helper": async () => {
      const input_button_id = helpers.pop();
      if (input_button_id !== undefined) {
        await command({ type: "input_button/delete", input_button_id });
      }
    },
    "make a label": () => command({ type: "config/label_registry/create", name: named("Label") }),
    "make a floor": () =>
      command({ type: "config/floor_registry/create", name: named("Floor"), level: 3 }),
    "make a category": () =>
      command({ type: "config/category_registry/create", scope: "scene", name: named("Kind") }),
    "write a script, which is a new service": () => writeScript(home, (count += 1)),
    "rename the home": () => command({ type: "config/core/update", location_name: named("Home") }),
  };
  const names = Object.keys(changes);

  return {
    async change(what) {
      const name = what ?? names[chance.below(names.length)] ?? "";
      await changes[name]?.();
      return name;
    },
  };
}

async function writeScript({ url, ownerToken }: Home, number: number): Promise<void> {
  const answer = await fetch(`${url}/api/config/script/config/later_${number}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ownerToken}`, "content-type": "application/json" },
    body: JSON.stringify({ alias: `Later ${number}`, sequence: [{ delay: 1 }] }),
  });
  if (!answer.ok) throw new Error(`A script was refused with ${answer.status}.`);
}
