import { expect } from "chai";
import { createGuard } from "../../server/gateway/guard-home.ts";
import type { GuardedHome } from "../../server/gateway/guarded-home.ts";
import { createHomeQueue } from "../../server/gateway/home-queue.ts";
import { failureOf } from "../support/failure.ts";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";
import { scopes } from "../support/principals.ts";
import { promise } from "../support/promise.ts";

const day = 86_400_000;

describe("the guarded home", () => {
  let house: House;
  let guard: ReturnType<typeof createGuard>;
  const queue = createHomeQueue();
  const seenBy = (scope: keyof typeof scopes): GuardedHome =>
    guard(scopes[scope], new AbortController().signal).home;
  const ids = (home: GuardedHome) => [...home.entities()].map((entity) => entity.entity_id);

  before(async () => {
    house = await startHouse({ entities: 300 });
    const treasury = house.demo.addArea({ name: "Treasury" });
    house.demo.addEntity({
      entity_id: "lock.treasury",
      state: "locked",
      area_id: treasury,
      exposed: false,
    });
    house.demo.addEntity({
      entity_id: "group.everything",
      state: "on",
      attributes: {
        entity_id: ["lock.treasury", "lock.without_a_state", "light.kitchen_ceiling"],
        api_key: "abc",
      },
      exposed: true,
    });
    await until(
      "the exposure",
      () => house.home.snapshot().entities.get("group.everything")?.exposed === true,
    );
    await until("the treasury", () => house.home.snapshot().areas.has(treasury));
    guard = createGuard(house.home, queue);
  });
  after(async () => {
    await queue.close();
    await house.close();
  });

  it("shows everything to who may see all", () => {
    const home = seenBy("all");

    expect(ids(home)).to.have.length(house.home.snapshot().entities.size);
    expect(home.entity("lock.treasury")?.state).to.equal("locked");
    expect(home.areas().map(({ name }) => name)).to.include("Treasury");
    expect(home.status()).to.deep.equal(house.home.status());
    expect([...home.services()].map(({ service }) => service)).to.include("mobile_app_alex_phone");
  });

  promise("scope.unseen", "entities", () => {
    const home = seenBy("exposed");
    const snapshot = house.home.snapshot();

    expect(ids(home)).to.have.length.above(5);
    expect(ids(home).every((id) => snapshot.entities.get(id)?.exposed)).to.equal(true);
    expect(home.entity("lock.treasury")).to.equal(undefined);
    expect(home.entity("light.no_such")).to.equal(undefined);
  });

  promise("scope.unseen", "places, devices and labels", () => {
    const home = seenBy("exposed");
    const seen = [...home.entities()];

    expect(home.areas().map(({ name }) => name))
      .to.include("Kitchen")
      .and.not.to.include("Treasury");
    for (const { area_id } of home.areas())
      expect(seen.some((entity) => entity.area_id === area_id)).to.equal(true);
    for (const { floor_id } of home.floors())
      expect(seen.some((entity) => entity.floor_id === floor_id)).to.equal(true);
    for (const { device_id } of home.devices())
      expect(seen.some((entity) => entity.device_id === device_id)).to.equal(true);
    for (const { label_id } of home.labels())
      expect(seen.some((entity) => entity.labels.includes(label_id))).to.equal(true);
  });

  it("knows no hidden place by its id", () => {
    const { area_id = "" } = house.home.snapshot().entities.get("lock.treasury") ?? {};

    expect(seenBy("all").area(area_id)?.name).to.equal("Treasury");
    expect(seenBy("exposed").area(area_id)).to.equal(undefined);
  });

  it("shows the same to the first of more people than it remembers", () => {
    const { signal } = new AbortController();
    const seenAs = (self: string) =>
      ids(guard({ ...scopes.exposed, key: self, self }, signal).home).length;
    const first = seenAs("person 0");

    for (let person = 0; person <= 200; person += 1) seenAs(`person ${person}`);

    expect(seenAs("person 0")).to.equal(first);
  });

  it("finds a place, a floor and a device of what is seen by id", () => {
    const home = seenBy("exposed");
    const light = home.entity("light.kitchen_ceiling");

    expect(home.area(light?.area_id ?? "")?.name).to.equal("Kitchen");
    expect(home.floor(light?.floor_id ?? "")?.name).to.equal("Ground floor");
    expect(home.device(light?.device_id ?? "")).to.have.property("name");
  });

  promise("scope.unseen", "search, counts and suggestions", () => {
    const query = { text: "treasury", limit: 10, offset: 0 };

    expect(seenBy("all").search(query)).to.nested.include({
      total: 1,
      "hits[0].entity_id": "lock.treasury",
    });
    expect(seenBy("exposed").search(query)).to.deep.equal({ hits: [], total: 0 });
    expect(
      seenBy("all")
        .nearest("lock.treasury", 1)
        .map((one) => one.entity_id),
    ).to.deep.equal(["lock.treasury"]);
    expect(
      seenBy("exposed")
        .nearest("lock.treasury", 50)
        .map((one) => one.entity_id),
    ).not.to.include("lock.treasury");
  });

  it("takes secrets and hidden names out of attributes", () => {
    expect(seenBy("all").entity("group.everything")?.attributes["entity_id"]).to.deep.equal([
      "lock.treasury",
      "lock.without_a_state",
      "light.kitchen_ceiling",
    ]);
    expect(seenBy("exposed").entity("group.everything")?.attributes["entity_id"]).to.deep.equal([
      "light.kitchen_ceiling",
    ]);
    for (const scope of ["all", "exposed"] as const)
      expect(seenBy(scope).entity("group.everything")?.attributes).not.to.have.property("api_key");
  });

  it("tells a guest how many entities the guest sees, and nothing of the network", () => {
    const home = seenBy("exposed");

    expect(home.status().entities).to.equal(ids(home).length);
    expect(home.status()).not.to.have.property("reason");
  });

  it("lists to a guest no service that names a phone or belongs to no kind the guest sees", () => {
    const services = [...seenBy("exposed").services()].map((one) => `${one.domain}.${one.service}`);

    expect(services).to.include("light.turn_on");
    expect(services).not.to.include("notify.mobile_app_alex_phone");
    expect(services.filter((name) => name.startsWith("homeassistant."))).to.deep.equal([]);
  });

  it("shows nothing at all to who may see nothing", () => {
    const home = seenBy("none");

    expect(ids(home)).to.deep.equal([]);
    expect([home.areas(), home.floors(), home.devices(), home.labels()]).to.deep.equal([
      [],
      [],
      [],
      [],
    ]);
    expect([...home.services()]).to.deep.equal([]);
    expect(home.search({ limit: 10, offset: 0 }).total).to.equal(0);
    expect(home.config().time_zone).to.be.a("string");
  });

  promise("scope.unseen", "history", async () => {
    const period = { start: Date.now() - day, end: Date.now() };
    const asked = house.demo.received("history/history_during_period");

    const hidden = await failureOf(
      seenBy("exposed").history({ entity_ids: ["lock.treasury"], ...period }),
    );
    const missing = await failureOf(
      seenBy("exposed").history({ entity_ids: ["lock.none"], ...period }),
    );

    expect(hidden).to.include({
      code: "not_found",
      message: 'There is no entity "lock.treasury".',
    });
    expect(missing).to.include({ code: "not_found", message: 'There is no entity "lock.none".' });
    expect(house.demo.received("history/history_during_period")).to.equal(asked);
  });

  it("gives the history of what is seen, and notes what was looked at", async () => {
    const { home, touched } = guard(scopes.exposed, new AbortController().signal);

    const history = await home.history({
      entity_ids: ["light.kitchen_ceiling"],
      start: Date.now() - day,
      end: Date.now(),
    });
    home.search({ text: "bedroom window", limit: 1, offset: 0 });
    home.entity("lock.treasury");

    expect(history.get("light.kitchen_ceiling")).to.have.length.above(0);
    expect([...touched]).to.deep.equal(["light.kitchen_ceiling", "binary_sensor.bedroom_window"]);
  });

  it("follows when an entity is exposed or hidden", async () => {
    house.demo.addEntity({ entity_id: "light.lantern", state: "on", exposed: true });
    await until("the lantern", () => seenBy("exposed").entity("light.lantern") !== undefined);

    house.demo.removeEntity("light.lantern");
    await until("its end", () => seenBy("exposed").entity("light.lantern") === undefined);

    expect(ids(seenBy("exposed"))).not.to.include("light.lantern");
  });

  it("notes at most two hundred entities", () => {
    const { home, touched } = guard(scopes.all, new AbortController().signal);

    for (let i = 0; i < 5; i += 1) home.search({ limit: 1000, offset: 0 });

    expect(house.home.snapshot().entities.size).to.be.above(200);
    expect(touched.size).to.equal(200);
  });
});

describe("the guarded home that was never reached", () => {
  it("says so in its status, and refuses to be read", () => {
    const refused = () => {
      throw new Error("not there");
    };
    const guard = createGuard(
      {
        id: "far",
        name: "Far",
        snapshot: refused,
        status: () => ({ state: "connecting", entities: 0, breaker: "closed", reconnects: 0 }),
        search: refused,
        nearest: refused,
        history: refused,
        routines: refused,
        automations: refused,
        callService: refused,
        until: refused,
        people: refused,
        onPeople: refused,
        createSwitch: refused,
        ready: refused,
        close: () => Promise.resolve(),
      },
      createHomeQueue(),
    );

    const { home } = guard(scopes.exposed, new AbortController().signal);

    expect(home.status()).to.deep.equal({
      state: "connecting",
      entities: 0,
      breaker: "closed",
      reconnects: 0,
    });
    expect(() => home.config()).to.throw("not there");
  });
});
