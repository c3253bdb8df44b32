import { filledIn } from "../core/configs.ts";
import { Refusal } from "../core/refusal.ts";
import { answer, record, text, type Command } from "../wire/command.ts";

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal("not_found", "Entity not found");
  return value;
}

const inputName = (part: unknown): string | undefined =>
  record(part) && typeof part["!input"] === "string" ? part["!input"] : undefined;

function* inputsOf(part: unknown): Generator<string> {
  const name = inputName(part);
  if (name !== undefined) yield name;
  else if (typeof part === "object" && part !== null)
    for (const inner of Object.values(part)) yield* inputsOf(inner);
}

/** What scripts and automations are made of. */
export const routines: Readonly<Record<string, Command>> = {
  "script/config": answer(
    { entity_id: text },
    ({ entity_id }, { configs }) => ({ config: found(configs.scripts.get(entity_id)) }),
    { admin: true },
  ),

  "automation/config": answer(
    { entity_id: text },
    ({ entity_id }, { configs }) => ({ config: found(configs.automations.get(entity_id)) }),
    { admin: true },
  ),

  "blueprint/list": answer(
    { domain: text },
    ({ domain }, { configs }) =>
      Object.fromEntries(
        [...configs.blueprints.keys()]
          .filter((path) => path.startsWith(`${domain}/`))
          .map((path) => path.slice(domain.length + 1))
          .map((path) => [path, { metadata: { name: path, domain } }]),
      ),
    { admin: true },
  ),

  "blueprint/substitute": answer(
    { domain: text, path: text, input: record },
    ({ domain, path, input }, { configs }) => {
      const blueprint = configs.blueprints.get(`${domain}/${path}`);
      if (!blueprint)
        throw new Refusal("unknown_error", `Failed to load blueprint: Unable to find ${path}`);
      const missing = [...new Set(inputsOf(blueprint))].filter((name) => !(name in input)).sort();
      if (missing.length > 0)
        throw new Refusal("unknown_error", `Missing input ${missing.join(", ")}`);
      return { substituted_config: filledIn(blueprint, input) };
    },
    { admin: true },
  ),
};
