import { expect } from "chai";
import type { FreezeHelper } from "../../../server/access/rules/house-rules.ts";
import type { FreezeTarget } from "../../../shared/views.ts";
import { accessOf } from "../../../server/policy/scope.ts";
import { startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";

const everything: FreezeTarget = { kind: "everything" };
const quiet: FreezeHelper = {
  ...{ entity_id: "input_boolean.quiet", states: ["on"], freezes: everything },
};

describe("freezing", () => {
  let house: TestAccess;
  /** States of the home; nothing while the home is not known. */
  let states: Map<string, string> | undefined;
  beforeEach(async () => {
    states = new Map([["input_boolean.quiet", "off"]]);
    house = await startAccess({
      surroundings: () => ({
        now: house.clock.now(),
        local: () => (states === undefined ? undefined : { weekday: "mon", minuteOfDay: 0 }),
        somebodyHome: () => undefined,
        stateOf: (id) => states?.get(id),
      }),
    });
  });
  afterEach(() => house.close());

  const freeze = () => house.access.freeze;
  const admin = () => ({ id: house.people.admin.user.id, username: "admin" });
  const token = (): FreezeTarget => ({ kind: "token", id: house.people.resident.token.id });
  const user = (): FreezeTarget => ({ kind: "user", id: house.people.resident.user.id });
  const enter = (who: "resident" | "guest" = "resident", door: "rest" | "api" = "rest") =>
    house.access.authenticate(house.people[who].secret, { door, address: "::1" });
  const frozen = async (who: "resident" | "guest" = "resident") => (await enter(who)).rights.frozen;
  const person = async () =>
    (await house.access.principalOf({ userId: house.people.resident.user.id })).rights.frozen;

  it("of everything is of everybody, people in the dashboard too, until it is lifted", async () => {
    await freeze().freeze(everything, admin());

    const now = [await frozen(), await frozen("guest"), await person()];
    expect(now).to.deep.equal(Array(3).fill("everything is frozen"));

    await freeze().lift(everything);
    expect([await frozen(), await person()]).to.deep.equal([undefined, undefined]);
  });

  it("of a user is of all that is theirs, and of nobody else", async () => {
    await freeze().freeze(user(), admin());

    expect([await frozen(), await person(), await frozen("guest")]).to.deep.equal([
      ...["the user is frozen", "the user is frozen", undefined],
    ]);
  });

  it("of a token is of that token alone", async () => {
    await freeze().freeze(token(), admin());

    expect([await frozen(), await person()]).to.deep.equal(["the token is frozen", undefined]);
  });

  it("lets no token into the API, and says why; what is open there ends", async () => {
    const [atApi, elsewhere] = [await enter("resident", "api"), await enter()];
    await freeze().freeze(user(), admin());

    expect(await failureOf(enter("resident", "api"))).to.deep.include({
      ...{ code: "not_allowed", message: "No token is let in here: the user is frozen." },
    });
    expect(await house.access.isAlive(atApi)).to.equal(false);
    expect(await house.access.isAlive(elsewhere)).to.equal(true);
    await enter("guest", "api");
  });

  it("changes the rights' key, so that nothing that was kept for them is used", async () => {
    const before = (await enter()).rights.key;
    await freeze().freeze(token(), admin());

    expect((await enter()).rights.key).to.not.equal(before);
  });

  it("is heard of by who listens", async () => {
    let heard = 0;
    house.access.onChange(() => (heard += 1));

    await freeze().freeze(token(), admin());
    await freeze().freeze(everything, admin());
    await freeze().lift(everything);

    expect(heard).to.equal(3);
  });

  it("stays on a token that is revoked, and goes with one that is deleted", async () => {
    const { id } = house.people.resident.token;
    await freeze().freeze(token(), admin());

    await house.access.tokens.revoke(id);
    expect(await house.access.tokens.get(id)).to.include({ frozen_by: admin().id });
    await house.access.tokens.delete(id);

    expect((await freeze().state()).tokens).to.deep.equal([]);
  });

  it("tells what is frozen, since when and by whom; who froze first stays", async () => {
    house.clock.now = () => 5_000_000_000_000;
    for (const target of [everything, user(), token()]) {
      await freeze().freeze(target, admin());
      await freeze().freeze(target, { id: house.people.guest.user.id, username: "guest" });
    }
    await freeze().addHelper(quiet);

    const state = await freeze().state();

    expect(state.everything).to.deep.equal({ since: 5_000_000_000_000, by: "admin" });
    expect(state.users.map(({ username, frozen_by }) => [username, frozen_by])).to.deep.equal([
      ["resident", admin().id],
    ]);
    expect(state.tokens.map(({ name, frozen_by }) => [name, frozen_by])).to.deep.equal([
      ["laptop", admin().id],
    ]);
    expect(state.helpers).to.deep.equal([{ ...quiet, is_frozen: false }]);
  });

  it("can be lifted where nothing is frozen, and not of what is not there", async () => {
    for (const target of [everything, user(), token()]) await freeze().lift(target);

    for (const kind of ["user", "token"] as const)
      for (const refused of [
        freeze().lift({ kind, id: "nobody" }),
        freeze().freeze({ kind, id: "nobody" }, admin()),
        freeze().addHelper({ ...quiet, freezes: { kind, id: "nobody" } }),
      ])
        expect(await failureOf(refused)).to.deep.include({
          ...{ code: "not_found", message: `There is no such ${kind}.` },
        });
  });

  describe("by a helper in the home", () => {
    const set = (state: string | undefined) => {
      if (state === undefined) states?.delete(quiet.entity_id);
      else states?.set(quiet.entity_id, state);
    };

    it("follows its state at each call, and what is not known of it counts as frozen", async () => {
      await freeze().addHelper(quiet);

      const seen = [];
      for (const state of ["off", "on", "unknown", "unavailable", undefined, "off"]) {
        set(state);
        seen.push((await frozen()) === "everything is frozen");
      }

      expect(seen).to.deep.equal([false, true, true, true, true, false]);
      set("on");
      expect((await freeze().state()).helpers).to.deep.equal([{ ...quiet, is_frozen: true }]);
    });

    it("freezes nothing while nothing is known of the home: nothing is reached then", async () => {
      await freeze().addHelper(quiet);
      states = undefined;

      expect(await frozen()).to.equal(undefined);
    });

    it("may be of one user or token", async () => {
      await freeze().addHelper({ ...quiet, freezes: user() });
      await freeze().addHelper({ ...quiet, entity_id: "input_select.mode", freezes: token() });
      states?.set("input_select.mode", "on");

      expect([await frozen(), await person(), await frozen("guest")]).to.deep.equal([
        ...["the token is frozen", undefined, undefined],
      ]);
      set("on");
      expect([await frozen(), await person(), await frozen("guest")]).to.deep.equal([
        ...["the user is frozen", "the user is frozen", undefined],
      ]);
    });

    it("keeps the helper out of every token's reach, and in that of people", async () => {
      await freeze().addHelper({ ...quiet, freezes: user() });
      const facts = {
        ...{ entity_id: quiet.entity_id, domain: "input_boolean", labels: [], exposed: true },
      };

      const { scope } = (await enter("guest")).rights;
      const { rights } = await house.access.principalOf({ userId: house.people.guest.user.id });

      expect(accessOf(facts, scope)).to.equal("none");
      expect(accessOf(facts, rights.scope)).to.equal("control");
    });

    it("ends when it is removed, once", async () => {
      await freeze().addHelper(quiet);
      set("on");

      expect(await freeze().removeHelper(quiet.entity_id)).to.equal(true);
      expect(await freeze().removeHelper(quiet.entity_id)).to.equal(false);

      expect(await frozen()).to.equal(undefined);
    });

    it("is one thing's alone, and they are at most fifty", async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          freeze().addHelper({ ...quiet, entity_id: `input_boolean.quiet_${index}` }),
        ),
      );

      expect((await freeze().state()).helpers).to.have.length(50);
      expect(
        await failureOf(freeze().addHelper({ ...quiet, entity_id: "input_boolean.quiet_1" })),
      ).to.deep.include({
        ...{ code: "conflict", message: "input_boolean.quiet_1 freezes something already." },
      });
      expect(await failureOf(freeze().addHelper(quiet))).to.deep.include({
        ...{ code: "conflict", message: "50 helpers freeze something already." },
      });
    });

    it("is an input_boolean or an input_select, in states that it can have", async () => {
      for (const [what, wrong] of Object.entries<Partial<FreezeHelper>>({
        "a lamp": { entity_id: "light.lamp" },
        "no entity": { entity_id: "input_boolean." },
        "no states": { states: [] },
        "an empty state": { states: [""] },
        "21 states": { states: Array.from({ length: 21 }, (_, index) => `${index}`) },
      }))
        expect(await failureOf(freeze().addHelper({ ...quiet, ...wrong })), what).to.have.property(
          "code",
          "invalid_input",
        );
    });
  });
});
