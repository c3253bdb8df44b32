import { expect } from "chai";
import { isAsStrict } from "../../../server/access/rules/compare-rights.ts";
import { readChosen } from "../../../server/access/rules/read-permissions.ts";
import type { ChosenRightsView, RuleView, ScopeRuleView } from "../../../shared/views.ts";

const end = Date.UTC(2026, 10, 20, 12);
const home = { presence: "somebody_home" } as const;
const night = { hours: { from: "22:00", to: "06:00" } };
const anything = { target: "all", decision: "allow" } as const;
const acts = { target: "effect:execute", decision: "allow" } as const;
const refuses = { target: "sensitive", decision: "deny" } as const;
const everywhere = { select: "all", access: "control" } as const;

const ruled = (...rules: readonly RuleView[]): ChosenRightsView => ({ rules });
const shows = (...scope: readonly ScopeRuleView[]): ChosenRightsView => ({
  ...{ rules: { all: "allow" }, scope },
});

const table: [string, ChosenRightsView, ChosenRightsView, boolean | undefined][] = [
  ["a rule that holds sometimes, beside always", ruled({ ...acts, when: home }), ruled(acts), true],
  [
    "a rule that holds always, beside sometimes",
    ruled(acts),
    ruled({ ...acts, when: home }),
    false,
  ],
  [
    "a rule that holds as another does, also after its end",
    ruled({ ...acts, when: home }),
    ruled({ ...acts, when: home }, { ...acts, until: end }),
    true,
  ],
  [
    "a rule that holds at another time",
    ruled({ ...acts, when: night }),
    ruled({ ...acts, when: home }),
    false,
  ],
  [
    "a rule that ends later",
    ruled({ ...acts, until: end + 1 }),
    ruled({ ...acts, until: end }),
    false,
  ],
  [
    "a rule that ends sooner",
    ruled({ ...acts, until: end - 1 }),
    ruled({ ...acts, until: end }),
    true,
  ],
  [
    "what is refused only sometimes, beside always",
    ruled(anything, { ...refuses, when: home }),
    ruled(anything, refuses),
    false,
  ],
  [
    "what is refused always, beside sometimes",
    ruled(anything, refuses),
    ruled(anything, { ...refuses, when: home }),
    true,
  ],
  [
    "all of a domain, beside one service of it",
    ruled(anything, { target: "service:lock.*", decision: "deny" }),
    ruled(anything, { target: "service:lock.lock", decision: "deny" }),
    true,
  ],
  [
    "one service of a domain, beside all of it",
    ruled(anything, { target: "service:lock.lock", decision: "deny" }),
    ruled(anything, { target: "service:lock.*", decision: "deny" }),
    false,
  ],
  [
    "one service that a rule for its domain no longer binds",
    ruled(
      anything,
      { target: "service:lock.*", decision: "deny" },
      { target: "service:lock.lock", decision: "allow" },
    ),
    ruled(anything, { target: "service:lock.*", decision: "deny" }),
    false,
  ],
  [
    "what is sensitive, let by a rule for a domain",
    ruled(anything, refuses, { target: "service:lock.*", decision: "allow" }),
    ruled(anything, refuses),
    false,
  ],
  [
    "some places, beside all",
    shows(
      { select: "area:hall", access: "control" },
      { select: "label:kids", access: "see" },
      { select: "label:cosy", access: "none" },
    ),
    shows(everywhere),
    true,
  ],
  [
    "two labels, beside the stricter of them",
    shows({ select: "label:kids", access: "control" }),
    shows({ select: "label:kids", access: "control" }, { select: "label:cosy", access: "see" }),
    false,
  ],
  [
    "a list, beside a name",
    shows(everywhere),
    { rules: { all: "allow" }, scope: "exposed" },
    false,
  ],
  [
    "what may only be seen, beside control of it",
    shows(everywhere),
    shows(everywhere, { select: "area:hall", access: "see" }),
    false,
  ],
  [
    "what is private, beside nothing of it",
    shows(everywhere, { select: "private", access: "see" }),
    shows(everywhere),
    false,
  ],
  [
    "what somebody may say of what is private, beside less",
    shows(everywhere),
    shows(everywhere, { select: "private", access: "see" }),
    false,
  ],
  [
    "what is private, as the other has it",
    shows(everywhere, { select: "private", access: "see" }),
    shows(everywhere, { select: "private", access: "see" }),
    true,
  ],
  [
    "one entity, which could be private",
    shows({ select: "entity:camera.door", access: "see" }),
    shows(everywhere),
    false,
  ],
  [
    "one entity, as the other has it",
    shows({ select: "entity:camera.door", access: "see" }),
    shows(everywhere, { select: "entity:camera.door", access: "control" }),
    true,
  ],
  [
    "more labels than can be compared",
    shows(
      ...Array.from({ length: 400 }, (_, at) => ({
        ...{ select: `label:l${String(at)}`, access: "see" as const },
      })),
    ),
    shows(everywhere),
    undefined,
  ],
];

describe("what is written for one token", () => {
  for (const [what, one, other, isStrict] of table)
    it(`${isStrict === undefined ? "cannot be compared" : isStrict ? "is as strict" : "is wider"} with ${what}`, () => {
      expect(isAsStrict(readChosen(one), readChosen(other))).to.equal(isStrict);
    });
});
