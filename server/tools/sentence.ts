import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";

const mostNames = 2;

/** What an act is done to, in words: "Ceiling light", "3 lights in Kitchen", "2 lights and 1 switch". */
export function nameThem(home: GuardedHome, entities: readonly Entity[]): string {
  if (entities.length <= mostNames) return entities.map(({ name }) => name).join(" and ");
  const counts = new Map<string, number>();
  for (const { domain } of entities) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  const kinds = [...counts].map(([domain, count]) => `${count} ${kindName(domain, count)}`);
  return `${kinds.join(", ").replace(/, (?=[^,]*$)/, " and ")}${placeOf(home, entities)}`;
}

/** " in Kitchen" when all of them are in one area, or on one floor. */
function placeOf(home: GuardedHome, entities: readonly Entity[]): string {
  const [{ area_id, floor_id } = {}] = entities;
  if (area_id !== undefined && entities.every((one) => one.area_id === area_id))
    return ` in ${home.area(area_id)?.name ?? area_id}`;
  if (floor_id !== undefined && entities.every((one) => one.floor_id === floor_id))
    return ` on ${home.floor(floor_id)?.name ?? floor_id}`;
  return "";
}

const spoken: Readonly<Record<string, string>> = {
  climate: "thermostat",
  input_boolean: "helper",
  switch: "switch",
};

/** "light", "lights"; "media player", "media players". */
function kindName(domain: string, count: number): string {
  const one =
    (Object.hasOwn(spoken, domain) ? spoken[domain] : undefined) ?? domain.replaceAll("_", " ");
  if (count === 1) return one;
  return /(?:ch|s|sh|x)$/.test(one)
    ? `${one}es`
    : /[^aeiou]y$/.test(one)
      ? `${one.slice(0, -1)}ies`
      : `${one}s`;
}
