// Rules for a hundred people: twenty over tools and twenty over what each sees, a quarter of them with conditions.
import { accesses, decisions } from "../server/policy/rules.ts";
import { catalogue } from "../server/tools/index.ts";
import type { ConditionsView, PermissionsView } from "../shared/views.ts";

export const rulesEach = 20;

export interface Things {
  readonly areas: readonly string[];
  /** Their ids. */
  readonly entities: readonly string[];
}

export const pick = <Item>(items: readonly Item[], at: number): Item => {
  const item = items[at % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
};

const targets = [
  ...catalogue.map(({ name }) => `tool:${name}`),
  ...["toolset:control", "effect:execute", "risk:unlock", "service:lock.unlock", "sensitive"],
];

export function rulesAmong({ areas, entities }: Things): (person: number) => PermissionsView {
  const somebody = entities.find((id) => id.startsWith("person.")) ?? "person.nobody";
  const conditions: readonly ConditionsView[] = [
    { hours: { from: "22:00", to: "06:00" } },
    { weekdays: ["sat", "sun"], hours: { from: "08:00", to: "20:00" } },
    { presence: "somebody_home" },
    { state: { entity_id: somebody, is: ["home"] } },
  ];
  /** Every fourth has conditions. */
  const timed = (at: number) => (at % 4 === 0 ? { when: pick(conditions, at / 4) } : {});
  const each = Array.from({ length: rulesEach }, (_, at) => at);

  return (person) => {
    const selects = [
      ...areas.map((id) => `area:${id}`),
      ...["domain:light", "domain:camera", "private", "exposed"],
      ...entities.filter((_, at) => at % 97 === person % 97).map((id) => `entity:${id}`),
    ];
    return {
      rules: each.map((at) => ({
        ...{ target: pick(targets, person * 7 + at), decision: pick(decisions, person + at) },
        ...timed(at),
      })),
      scope: each.map((at) => ({
        ...{ select: pick(selects, person * 5 + at), access: pick(accesses, person + at) },
        ...timed(at + 1),
      })),
      limits: [{ name: "Heating", service: "climate.*", field: "temperature", max: 23 }],
    };
  };
}
