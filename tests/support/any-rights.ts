import fc from "fast-check";
import type { ChosenRights } from "../../server/access/tokens/token.ts";
import { rightsOf, type RightsParts } from "../../server/access/rules/rights.ts";
import { roleOf } from "../../server/policy/roles.ts";
import {
  accesses,
  decisions,
  type Conditions,
  type KnownCatalogue,
  type Rights,
  type ToolFacts,
} from "../../server/policy/rules.ts";
import type { EntityFacts } from "../../server/policy/scope.ts";
import { effects } from "../../shared/effects.ts";
import type { RuleView, ScopeRuleView } from "../../shared/views.ts";

/** The rights of a user of a built-in role, through this token if there is one. */
export const rightsIn = (
  role: string,
  token?: RightsParts["token"],
  known?: KnownCatalogue,
  more: Partial<RightsParts> = {},
): Rights =>
  rightsOf({
    role: roleOf(role, new Map()),
    ...(token === undefined ? {} : { token }),
    ...(known === undefined ? {} : { known }),
    keptFromTokens: [],
    ...more,
  });

const toolNames = ["whoami", "get_entity", "set_light"] as const;
const toolsets = ["explore", "control"] as const;
const targets = [
  ...toolNames.map((name) => `tool:${name}`),
  ...toolsets.map((name) => `toolset:${name}`),
  ...effects.map((effect) => `effect:${effect}`),
  ...["all", "all", "sensitive", "risk:unlock", "service:lock.unlock", "service:lock.*"],
];

/** Two conditions, so that rules share them now and then. */
export const someConditions: readonly Conditions[] = [
  { presence: "somebody_home" },
  { hours: { from: "22:00", to: "06:00" } },
];
/** When some rules end. */
export const someEnd = Date.UTC(2030, 0, 1);

const anyTimes = fc.record(
  { when: fc.constantFrom(...someConditions), until: fc.constant(someEnd) },
  { requiredKeys: [] },
);
const sometimes = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, anyTimes);

const anyRule: fc.Arbitrary<RuleView> = fc
  .record({ target: fc.constantFrom(...targets), decision: fc.constantFrom(...decisions) })
  .chain((rule) => sometimes.map((times) => ({ ...rule, ...times })));

const selects = [
  ...[
    "all",
    "all",
    "all",
    "exposed",
    "private",
    "private",
    "domain:camera",
    "label:kids",
    "label:cosy",
  ],
  ...["area:hall", "floor:ground", "device:d1", "entity:camera.a"],
];
const anyScopeRule: fc.Arbitrary<ScopeRuleView> = fc
  .record({ select: fc.constantFrom(...selects), access: fc.constantFrom(...accesses) })
  .chain((rule) => sometimes.map((times) => ({ ...rule, ...times })));
export const anyScopeList = fc.array(anyScopeRule, { maxLength: 4 });

/** Chosen rights of every kind. */
const anyChosen: fc.Arbitrary<ChosenRights> = fc.record(
  {
    rules: fc.oneof(
      fc.dictionary(fc.constantFrom(...targets), fc.constantFrom(...decisions), { minKeys: 1 }),
      fc.array(anyRule, { minLength: 1, maxLength: 4 }),
    ),
    scope: fc.oneof(fc.constantFrom("all", "all", "exposed", "none"), anyScopeList),
  },
  { requiredKeys: ["rules"] },
);

export const anyRights = fc.oneof(
  fc.constant({ rights: "none" as const }),
  fc.constant({ rights: "same" as const }),
  ...Array.from({ length: 4 }, () =>
    fc.record({ rights: fc.constant("chosen" as const), chosen: anyChosen }),
  ),
);

/** A tool that rules may speak of, or one that nobody thought of. */
export const anyTool: fc.Arbitrary<ToolFacts> = fc.record({
  name: fc.constantFrom(...toolNames, "brand_new"),
  toolset: fc.constantFrom(...toolsets, "newer"),
  effect: fc.constantFrom(...effects),
});

/** An entity that scopes may speak of, or one that nobody thought of. */
export const anyEntity: fc.Arbitrary<EntityFacts> = fc.record({
  entity_id: fc.constantFrom("camera.a", "light.new"),
  domain: fc.constantFrom("camera", "light"),
  device_id: fc.constantFrom("d1", "d2"),
  area_id: fc.constantFrom("hall", "attic"),
  floor_id: fc.constantFrom("ground", "top"),
  labels: fc.subarray(["kids", "cosy", "new"]),
  exposed: fc.boolean(),
  personal: fc.boolean(),
  people: fc.subarray(["ada", "bob"]),
});
