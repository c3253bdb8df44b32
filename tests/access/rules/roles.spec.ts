import { expect } from "chai";
import type { RoleChange } from "../../../server/access/rules/house-rules.ts";
import { decide } from "../../../server/policy/decide.ts";
import { builtInRoles } from "../../../server/policy/roles.ts";
import { nameOfScope } from "../../../server/policy/scope.ts";
import type { PermissionsView } from "../../../shared/views.ts";
import { startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";

const looks: PermissionsView = {
  rules: [
    { target: "effect:read", decision: "allow" },
    { target: "tool:set_light", decision: "confirm", when: { weekdays: ["sat", "sun"] } },
  ],
  scope: [
    { select: "area:kitchen", access: "control" },
    { select: "entity:lock.front", access: "none", until: 4e12 },
  ],
  limits: [
    { name: "Dim", service: "light.turn_on", field: "brightness_pct", min: 1, max: 60 },
    { name: "Slow", service: "*", select: "domain:cover", cooldown_s: 30, per_day: 5 },
    { name: "Few", service: "light.*", max_targets: 3, when: { presence: "nobody_home" } },
    { name: "Modes", service: "fan.set_preset_mode", field: "preset_mode", choices: ["eco"] },
  ],
};
const nothing: PermissionsView = { rules: [], scope: [], limits: [] };

describe("roles", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  const roles = () => house.access.roles;
  const put = (name: string, change: RoleChange = {}) =>
    roles().put(name, change, house.people.admin.user.id);
  const enter = (who: "resident" | "editor") =>
    house.access.authenticate(house.people[who].secret, { door: "rest", address: "::1" });

  it("are the built-in ones as they are delivered, in words", async () => {
    const all = await roles().list();

    expect(all.map(({ name }) => name)).to.deep.equal(Object.keys(builtInRoles));
    for (const role of all) expect(role).to.deep.include({ built_in: true, changed: false });
    expect(await roles().get("guest")).to.deep.include({
      powers: [],
      permissions: {
        rules: [
          { target: "effect:read", decision: "allow" },
          { target: "effect:execute", decision: "allow" },
          { target: "sensitive", decision: "deny" },
        ],
        scope: [{ select: "exposed", access: "control" }],
        limits: [],
      },
    });
  });

  it("may be made, of nothing until somebody says what they may", async () => {
    expect(await put("nanny", { description: " Looks after the children. " })).to.deep.equal({
      ...{ name: "nanny", description: "Looks after the children.", built_in: false },
      ...{ changed: false, powers: [], permissions: nothing },
    });

    await put("nanny", { permissions: looks });
    await put("nanny", { powers: ["auditor"] });

    expect(await roles().get("nanny")).to.deep.equal({
      ...{ name: "nanny", description: "Looks after the children.", built_in: false },
      ...{ changed: false, powers: ["auditor"], permissions: looks },
    });
  });

  it("that people have are theirs at once", async () => {
    await put("nanny", { permissions: looks, powers: ["auditor"] });
    await house.access.users.change(house.people.resident.user.id, { role: "nanny" });

    const principal = await enter("resident");

    expect(principal).to.deep.include({ role: "nanny", powers: ["auditor"] });
    expect(
      decide({ name: "get_entity", toolset: "explore", effect: "read" }, principal.rights),
    ).to.deep.equal({ kind: "allow", rule: "role nanny: effect:read" });
    expect(principal.rights.limits).to.have.length(4);
  });

  it("that are deleted leave their people as viewers of nothing, and give nothing to their like", async () => {
    await put("nanny", { permissions: looks, powers: ["admin"] });
    await house.access.users.change(house.people.resident.user.id, { role: "nanny" });

    await roles().delete("nanny");

    const principal = await enter("resident");
    expect(principal).to.deep.include({ role: "viewer", powers: [] });
    expect(nameOfScope(principal.rights.scope)).to.equal("none");
    expect(await roles().get("nanny")).to.equal(undefined);
    expect(await put("nanny")).to.deep.include({ permissions: nothing, powers: [] });
  });

  it("that are built in may be changed, in one thing or another, and are as delivered again", async () => {
    const before = await roles().get("editor");

    await put("editor", { permissions: looks });
    expect(await roles().get("editor")).to.deep.equal({
      ...{ ...before, permissions: looks, changed: true },
    });
    await put("editor", { powers: ["auditor"], description: "Writes." });
    expect(await roles().get("editor")).to.deep.include({
      ...{ powers: ["auditor"], description: "Writes.", permissions: looks },
    });

    expect(await roles().reset("editor")).to.deep.equal(before);
    expect(await roles().list()).to.have.length(5);
  });

  it("cannot be reset or deleted when they are not such", async () => {
    await put("nanny");

    for (const [refused, code] of [
      [roles().reset("nanny"), "not_found"],
      [roles().reset("nobody"), "not_found"],
      [roles().delete("nobody"), "not_found"],
      [roles().delete("viewer"), "conflict"],
    ] as const)
      expect(await failureOf(refused)).to.have.property("code", code);
  });

  it("have names of small letters, digits, hyphens and underscores", async () => {
    for (const name of ["", "Nanny", "-nanny", "1nanny", "na nny", "n".repeat(41), "__proto__"])
      expect(await failureOf(put(name)), name).to.have.property("code", "invalid_input");
  });

  it("are refused when they make no sense, and stay as they were", async () => {
    // As they may come from who knows no types.
    const changes: readonly object[] = [
      { description: "x".repeat(501) },
      { powers: ["root"] },
      { permissions: { ...nothing, scope: [{ select: "house", access: "see" as const }] } },
    ];
    for (const change of changes)
      expect(await failureOf(put("viewer", change))).to.have.property("code", "invalid_input");

    expect(await roles().get("viewer")).to.have.property("changed", false);
  });

  it("are at most a hundred", async () => {
    for (let count = 5; count < 100; count += 1)
      await house.store.roles.put(
        { name: `role-${count}`, description: "", powers: [], changed_at: 1 },
        100,
      );
    await put("viewer", { description: "Looks." });

    expect(await failureOf(put("one-more"))).to.deep.include({
      ...{ code: "conflict", message: "There are 100 roles already." },
    });
  });

  describe("of admins", () => {
    it("keep an admin: the role admin its power", async () => {
      expect(await failureOf(put("admin", { powers: [] }))).to.deep.include({
        ...{ code: "conflict", message: "The role admin keeps its power." },
      });
    });

    it("cannot be taken from the last of them", async () => {
      await put("owner", { powers: ["admin"] });
      await house.access.users.change(house.people.editor.user.id, { role: "owner" });
      await house.access.users.change(house.people.admin.user.id, { role: "guest" });

      for (const refused of [put("owner", { powers: ["auditor"] }), roles().delete("owner")])
        expect(await failureOf(refused)).to.deep.include({
          ...{ code: "conflict", message: "Nobody would be admin any more." },
        });
      expect((await enter("editor")).powers).to.deep.equal(["admin"]);
    });

    it("can be taken while there is another", async () => {
      await put("owner", { powers: ["admin"] });

      expect(await put("owner", { powers: [] })).to.deep.include({ powers: [] });
    });
  });
});
