import { expect } from "chai";
import fc from "fast-check";
import {
  callService,
  entitiesColl,
  ERR_INVALID_AUTH,
  getConfig,
  getServices,
  getStates,
  getUser,
  type Connection,
  type HassEntities,
} from "home-assistant-js-websocket";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { connect } from "./ha-client.ts";

describe("Home Assistant's own client at the demo home", () => {
  let home: DemoHome;
  let connection: Connection;

  beforeEach(async () => {
    home = await createDemoHome();
    connection = await connect(home);
  });
  afterEach(async () => {
    connection.close();
    await home.close();
  });

  const nextReady = () =>
    new Promise<void>((resolve) => {
      const onReady = () => {
        connection.removeEventListener("ready", onReady);
        resolve();
      };
      connection.addEventListener("ready", onReady);
    });

  it("reads config, user, services and states", async () => {
    const [config, user, services, states] = await Promise.all([
      getConfig(connection),
      getUser(connection),
      getServices(connection),
      getStates(connection),
    ]);

    expect(connection.haVersion).to.equal("2026.11.0");
    expect(config).to.include({ state: "RUNNING", time_zone: "Europe/Paris" });
    expect(user).to.include({ name: "Alex", is_owner: true });
    expect(services["light"]).to.include.keys("turn_on", "turn_off", "toggle");
    expect(states).to.have.length(home.states.size);
  });

  it("is refused with ERR_INVALID_AUTH when the token is wrong", async () => {
    const code: unknown = await connect(home, "wrong").catch((error: unknown) => error);

    expect(code).to.equal(ERR_INVALID_AUTH);
  });

  it("gets the context of its own call", async () => {
    const answer: unknown = await callService(
      connection,
      "light",
      "turn_on",
      { brightness: 90 },
      { entity_id: "light.hall_ceiling" },
    );

    const { state, attributes, context } = home.state("light.hall_ceiling");
    expect(state).to.equal("on");
    expect(attributes).to.include({ brightness: 90 });
    expect(answer).to.deep.equal({ context });
  });

  it("comes back by itself after a drop, and after a restart", async () => {
    for (const misfortune of [() => home.drop(), () => void home.restart()]) {
      const ready = nextReady();
      misfortune();
      await ready;

      expect(await getConfig(connection)).to.have.property("version", "2026.11.0");
    }
  });

  it("has the same states from compressed events as from get_states", async () => {
    let mirrored: HassEntities = {};
    const entities = entitiesColl(connection);
    const end = entities.subscribe((all) => (mirrored = all));
    const ids = ["light.floor_lamp", "lock.front_door", "sensor.made_up", "switch.kettle"];
    const value = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.constant(null));
    const change = fc.record({
      id: fc.constantFrom(...ids),
      how: fc.constantFrom("set", "set", "set", "call", "remove"),
      state: fc.constantFrom("on", "off", "7"),
      attributes: fc.dictionary(fc.constantFrom("one", "two", "three"), value),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        for (const { id, how, state, attributes } of changes)
          if (how === "remove") home.removeEntity(id);
          else if (how === "set") home.setState(id, state, attributes);
          else void callService(connection, "homeassistant", "toggle", {}, { entity_id: id });
        const states = await getStates(connection);

        for (const state of states)
          expect(precise(mirrored[state.entity_id])).to.deep.equal(precise(state));
        expect(Object.keys(mirrored)).to.have.length(states.length);
      }),
      { numRuns: 40 },
    );
    end();
  });
});

/** The client keeps times to the millisecond, and no `last_reported`. */
const precise = (state: HassEntities[string] | undefined) => ({
  entity_id: state?.entity_id,
  state: state?.state,
  attributes: state?.attributes,
  context: state?.context,
  last_changed: Date.parse(state?.last_changed ?? ""),
  last_updated: Date.parse(state?.last_updated ?? ""),
});
