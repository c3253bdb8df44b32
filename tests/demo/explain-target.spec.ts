import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("explain_target of the demo home", () => {
  let home: DemoHome;
  let talk: Talk;

  beforeEach(async () => {
    home = await createDemoHome();
    talk = await talkTo(home);
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const explain = (target: Message, more: Message = {}) =>
    talk.read("explain_target", { target, ...more });
  const nothing = { referenced_areas: [], referenced_devices: [] };

  it("says what each selector means, and what is taken away of it", async () => {
    const kitchen = await explain({
      ...{ entity_id: ["lock.front_door", "light.nope"], label_id: "nope" },
      exclude: { entity_id: "lock.front_door" },
    });

    expect(kitchen).to.deep.equal({
      includes: [
        { type: "entity", id: "lock.front_door", entities: ["lock.front_door"], ...nothing },
        { type: "entity", id: "light.nope", entities: ["light.nope"], ...nothing },
        { type: "label", id: "nope", entities: [], ...nothing },
      ],
      excludes: [
        {
          type: "entity",
          id: "lock.front_door",
          removed: [{ type: "entity", id: "lock.front_door", entities: ["lock.front_door"] }],
        },
      ],
    });
  });

  it("names the areas and devices that were looked at", async () => {
    const attic = home.registry.get("light.attic_light")?.device_id;

    const answer = await explain({ floor_id: "attic_floor" });
    expect(answer).to.have.nested.property("includes[0].referenced_areas").that.includes("attic");
    expect(answer).to.have.nested.property("includes[0].referenced_devices").that.includes(attic);
  });

  it("leaves out what configures, unless asked", async () => {
    const enabled = "switch.hall_motion_enabled";
    const entities = "includes[0].entities";

    expect(await explain({ area_id: "hall" }))
      .to.have.nested.property(entities)
      .that.does.not.include(enabled);
    expect(await explain({ area_id: "hall" }, { primary_entities_only: false }))
      .to.have.nested.property(entities)
      .that.includes(enabled);
  });

  it("expands groups, unless asked not to", async () => {
    const entity_id = "lock.all_doors";

    expect(await explain({ entity_id }))
      .to.have.nested.property("includes[0].entities")
      .that.deep.equals(["lock.front_door", "lock.terrace_door"]);
    expect(await explain({ entity_id }, { expand_group: false }))
      .to.have.nested.property("includes[0].entities")
      .that.deep.equals([entity_id]);
  });

  it("knows everything, and nothing", async () => {
    expect(await explain({ entity_id: "all" }))
      .to.have.nested.property("includes[0].entities")
      .with.length(home.states.size);
    expect(await explain({})).to.deep.equal({ includes: [], excludes: [] });
  });
});
