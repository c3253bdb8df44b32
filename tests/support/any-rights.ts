import fc from "fast-check";
import type { ChosenRights } from "../../server/access/access.ts";
import { decisions, type ToolFacts } from "../../server/policy/rules.ts";
import { effects } from "../../shared/effects.ts";

const toolNames = ["whoami", "get_entity", "set_light"] as const;
const toolsets = ["explore", "control"] as const;
const targets = [
  ...toolNames.map((name) => `tool:${name}`),
  ...toolsets.map((name) => `toolset:${name}`),
  ...effects.map((effect) => `effect:${effect}`),
  "all",
];

/** Chosen rights of every kind. */
const anyChosen: fc.Arbitrary<ChosenRights> = fc.record(
  {
    rules: fc.dictionary(fc.constantFrom(...targets), fc.constantFrom(...decisions), {
      minKeys: 1,
    }),
    scope: fc.constantFrom("all", "exposed", "none"),
  },
  { requiredKeys: ["rules"] },
);

export const anyRights = fc.oneof(
  fc.constant({ rights: "none" as const }),
  fc.constant({ rights: "same" as const }),
  fc.record({ rights: fc.constant("chosen" as const), chosen: anyChosen }),
);

/** A tool that rules may speak of, or one that nobody thought of. */
export const anyTool: fc.Arbitrary<ToolFacts> = fc.record({
  name: fc.constantFrom(...toolNames, "brand_new"),
  toolset: fc.constantFrom(...toolsets, "newer"),
  effect: fc.constantFrom(...effects),
});
