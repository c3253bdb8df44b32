import { expect } from "chai";
import { AppError } from "../../server/errors.ts";
import type { TargetSelector } from "../../server/home/home.ts";
import type { ScopeRule } from "../../server/policy/rules.ts";
import { namedScopes, scopeOf } from "../../server/policy/scope.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";

const worktop = "light.kitchen_worktop";
const kitchen = { area_id: ["kitchen"] };

const withWorktop = (access: ScopeRule["access"]) =>
  scopeOf([
    ...namedScopes.all,
    { name: "worktop", select: { kind: "entity", id: worktop }, access },
  ]);

const failureOf = (resolve: () => unknown): AppError => {
  try {
    resolve();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("It was resolved.");
};

describe("a home to plan with", () => {
  let house: PlanningHouse;
  before(async () => {
    house = await startPlanning();
  });
  after(() => house.close());

  const resolve = (target: TargetSelector, domains?: readonly string[], scope = namedScope) =>
    house
      .plan(scope)
      .home.resolve(target, domains)
      .map(({ entity_id }) => entity_id);
  const namedScope = scopeOf(namedScopes.all);

  it("resolves an area, of all kinds and of one", () => {
    expect(resolve(kitchen, ["light"])).to.deep.equal(["light.kitchen_ceiling", worktop]);
    expect(resolve(kitchen)).to.include.members([worktop, "media_player.kitchen_speaker"]);
  });

  it("leaves out what is excluded", () => {
    expect(resolve({ ...kitchen, exclude: { entity_id: [worktop] } }, ["light"])).to.deep.equal([
      "light.kitchen_ceiling",
    ]);
  });

  it("takes all for all of a kind, and for nothing without one", () => {
    const all = { entity_id: ["all"] };

    expect(resolve(all, ["lock"]))
      .to.include("lock.front_door")
      .and.to.satisfy((ids: string[]) => ids.every((id) => id.startsWith("lock.")));
    expect(resolve(all)).to.deep.equal([]);
  });

  const unknown: [string, TargetSelector][] = [
    ["device", { device_id: ["nowhere"] }],
    ["area", { area_id: ["kitchen", "nowhere"] }],
    ["floor", { floor_id: ["nowhere"] }],
    ["label", { label_id: ["nowhere"] }],
    ["entity", { entity_id: [worktop, "nowhere"] }],
  ];
  for (const [kind, target] of unknown) {
    it(`refuses a target with ${kind} that is not there, with and without kinds`, () => {
      for (const domains of [undefined, ["light"]])
        expect(failureOf(() => resolve(target, domains))).to.include({
          code: "not_found",
          message: `There is no ${kind} "nowhere".`,
        });
    });

    it(`refuses to exclude ${kind} that is not there`, () => {
      expect(failureOf(() => resolve({ ...kitchen, exclude: target })).code).to.equal("not_found");
    });
  }

  it("knows labels that something visible has", () => {
    const labels = house
      .plan()
      .home.labels()
      .map(({ label_id }) => label_id);

    expect(labels).not.to.deep.equal([]);
    expect(() => resolve({ label_id: labels })).not.to.throw();
  });

  it("has nothing of what may not be seen, named or in its place", () => {
    const hidden = withWorktop("none");

    expect(resolve(kitchen, ["light"], hidden)).to.deep.equal(["light.kitchen_ceiling"]);
    expect(failureOf(() => resolve({ entity_id: [worktop] }, undefined, hidden))).to.include({
      code: "not_found",
      message: `There is no entity "${worktop}".`,
    });
  });

  it("leaves what may only be seen out of its place, and says so once", () => {
    const planning = house.plan(withWorktop("see"));

    planning.home.resolve(kitchen, ["light"]);
    planning.home.resolve(kitchen, ["light"]);

    expect(planning.leftOut).to.deep.equal(["Kitchen worktop: you may look at it, not control it"]);
  });

  it("names twenty of what is left out, and counts the rest", () => {
    const planning = house.plan();
    const [lamp] = planning.home.resolve({ entity_id: [worktop] });
    if (lamp === undefined) throw new Error("There is no lamp.");

    for (let number = 1; number <= 23; number += 1)
      planning.home.leaveOut({ ...lamp, name: `Lamp ${number}` }, "unavailable");

    expect(planning.leftOut).to.have.length(21);
    expect(planning.leftOut.slice(-2)).to.deep.equal(["Lamp 20: unavailable", "3 more"]);
  });

  it("refuses what may only be seen when it is named", () => {
    const seen = withWorktop("see");

    expect(failureOf(() => resolve({ entity_id: [worktop] }, undefined, seen))).to.include({
      code: "not_allowed",
      message: "You may look at Kitchen worktop, not control it.",
    });
  });
});
