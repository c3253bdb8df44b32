import { expect } from "chai";
import fc from "fast-check";
import { accesses, type Access, type ScopeRule, type Select } from "../../server/policy/rules.ts";
import {
  accessOf,
  describeScope,
  isSelected,
  mayControl,
  maySee,
  nameOfScope,
  namedScopes,
  scopeOf,
  seesAll,
  type EntityFacts,
} from "../../server/policy/scope.ts";
import { scopes } from "../support/principals.ts";

const lamp: EntityFacts = {
  ...{ entity_id: "light.lamp", domain: "light", device_id: "d1", area_id: "hall" },
  ...{ floor_id: "ground", labels: ["cosy", "kids"], exposed: true, personal: true },
};
const bare: EntityFacts = { entity_id: "sun.sun", domain: "sun", labels: [], exposed: false };

/** From specific to general, each about the lamp. */
const selections: readonly Select[] = [
  { kind: "entity", id: "light.lamp" },
  { kind: "device", id: "d1" },
  { kind: "private" },
  { kind: "area", id: "hall" },
  { kind: "floor", id: "ground" },
  { kind: "label", id: "kids" },
  { kind: "domain", id: "light" },
  { kind: "exposed" },
  { kind: "all" },
];

const rule = (select: Select, access: Access): ScopeRule => ({ name: select.kind, select, access });

describe("maySee", () => {
  const table: [keyof typeof scopes, boolean, boolean][] = [
    ["all", true, true],
    ["all", false, true],
    ["exposed", true, true],
    ["exposed", false, false],
    ["none", true, false],
    ["none", false, false],
  ];
  for (const [scope, exposed, seen] of table)
    it(`${seen ? "shows" : "hides"} ${exposed ? "an exposed entity" : "an entity that is not exposed"} in scope ${scope}`, () => {
      expect(maySee({ ...lamp, exposed }, scopes[scope])).to.equal(seen);
    });
});

describe("accessOf", () => {
  for (const [at, specific] of selections.entries()) {
    it(`finds the entity by ${specific.kind}, and no other`, () => {
      const scope = scopeOf([rule(specific, "see")]);

      expect(accessOf(lamp, scope)).to.equal("see");
      expect(accessOf(bare, scope)).to.equal(specific.kind === "all" ? "see" : "none");
    });

    for (const general of selections.slice(at + 1))
      it(`prefers ${specific.kind} to ${general.kind}, in either order`, () => {
        const rules = [rule(general, "none"), rule(specific, "control")];

        expect(accessOf(lamp, scopeOf(rules))).to.equal("control");
        expect(accessOf(lamp, scopeOf([...rules].reverse()))).to.equal("control");
      });
  }

  for (const select of selections)
    it(`is about what a selection by ${select.kind} selects`, () => {
      const isSeen = [lamp, bare].map((one) => maySee(one, scopeOf([rule(select, "see")])));

      expect([lamp, bare].map((one) => isSelected(one, select))).to.deep.equal(isSeen);
    });

  it("takes the stricter of two labels", () => {
    const rules = [
      rule({ kind: "label", id: "kids" }, "control"),
      rule({ kind: "label", id: "cosy" }, "see"),
    ];

    expect(accessOf(lamp, scopeOf(rules))).to.equal("see");
    expect(accessOf(lamp, scopeOf([...rules].reverse()))).to.equal("see");
  });

  it("is none where no rule speaks", () => {
    expect(accessOf(lamp, scopeOf([]))).to.equal("none");
  });

  it("lets only control act", () => {
    expect(
      accesses.map((access) => mayControl(lamp, scopeOf([rule({ kind: "all" }, access)]))),
    ).to.deep.equal([false, false, true]);
  });
});

describe("accessOf, over any rules", () => {
  const ids = { entity: "light.lamp", device: "d1", area: "hall", floor: "ground" } as const;
  const anySelect: fc.Arbitrary<Select> = fc.oneof(
    fc.constantFrom(...selections),
    fc.constantFrom(...(["entity", "device", "area", "floor"] as const)).map((kind) => ({
      ...{ kind, id: `not ${ids[kind]}` },
    })),
  );
  const anyRules = fc.array(
    fc
      .tuple(anySelect, fc.constantFrom(...accesses))
      .map(([select, access]) => rule(select, access)),
    { maxLength: 8 },
  );
  const rank = (access: Access) => accesses.indexOf(access);

  it("is the strictest of the most specific", () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        const matching = rules.filter(({ select }) => selections.includes(select));
        const kinds = selections.map(({ kind }) => kind);
        const nearest = Math.min(...matching.map(({ select }) => kinds.indexOf(select.kind)));
        const deciding = matching.filter(({ select }) => select.kind === kinds[nearest]);
        const expected = Math.min(...deciding.map(({ access }) => rank(access)));
        expect(rank(accessOf(lamp, scopeOf(rules)))).to.equal(deciding.length === 0 ? 0 : expected);
      }),
    );
  });

  it("is never wider with a token than without, nor than the token's own", () => {
    fc.assert(
      fc.property(anyRules, anyRules, (user, token) => {
        const both = rank(accessOf(lamp, scopeOf(user, token)));
        expect(both).to.equal(
          Math.min(rank(accessOf(lamp, scopeOf(user))), rank(accessOf(lamp, scopeOf(token)))),
        );
      }),
    );
  });

  it("hides nothing where everything is said to be seen", () => {
    const mostlyAll = fc.array(
      fc
        .constantFrom<Select>({ kind: "all" }, { kind: "all" }, { kind: "domain", id: "sun" })
        .chain((select) => fc.constantFrom(...accesses).map((access) => rule(select, access))),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(mostlyAll, fc.option(mostlyAll, { nil: undefined }), (user, token) => {
        const scope = scopeOf(user, token);
        expect(!seesAll(scope) || (maySee(lamp, scope) && maySee(bare, scope))).to.equal(true);
      }),
    );
  });
});

describe("a scope", () => {
  const { all, exposed, none } = namedScopes;

  it("shows everything only when no layer hides anything", () => {
    expect(
      [
        scopes.all,
        scopes.exposed,
        scopes.none,
        scopeOf([]),
        scopeOf(all, all),
        scopeOf(all, exposed),
        scopeOf(all, []),
      ].map(seesAll),
    ).to.deep.equal([true, false, false, false, true, false, false]);
  });

  it("has the name of its narrowest layer, and none when one of them was chosen", () => {
    const chosen = [rule({ kind: "domain", id: "light" }, "see")];

    expect(
      [scopeOf(all), scopeOf(all, exposed), scopeOf(none, all), scopeOf(all, chosen)].map(
        nameOfScope,
      ),
    ).to.deep.equal(["all", "exposed", "none", undefined]);
    expect(describeScope(scopeOf(all, exposed))).to.equal("exposed");
    expect(describeScope(scopeOf(all, chosen))).to.equal("chosen");
  });

  it("has the name of a layer that selects the same, whoever wrote it, and none if not always", () => {
    const [written] = [rule({ kind: "all" }, "control")];

    expect(nameOfScope(scopeOf([written]))).to.equal("all");
    for (const more of [{ until: 5 }, { when: { weekdays: ["mon"] } }] as const)
      expect(nameOfScope(scopeOf([{ ...written, ...more }]))).to.equal(undefined);
  });

  it("has one key for what shows the same, and others with a token, a person or what the house keeps", () => {
    const scopes = [
      scopeOf(all),
      scopeOf(all, all),
      scopeOf(all, undefined, { self: "ada" }),
      scopeOf(all, undefined, { house: all }),
    ];

    expect(scopeOf(all).key).to.equal(scopeOf(all).key);
    expect(new Set(scopes.map(({ key }) => key))).to.have.property("size", scopes.length);
  });
});

describe("what is private", () => {
  const hidden = scopeOf([rule({ kind: "private" }, "none"), ...namedScopes.all], undefined, {
    self: "ada",
  });
  const phone = (people?: readonly string[]): EntityFacts => ({
    ...{ ...bare, personal: true },
    ...(people === undefined ? {} : { people }),
  });

  for (const [what, entity, access] of [
    ["tells of nobody", bare, "control"],
    ["tells of somebody else", phone(["bob"]), "none"],
    ["tells of nobody knows whom", phone(), "none"],
    ["tells of oneself", phone(["ada"]), "control"],
    ["tells of oneself and of others", phone(["bob", "ada"]), "control"],
  ] as const)
    it(`is ${access} where it ${what}`, () => {
      expect(accessOf(entity, hidden)).to.equal(access);
    });

  it("tells of others, of whatever it tells, to somebody without a home", () => {
    expect(accessOf(phone(["ada"]), scopeOf(hidden.user))).to.equal("none");
  });
});

describe("what the house keeps from tokens", () => {
  const { all } = namedScopes;
  const kept: ScopeRule = { ...rule({ kind: "private" }, "none"), isDefault: true };
  const keeping = (...more: readonly ScopeRule[]) =>
    scopeOf(all, undefined, { house: [kept, ...all, ...more] });
  const camera: EntityFacts = { ...bare, entity_id: "camera.a", personal: true };

  for (const [what, more, access] of [
    ["when nobody speaks of it", [], "none"],
    ["when somebody lets it be seen", [rule({ kind: "private" }, "see")], "see"],
    [
      "when two differ about it",
      [rule({ kind: "private" }, "none"), rule({ kind: "private" }, "control")],
      "none",
    ],
    [
      "when somebody speaks of that entity",
      [rule({ kind: "entity", id: "camera.a" }, "control")],
      "control",
    ],
    [
      "when somebody speaks of another",
      [rule({ kind: "entity", id: "camera.b" }, "control")],
      "none",
    ],
  ] as const)
    it(`is ${access} ${what}`, () => {
      expect(accessOf(camera, keeping(...more))).to.equal(access);
    });

  it("can only show less", () => {
    const scope = scopeOf([rule({ kind: "all" }, "see")], undefined, { house: all });

    expect(accessOf(camera, scope)).to.equal("see");
  });

  it("may hide something, until somebody shows all that is private", () => {
    expect(
      [
        keeping(),
        keeping(rule({ kind: "private" }, "see")),
        keeping(rule({ kind: "private" }, "none")),
        scopeOf(all, all, { house: all }),
      ].map(seesAll),
    ).to.deep.equal([false, true, false, true]);
  });

  it("leaves the scope its name", () => {
    expect(nameOfScope(keeping())).to.equal("all");
  });
});
