import { expect } from "chai";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { startHouse, type House } from "../support/house.ts";
import { until } from "../support/until.ts";

interface Overview {
  readonly entities: number;
  readonly floors: readonly {
    readonly name?: string;
    readonly areas: readonly {
      readonly name: string;
      readonly temperature?: string;
      readonly has: Readonly<Record<string, number>>;
    }[];
  }[];
  readonly elsewhere: Readonly<Record<string, number>>;
  readonly now: readonly {
    readonly what: string;
    readonly count: number;
    readonly names: string[];
  }[];
}

describe("home_overview", () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  const look = async (who?: Parameters<House["enter"]>[0]) => {
    const principal = who === undefined ? undefined : await house.enter(who);
    return (await house.result("home_overview", {}, principal)) as unknown as Overview; // as its schema says
  };
  const nowOf = ({ now }: Overview, what: string) => now.find((group) => group.what === what);

  it("tells floors, their rooms, and how much of what is in each", async () => {
    const { floors } = await look();

    const kitchen = floors[0]?.areas.find(({ name }) => name === "Kitchen");
    expect(floors.map(({ name }) => name)).to.deep.equal([
      ...["Ground floor", "Upstairs", "Top floor", undefined],
    ]);
    expect(kitchen?.has).to.include({ light: 2, media_player: 1 });
    expect(floors.at(-1)?.areas.map(({ name }) => name)).to.include("Garden");
  });

  it("tells what is going on", async () => {
    const overview = await look();

    expect(nowOf(overview, "lights on")?.names).to.include("Kitchen ceiling");
    expect(nowOf(overview, "window open")?.names).to.deep.equal(["Bedroom window"]);
    expect(nowOf(overview, "people home")).to.equal(undefined);
  });

  it("tells who is at home to a person, who comes without a token", async () => {
    const { id } = house.people.resident.user;
    const resident = await house.access.principalOf({ userId: id });
    const overview = await house.result("home_overview", {}, resident);

    expect(nowOf(overview as unknown as Overview, "people home")).to.include({ count: 1 }); // as its schema says
  });

  it("follows what happens", async () => {
    house.demo.setState("lock.front_door", "unlocked");
    house.demo.setState("alarm_control_panel.house_alarm", "triggered");
    house.demo.setState("light.kitchen_ceiling", "unavailable");
    await until(
      "the lamp",
      () => house.home.snapshot().entities.get("light.kitchen_ceiling")?.state === "unavailable",
    );

    const overview = await look();

    expect(nowOf(overview, "unlocked")?.names).to.have.members(["Front door", "All doors"]);
    expect(nowOf(overview, "unavailable")?.names).to.include("Kitchen ceiling");
    expect(nowOf(overview, "lights on")?.names).not.to.include("Kitchen ceiling");
  });

  it("shows a guest only what the guest may see", async () => {
    const overview = await look("guest");

    expect(overview.entities).to.be.below((await look()).entities);
    expect(nowOf(overview, "unlocked")).to.equal(undefined);
    expect(overview.elsewhere).not.to.have.property("person");
  });

  it("answers in a few hundred tokens", async () => {
    const outcome = await house.call("home_overview");

    expect(outcome.ok && encode(outcome.json).length).to.be.below(700);
  });

  it("names ten of a group at most", async () => {
    for (let i = 0; i < 15; i += 1)
      house.demo.addEntity({ entity_id: `switch.row_${i}`, state: "on", name: `Row ${i}` });
    await until("the last switch", () => house.home.snapshot().entities.has("switch.row_14"));

    const group = nowOf(await look(), "switches on");

    expect(group?.count).to.be.at.least(15);
    expect(group?.names).to.have.length(10);
  });
});
