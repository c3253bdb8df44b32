import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import { startHouse, type House } from "../support/house.ts";
import { promise } from "../support/promise.ts";

const robins = [
  "person.robin",
  "device_tracker.robin_phone",
  "sensor.robin_phone_battery_level",
  "sensor.robin_phone_geocoded_location",
];
const alexs = robins.map((id) => id.replace("robin", "alex"));

describe("the privacy of the house", () => {
  let house: House;
  let alex: Principal;
  let robin: Principal;

  const comeFromHome = async (name: string): Promise<Principal> => {
    const person = await house.access.authenticateHomeUser(
      { id: house.demo.userId(name), name },
      { address: "172.30.32.2" },
    );
    const { id } = person.user;
    const { secret } = await house.access.tokens.create(id, { name: "chat", rights: "same" });
    return house.enter({ secret });
  };
  const failureOf = (outcome: Outcome) => (outcome.ok ? undefined : outcome.failure);

  before(async () => {
    house = await startHouse();
    alex = await comeFromHome("Alex");
    robin = await comeFromHome("Robin");
  });
  after(() => house.close());

  promise("access.privacy", "states of others, also for an admin's token", async () => {
    for (const entityId of [...robins, "camera.doorbell"]) {
      const outcome = await house.call("get_entity", { entities: [entityId] }, alex);

      expect(JSON.stringify(outcome), entityId).to.not.match(/Kléber|not_home|"state":"81/);
      expect(failureOf(outcome)?.code ?? JSON.stringify(outcome)).to.include("not_found");
    }
  });

  it("leaves people what is their own, with where they are", async () => {
    const own = await house.result("get_entity", { entities: alexs, all_attributes: true }, alex);
    const others = await house.result("get_entity", { entities: robins }, robin);

    expect(JSON.stringify(own)).to.include("Rue des Frères").and.include("48.58392");
    expect(JSON.stringify(others)).to.include("Kléber");
  });

  promise("access.privacy", "history and waiting", async () => {
    for (const [tool, args] of [
      ["get_history", { entities: ["device_tracker.robin_phone"], hours: 1 }],
      ["wait_for_state", { entities: ["person.robin"], state: "home", timeout_s: 1 }],
    ] as const) {
      const outcome = await house.call(tool, args, alex);

      expect(failureOf(outcome), tool).to.include({ code: "not_found" });
      expect(JSON.stringify(outcome)).to.not.match(/Kléber|not_home/);
    }
  });

  promise("access.privacy", "search and counts", async () => {
    const found = await house.result("find_entities", { text: "robin phone" }, alex);
    const overview = await house.result("home_overview", {}, alex);
    const own = await house.result("find_entities", { text: "alex phone" }, alex);
    const visible = [...house.home.snapshot().entities.values()].filter(
      ({ entity_id }) => ![...robins, "camera.doorbell"].includes(entity_id),
    );

    expect(JSON.stringify(found)).to.not.match(/robin/i);
    expect(JSON.stringify(own)).to.include("device_tracker.alex_phone");
    expect(JSON.stringify(overview)).to.not.match(/robin/i);
    expect(visible.length).to.be.below(house.home.snapshot().entities.size);
    const { home } = house.homes
      .find(undefined, undefined)
      .guard(alex.rights.scope, new AbortController().signal);
    expect([...home.entities()].map(({ entity_id }) => entity_id)).to.deep.equal(
      visible.map(({ entity_id }) => entity_id),
    );
    expect(home.status().entities).to.equal(visible.length);
  });

  describe("in zones", () => {
    const zone = async (who: Principal) =>
      (await house.result("get_entity", { entities: ["zone.home"], all_attributes: true }, who))[
        "entities"
      ];

    promise("access.privacy", "who is in them, and how many", async () => {
      const [seenByAlex, seenByRobin] = [await zone(alex), await zone(robin)];

      expect(seenByAlex).to.have.nested.property("[0].state", "1");
      expect(JSON.stringify(seenByAlex)).to.include("person.alex");
      expect(seenByRobin).to.have.nested.property("[0].state", "0");
      expect(JSON.stringify(seenByRobin)).to.not.match(/alex/i);
    });

    it("says where they are to who lives here", async () => {
      expect(JSON.stringify(await zone(robin))).to.include("48.58392");
    });

    promise("access.privacy", "how many there were, and search by how many there are", async () => {
      const past = await house.call("get_history", { entities: ["zone.home"], hours: 1 }, robin);
      const found = await house.result("find_entities", { domain: "zone", state: "1" }, robin);

      expect(JSON.stringify(past)).to.not.match(/"state":"\d/);
      expect(JSON.stringify(found)).to.not.include("zone.home");
    });
  });

  describe("among services", () => {
    const services = (who: Principal) =>
      house.homes
        .find(undefined, undefined)
        .guard(who.rights.scope, new AbortController().signal)
        .home.services();
    const named = (who: Principal) =>
      [...services(who)].map(({ domain, service }) => `${domain}.${service}`);

    promise("access.privacy", "what writes to their phones", () => {
      expect(named(alex)).to.include("notify.mobile_app_alex_phone");
      expect(named(robin)).to.not.include("notify.mobile_app_alex_phone");
    });

    it("leaves less to a token that was given a scope of its own", async () => {
      const { secret } = await house.access.tokens.create(alex.user.id, {
        ...{ name: "small", rights: "chosen" },
        chosen: { rules: { all: "allow" }, scope: "exposed" },
      });

      expect(named(await house.enter({ secret }))).to.include("light.turn_on");
      expect(named(await house.enter({ secret }))).to.not.include("notify.notify");
    });

    it("leaves a token what acts on no entity, to be judged", async () => {
      expect(named(robin)).to.include("notify.notify").and.include("homeassistant.restart");
      const restart = await house.call("call_service", { service: "homeassistant.restart" }, robin);
      expect(failureOf(restart)?.code).to.equal("not_allowed");
    });
  });

  it("shows people at the dashboard what their role shows", async () => {
    const { token: _, ...person } = await house.access.principalOf({ userId: alex.user.id });

    const seen = await house.result("get_entity", { entities: ["person.robin"] }, person);

    expect(JSON.stringify(seen)).to.include("person.robin");
  });
});
