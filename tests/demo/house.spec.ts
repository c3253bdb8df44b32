import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo } from "./talk.ts";

describe("The demo house", () => {
  const homes: DemoHome[] = [];
  const open = async (...options: Parameters<typeof createDemoHome>) => {
    const home = await createDemoHome(...options);
    homes.push(home);
    return home;
  };
  afterEach(async () => {
    hangUp();
    for (const home of homes.splice(0)) await home.close();
  });

  it("is furnished with what people have", async () => {
    const { states } = await open();
    const domains = new Set([...states.keys()].map((id) => id.split(".")[0]));

    expect(states.size).to.be.within(60, 150);
    expect([...domains]).to.include.members(
      "alarm_control_panel automation binary_sensor button calendar camera climate counter cover device_tracker event fan group input_boolean input_button input_datetime input_number input_select input_text light lock media_player number person scene script sensor sun switch timer todo update vacuum valve weather zone".split(
        " ",
      ),
    );
  });

  it("has an attic motion sensor, and names that are not English", async () => {
    const { states } = await open();
    const names = [...states.values()].map(({ attributes }) => String(attributes["friendly_name"]));

    expect(names).to.include.members([
      ...["Attic Motion", "Heizung Büro", "Détecteur de fumée", "Abschließen", "Außenlicht"],
    ]);
    expect(names.filter((name) => name === "" || name === "undefined")).to.deep.equal([]);
  });

  it("lets whoever reads a camera's state see its picture, as the real one does", async () => {
    const { attributes } = (await open()).state("camera.doorbell");

    expect(attributes["entity_picture"]).to.equal(
      `/api/camera_proxy/camera.doorbell?token=${String(attributes["access_token"])}`,
    );
  });

  it("is the same house for the same seed", async () => {
    const [one, same, other] = [
      await open({ seed: 7, entities: 400 }),
      await open({ seed: 7, entities: 400 }),
      await open({ seed: 8, entities: 400 }),
    ];
    const plan = ({ registry }: DemoHome) =>
      [...registry.values()].map(({ entity_id, id, device_id }) => [entity_id, id, device_id]);

    expect(plan(one)).to.deep.equal(plan(same));
    expect(plan(one)).not.to.deep.equal(plan(other));
  });

  it("grows to as many entities as asked for, in rooms and devices", async () => {
    const home = await open({ entities: 10_000 });
    const talk = await talkTo(home);
    const count = async (type: string) => ((await talk.read(type)) as readonly unknown[]).length;

    expect(home.states.size).to.equal(10_000);
    expect(await count("config/area_registry/list")).to.be.within(100, 1_000);
    expect(await count("config/device_registry/list")).to.be.within(2_000, 7_000);
  });

  it("shrinks to nothing less than its furniture", async () => {
    expect((await open({ entities: 3 })).states.size).to.equal((await open()).states.size);
  });

  it("stands still unless it is told to move", async () => {
    const [still, moving] = [await open(), await open({ movingMs: 5 })];
    const before = [new Map(still.states), new Map(moving.states)] as const;
    await pause(100);

    expect(new Map(still.states)).to.deep.equal(before[0]);
    expect(new Map(moving.states)).not.to.deep.equal(before[1]);
  });
});
