import { expect } from "chai";
import { setTimeout as wait } from "node:timers/promises";
import type { Principal } from "../../server/access/principal.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import { createHomeQueue } from "../../server/gateway/home-queue.ts";
import { scopeOf } from "../../server/policy/scope.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

const resultOf = (outcome: Outcome) => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.result;
};

describe("Acting when things go wrong", function () {
  this.timeout(20_000);
  let house: House;
  let resident: Principal;
  before(async () => {
    house = await startHouse({ entities: 600 });
    resident = await house.enter("resident");
  });
  after(() => house.close());
  afterEach(() => house.demo.calm());

  const platformOf = (id: string) => house.home.snapshot().entities.get(id)?.platform;

  it("lets others go on beside a job that takes long", async () => {
    const queue = createHomeQueue({ concurrency: 1, placeMs: 20, timeoutMs: 5_000 });
    const never = new AbortController().signal;
    const order: string[] = [];
    const slow = queue.run("act", () => wait(300).then(() => order.push("slow")), never);
    const quick = queue.run("act", () => Promise.resolve(order.push("quick")), never);

    await Promise.all([slow, quick]);

    expect(order).to.deep.equal(["quick", "slow"]);
    await queue.close();
  });

  it("does not name a whole house that is left out", async () => {
    const looking: Principal = {
      ...resident,
      rights: {
        ...resident.rights,
        key: "looks at everything",
        scope: scopeOf([
          { name: "look", select: { kind: "all" }, access: "see" },
          {
            name: "worktop",
            select: { kind: "entity", id: "light.kitchen_worktop" },
            access: "control",
          },
        ]),
      },
    };

    const { left_out } = resultOf(
      await house.call("set_light", { targets: ["all"], on: true, rehearse: true }, looking),
    );

    expect(left_out).to.have.length(21);
    expect(left_out)
      .to.have.property("20")
      .that.matches(/^\d+ more$/);
  });

  it("does not say that a lamp has a color which it does not take", async () => {
    await house.result("set_light", { targets: ["light.floor_lamp"], color: "blue" });
    house.demo.deaf("light.floor_lamp", true);

    const deaf = resultOf(
      await house.call("set_light", { targets: ["light.floor_lamp"], color: "red" }),
    );
    house.demo.deaf("light.floor_lamp", false);
    const obedient = resultOf(
      await house.call("set_light", { targets: ["light.floor_lamp"], color: "red" }),
    );
    const same = resultOf(
      await house.call("set_light", { targets: ["light.floor_lamp"], color: "red" }),
    );

    expect(deaf["unconfirmed"]).to.deep.equal(["Floor lamp"]);
    expect(obedient).not.to.have.property("unconfirmed");
    expect(same).not.to.have.property("unconfirmed");
  });

  it("shows no password that is kept in a text, neither before nor after it is set", async () => {
    const wifi = "input_text.wifi";
    house.demo.addEntity({
      ...{ entity_id: wifi, name: "Wi-Fi", platform: "input_text", state: "old-pass-phrase" },
      attributes: { mode: "password", min: 0, max: 100 },
    });
    await until("the text", () => platformOf(wifi) === "input_text");

    const set = await house.call("set_value", { targets: [wifi], value: "new-pass-phrase" });
    const read = await house.call("get_entity", { entities: [wifi] });
    const past = await house.call("get_history", { entities: [wifi], points: true });
    const written = (await house.journal()).find(({ id }) => id === set.callId);

    expect(house.demo.state(wifi).state).to.equal("new-pass-phrase");
    expect(resultOf(set)).not.to.have.property("unconfirmed");
    for (const outcome of [set, read, past]) {
      expect(JSON.stringify(resultOf(outcome))).not.to.include("pass-phrase");
      expect(JSON.stringify(resultOf(outcome))).to.include("[secret]");
    }
    expect(written?.before).to.equal(JSON.stringify({ [wifi]: { state: "[secret]" } }));
    expect(written?.after).to.equal(written?.before);
  });

  it("names the member of a group that does not follow", async () => {
    const [group, members] = [
      "light.living_room_lights",
      ["light.floor_lamp", "light.living_room_ceiling", "light.shelf_strip"],
    ];
    await house.result("set_light", { targets: members, on: false });
    house.demo.deaf("light.shelf_strip", true);

    const result = resultOf(await house.call("set_light", { targets: [group], on: true }));
    house.demo.deaf("light.shelf_strip", false);

    expect(house.demo.state(group).state).to.equal("on");
    expect(result["unconfirmed"]).to.deep.equal(["Shelf strip"]);
  });

  it("says what was done of what the home could only do in part, and does not do it again", async () => {
    const lamps = ["light.kitchen_ceiling", "light.kitchen_worktop"];
    await house.result("set_light", { targets: lamps, on: false });
    house.demo.failPart("light.kitchen_worktop", true);
    const { length } = house.demo.calls;
    const act = () =>
      house.gateway.call({
        ...{ principal: resident, tool: "set_light", args: { targets: lamps, on: true } },
        ...{ idempotencyKey: "in part", signal: new AbortController().signal },
      });

    const first = resultOf(await act());
    const again = await act();
    house.demo.failPart("light.kitchen_worktop", false);

    expect(first).not.to.have.property("done");
    expect(first["failed"]).to.have.length(1);
    expect(first["entities"]).to.deep.equal([
      { id: "light.kitchen_ceiling", name: "Kitchen ceiling", state: "on, 100 %" },
    ]);
    expect(again).to.include({ ok: true, repeated: true });
    expect(house.demo.calls).to.have.length(length + 1);
  });

  it("unlocks again what was locked meanwhile, but not twice", async () => {
    const opener: Principal = {
      ...resident,
      rights: {
        ...resident.rights,
        key: "may unlock",
        user: [
          { name: "may unlock", target: { kind: "risk", risk: "unlock" }, decision: "allow" },
          ...resident.rights.user,
        ],
      },
    };
    const turn = (locked: boolean) =>
      house.call("set_lock", { targets: ["terrace door"], locked }, opener);
    const { length } = house.demo.calls;

    await turn(false);
    await turn(true);
    const third = await turn(false);
    const fourth = await turn(false);

    expect(house.demo.state("lock.terrace_door").state).to.equal("unlocked");
    expect(third).not.to.have.property("repeated");
    expect(resultOf(fourth)).to.include({ repeated: true });
    expect(house.demo.calls).to.have.length(length + 3);
  });

  it("answers what was done also when the answer cannot be kept, and then does it no more", async () => {
    const { answers } = house.store;
    const finish = answers.finish.bind(answers);
    const { length } = house.demo.calls;
    Object.assign(answers, { finish: () => Promise.reject(new Error("disk full")) });
    const act = () =>
      house.gateway.call({
        ...{ principal: resident, tool: "call_service", idempotencyKey: "not kept" },
        args: { service: "light.toggle", target: { entity_id: ["light.kitchen_worktop"] } },
        signal: new AbortController().signal,
      });

    const first = await act();
    Object.assign(answers, { finish });
    const again = await act();

    expect(first.ok).to.equal(true);
    expect(again.ok).to.equal(false);
    expect(house.demo.calls).to.have.length(length + 1);
  });
});

describe("A door that is as forgiving as mcpo", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors({ mcpo_compatible: true });
  });
  after(() => doors.close());

  const ask = (args: object) =>
    doors.http
      .post("/rest/set_light")
      .auth(doors.people.resident.secret, { type: "bearer" })
      .send({ targets: ["kitchen"], on: false, ...args });

  for (const misspelt of [{ rehearsal: true }, { exclude: ["kitchen ceiling"] }])
    it(`does nothing when it is told ${Object.keys(misspelt).join()}, which is no argument`, async () => {
      const answer = await ask(misspelt);

      expect(answer.status).to.equal(422);
      expect(doors.home.calls).to.deep.equal([]);
    });

  it("still takes null for what is left out", async () => {
    expect((await ask({ except: null, rehearse: null, plan_hash: null })).status).to.equal(200);
  });
});
