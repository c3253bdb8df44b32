import { expect } from "chai";
import type { Principal } from "../../../server/access/principal.ts";
import { createAccess } from "../../../server/access/create-access.ts";
import type { LocalTime, Surroundings } from "../../../server/policy/conditions.ts";
import { decide } from "../../../server/policy/decide.ts";
import type { ToolFacts } from "../../../server/policy/rules.ts";
import { openStore } from "../../../server/store/store.ts";
import type { PermissionsView, RuleView } from "../../../shared/views.ts";
import { silentLog, startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";

const arrival = { address: "192.168.1.20", client: "curl/8" } as const;
const lamps: ToolFacts = { name: "set_light", toolset: "control", effect: "execute" };
const nothing: PermissionsView = { rules: [], scope: [], limits: [] };
const withRules = (...rules: readonly RuleView[]): PermissionsView => ({ ...nothing, rules });
const noLamps = withRules({ target: "tool:set_light", decision: "deny" });

const on = ({ rights }: Principal) => decide(lamps, rights);
const isFrozen = ({ rights }: Principal) => rights.frozen;

describe("permissions", () => {
  let house: TestAccess;
  let local: LocalTime | undefined;
  let states: Map<string, string>;

  const surroundings = (): Surroundings => ({
    now: house.clock.now(),
    local: () => local,
    somebodyHome: () => undefined,
    stateOf: (id) => states.get(id),
  });

  beforeEach(async () => {
    local = { weekday: "mon", minuteOfDay: 12 * 60 };
    states = new Map();
    house = await startAccess({
      surroundings: () => surroundings(),
      homePeople: () =>
        Promise.resolve([{ id: "ha-bob", name: "Bob", isAdmin: false, isActive: true }]),
    });
  });
  afterEach(() => house.close());

  const by = () => house.people.admin.user.id;
  const resident = () => house.people.resident;
  const put = (permissions: PermissionsView, id = resident().user.id) =>
    house.access.permissions.put([{ subject: { kind: "user", id }, permissions }], by());

  /** Everybody who may come without being asked for more: by token, by session, through Ingress. */
  async function ways(): Promise<readonly (readonly [string, () => Promise<Principal>])[]> {
    const { access } = await house.access.signIn.withPassword(
      { username: "resident", password: "correct horse" },
      arrival,
    );
    return [
      ["token", () => house.access.authenticate(resident().secret, { ...arrival, door: "rest" })],
      ["session", () => house.access.authenticateSession(access, arrival)],
      ["Ingress", () => house.access.authenticateHomeUser({ id: "ha-bob" }, arrival)],
    ];
  }
  const idOf = async (enter: () => Promise<Principal>) => (await enter()).user.id;
  const tokenEnters = () =>
    house.access.authenticate(resident().secret, { ...arrival, door: "rest" });

  describe("are effective on the next call, by a token, a session and Ingress,", () => {
    it("when something is written for the user", async () => {
      for (const [way, enter] of await ways()) {
        const id = await idOf(enter);
        expect(on(await enter()).kind, way).to.equal("allow");

        await put(noLamps, id);

        expect(on(await enter()), way).to.deep.equal({
          ...{ kind: "deny", rule: "user: tool:set_light" },
        });
        await house.access.permissions.delete({ kind: "user", id });
        expect(on(await enter()).kind, way).to.equal("allow");
      }
    });

    it("when something is written for the role, or the role is as it was delivered again", async () => {
      for (const [way, enter] of await ways()) {
        await enter();

        await house.access.roles.put("resident", { permissions: noLamps }, by());

        expect(on(await enter()), way).to.deep.equal({
          ...{ kind: "deny", rule: "role resident: tool:set_light" },
        });
        await house.access.roles.reset("resident");
        expect(on(await enter()).kind, way).to.equal("allow");
      }
    });

    it("when something is written for everybody", async () => {
      const everybody = { kind: "everybody" } as const;
      for (const [way, enter] of await ways()) {
        await enter();

        await house.access.permissions.put([{ subject: everybody, permissions: noLamps }], by());

        expect(on(await enter()), way).to.deep.equal({
          ...{ kind: "deny", rule: "everybody: tool:set_light" },
        });
        await house.access.permissions.delete(everybody);
      }
    });

    it("when the user gets another role", async () => {
      for (const [way, enter] of await ways()) {
        const id = await idOf(enter);

        await house.access.users.change(id, { role: "viewer", role_from: "here" });

        expect(on(await enter()).kind, way).to.equal("deny");
        expect((await enter()).role, way).to.equal("viewer");
        await house.access.users.change(id, { role: "resident" });
      }
    });

    it("when the role gets a power, or loses it", async () => {
      for (const [way, enter] of await ways()) {
        expect((await enter()).powers, way).to.deep.equal([]);

        await house.access.roles.put("resident", { powers: ["auditor"] }, by());

        expect((await enter()).powers, way).to.deep.equal(["auditor"]);
        await house.access.roles.reset("resident");
      }
    });

    it("when somebody is frozen and thawed", async () => {
      const someone = { id: by(), username: "admin" };
      for (const [way, enter] of await ways()) {
        const target = { kind: "user", id: await idOf(enter) } as const;
        expect(isFrozen(await enter()), way).to.equal(undefined);

        await house.access.freeze.freeze(target, someone);

        expect(isFrozen(await enter()), way).to.equal("the user is frozen");
        await house.access.freeze.lift(target);
        expect(isFrozen(await enter()), way).to.equal(undefined);
      }
    });

    it("when a rule's time is over", async () => {
      const until = Date.now() + 60_000;
      for (const [way, enter] of await ways()) {
        house.clock.now = Date.now;
        await put(
          withRules({ target: "tool:set_light", decision: "deny", until }),
          await idOf(enter),
        );
        expect(on(await enter()).kind, way).to.equal("deny");

        house.clock.now = () => until;

        expect(on(await enter()).kind, way).to.equal("allow");
      }
    });

    it("when a rule's condition begins and ceases to hold, and cannot be told", async () => {
      const when = { hours: { from: "22:00", to: "06:00" } };
      for (const [way, enter] of await ways()) {
        await put(
          withRules({ target: "tool:set_light", decision: "approve", when }),
          await idOf(enter),
        );

        const kinds = [];
        for (const minuteOfDay of [21 * 60, 22 * 60, 6 * 60, undefined]) {
          local = minuteOfDay === undefined ? undefined : { weekday: "mon", minuteOfDay };
          kinds.push(on(await enter()).kind);
        }

        expect(kinds, way).to.deep.equal(["allow", "approve", "allow", "deny"]);
        local = { weekday: "mon", minuteOfDay: 0 };
      }
    });
  });

  it("by another process are effective when they are heard of", async () => {
    await tokenEnters();
    const other = await openStore({ dataDir: house.dataDir, log: silentLog, version: "1" });
    const there = await createAccess({
      ...{ store: other, catalogue: house.access.catalogue, log: silentLog, bcryptCost: 4 },
    });

    const heard = new Promise<void>((resolve) => house.access.onChange(resolve));
    await there.permissions.put(
      [{ subject: { kind: "user", id: resident().user.id }, permissions: noLamps }],
      by(),
    );
    await heard;
    await there.close();
    await other.close();

    expect(on(await tokenEnters()).kind).to.equal("deny");
  });

  it("that change while they are read are not remembered as they were", async () => {
    let changing: Promise<unknown> | undefined;
    const { store } = house;
    const slow = {
      ...store,
      permissions: {
        ...store.permissions,
        async list() {
          const before = await store.permissions.list();
          if (changing === undefined && isArmed) {
            changing = access.permissions.put(
              [{ subject: { kind: "user", id: resident().user.id }, permissions: noLamps }],
              by(),
            );
            // Long enough for the change to be announced while this reading is under way.
            await heard;
          }
          return before;
        },
      },
    };
    let isArmed = false;
    const access = await createAccess({
      ...{ store: slow, catalogue: house.access.catalogue, log: silentLog, bcryptCost: 4 },
    });
    const heard = new Promise<void>((resolve) => {
      const stop = access.onChange(() => {
        stop();
        resolve();
      });
    });
    isArmed = true;
    await access.roles.put("viewer", { description: "Looks." }, by());
    await changing;

    const principal = await access.authenticate(resident().secret, { ...arrival, door: "rest" });
    await access.close();

    expect(on(principal).kind).to.equal("deny");
  });

  it("ask the database for nothing on the path of a call", async () => {
    const asked: string[] = [];
    const watched = <Part extends object>(name: string, part: Part): Part =>
      new Proxy(part, {
        get(target, key, receiver): unknown {
          asked.push(`${name}.${String(key)}`);
          return Reflect.get(target, key, receiver);
        },
      });
    const { users, tokens, roles, permissions, catalogues } = house.store;
    const store = {
      ...house.store,
      ...{ users: watched("users", users), tokens: watched("tokens", tokens) },
      ...{ roles: watched("roles", roles), permissions: watched("permissions", permissions) },
      settings: watched("settings", house.store.settings),
      catalogues: watched("catalogues", catalogues),
    };
    const access = await createAccess({
      ...{ store, catalogue: house.access.catalogue, log: silentLog, bcryptCost: 4 },
    });
    const enter = async () => {
      const principal = await access.authenticate(resident().secret, { ...arrival, door: "rest" });
      expect(await access.isAlive(principal)).to.equal(true);
      return principal;
    };
    // What the first look at the revision finds is new.
    await new Promise<void>((resolve) => access.onChange(resolve));
    const first = await enter();

    asked.length = 0;
    const second = await enter();
    const settings = access.settings.now();
    await access.close();

    expect(second.rights).to.equal(first.rights);
    expect(settings).to.equal(access.settings.now());
    expect(asked.filter((call) => call !== "tokens.countUse")).to.deep.equal([]);
  });

  it("are written for all of several, or for none", async () => {
    const item = (id: string, permissions = noLamps) => ({
      ...{ subject: { kind: "user", id } as const, permissions },
    });
    const [one, other] = [resident().user.id, house.people.guest.user.id];
    const wrong = withRules({ target: "effect:fly", decision: "allow" });

    for (const items of [
      [item(one), item("nobody")],
      [item(one), item(other, wrong)],
    ])
      expect(await failureOf(house.access.permissions.put(items, by()))).to.have.property("code");
    expect(await house.access.permissions.get({ kind: "user", id: one })).to.deep.equal(nothing);

    await house.access.permissions.put([item(one), item(other)], by());
    for (const id of [one, other])
      expect(await house.access.permissions.get({ kind: "user", id })).to.deep.equal(noLamps);
  });

  it("are for users and roles that there are, and make sense", async () => {
    const { permissions } = house.access;
    const of = (kind: "user" | "role", id: string) => [
      { subject: { kind, id } as const, permissions: nothing },
    ];

    for (const kind of ["user", "role"] as const)
      expect(await failureOf(permissions.put(of(kind, "nobody"), by()))).to.deep.include({
        ...{ code: "not_found", message: `There is no such ${kind}.` },
      });
    expect(
      await failureOf(put(withRules({ target: "all", decision: "deny", until: 5 }))),
    ).to.deep.include({ code: "invalid_input", message: "rules.0.until: it has passed." });
  });

  it("can be taken away, once", async () => {
    await put(noLamps);
    const subject = { kind: "user", id: resident().user.id } as const;

    expect(await house.access.permissions.delete(subject)).to.equal(true);
    expect(await house.access.permissions.delete(subject)).to.equal(false);
  });

  it("go with their user", async () => {
    const { id } = house.people.guest.user;
    await put(noLamps, id);

    await house.access.users.delete(id);

    expect(await house.access.permissions.get({ kind: "user", id })).to.deep.equal(nothing);
  });
});
