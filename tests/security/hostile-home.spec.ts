import { expect } from "chai";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

// Words that every JavaScript object knows, in the places where a home has words of its own.
describe("A home that calls its things like the insides of JavaScript", () => {
  let house: House;

  before(async () => {
    house = await startHouse();
    const { demo } = house;
    demo.addEntity({ entity_id: "constructor.thing", state: "on", name: "Undecided thing" });
    demo.addEntity({ entity_id: "person.zoe", state: "constructor", name: "Zoe" });
    demo.addEntity({ entity_id: "alarm_control_panel.attic", state: "toString", name: "Attic" });
    demo.addEntity({
      ...{ entity_id: "binary_sensor.odd", state: "on", name: "Odd sensor" },
      attributes: { device_class: "valueOf" },
    });
    demo.addService("constructor", "build");
    await until("the odd sensor", async () => (await found("Odd sensor")).length === 1);
  });
  after(() => house.close());

  const found = async (text: string) => {
    const { entities } = await house.result("find_entities", { text });
    return entities as { readonly id: string }[]; // as its schema says
  };

  it("is mirrored and searched all the same", async () => {
    expect(await found("Undecided thing")).to.have.nested.property("[0].id", "constructor.thing");
  });

  it("is still overlooked as a whole", async () => {
    const { now, elsewhere } = await house.result("home_overview");

    expect(elsewhere).to.have.own.property("constructor", 1);
    expect(now).to.deep.include({ what: "alarm toString", count: 1, names: ["Attic"] });
  });

  it("shows each of these things", async () => {
    // Others' persons are in no token: a person asks.
    const { id } = house.people.resident.user;
    const wanted = ["constructor.thing", "person.zoe", "binary_sensor.odd"];
    const { entities } = await house.result(
      "get_entity",
      { entities: wanted },
      await house.access.principalOf({ userId: id }),
    );

    expect(entities).to.have.length(3);
  });

  it("lists its services", async () => {
    const services = () => house.result("list_services", { service: "constructor.build" });
    await until("the service", () =>
      services().then(
        () => true,
        () => false,
      ),
    );

    const { domains } = await house.result("list_services");

    expect(domains).to.have.own.property("constructor").that.deep.equals(["build"]);
  });
});
