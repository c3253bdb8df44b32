import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { asCommand, hangUp, talkTo, type Message, type Talk } from "./talk.ts";

describe("A service of the demo home that goes wrong", () => {
  let home: DemoHome;
  let talk: Talk;

  beforeEach(async () => {
    home = await createDemoHome({ transitMs: 0 });
    talk = await talkTo(home);
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const lamps = ["light.hall_ceiling", "light.attic_light"];
  const turnOn = asCommand("light.turn_on", { entity_id: lamps }, { brightness_pct: 42 });
  const perform = (command: Message = turnOn) => talk.ask("call_service", command);
  const states = () => lamps.map((lamp) => home.state(lamp).state);

  it("is refused with the code asked for, and a message that echoes what it was given", async () => {
    home.failService("light.turn_on", "home_assistant_error");

    const { error } = await perform();
    expect(error).to.have.property("code", "home_assistant_error");
    expect(error).to.have.property("message").that.includes('"brightness_pct":42');
    expect(states()).to.deep.equal(["off", "off"]);
    expect(home.calls.at(-1)).to.include({ refused: "home_assistant_error" });

    home.failService("light.turn_on", null);
    expect(await perform()).to.have.property("success", true);
  });

  it("is refused inside a script, too", async () => {
    home.failService("lock.unlock", "service_validation_error");

    expect(await talk.refusal("call_service", asCommand("script.come_in"))).to.equal(
      "service_validation_error",
    );
  });

  it("does its work and loses its answer", async () => {
    home.loseAnswer("light.turn_on", true);
    const id = talk.nextId;
    void perform();
    await talk.ask("ping");

    expect(states()).to.deep.equal(["on", "on"]);
    expect(talk.messages.filter((message) => message["id"] === id)).to.deep.equal([]);
  });

  it("does its work and loses the connection", async () => {
    home.loseAnswer("light.turn_on", "drop");
    perform().catch(() => undefined);

    expect(await talk.closed).to.equal(1006);
    expect(states()).to.deep.equal(["on", "on"]);
  });

  it("answers late, after those that came later", async () => {
    home.blockService("light.turn_on", 30);
    const late = perform();
    await talk.ask("ping");

    expect(states()).to.deep.equal(["on", "on"]);
    expect(talk.messages.at(-1)).to.have.property("type", "pong");
    expect(await late).to.have.property("success", true);
  });

  it("succeeds on the deaf, who stay as they are", async () => {
    home.deaf("light.attic_light", true);

    expect(await perform()).to.have.property("success", true);
    expect(states()).to.deep.equal(["on", "off"]);
    expect(home.calls.at(-1)?.entity_ids).to.deep.equal(lamps);
  });

  it("fails for one after it worked for the others", async () => {
    home.failPart("light.hall_ceiling", true);

    expect((await perform())["error"]).to.have.property("code", "home_assistant_error");
    expect(states()).to.deep.equal(["off", "on"]);
    expect(home.calls.at(-1)).to.deep.include({ entity_ids: lamps });
  });

  it("is right again when the home calms down", async () => {
    home.failService("light.turn_on", "unknown_error");
    home.loseAnswer("light.turn_on", true);
    home.blockService("light.turn_on", 60_000);
    home.deaf("light.attic_light", true);
    home.failPart("light.hall_ceiling", true);
    await home.calm();

    expect(await perform()).to.have.property("success", true);
    expect(states()).to.deep.equal(["on", "on"]);
  });
});
