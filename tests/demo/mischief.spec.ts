import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { call, hangUp, talkTo, type Talk } from "./talk.ts";

describe("The demo home's mischief", () => {
  let home: DemoHome;

  beforeEach(async () => {
    home = await createDemoHome();
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  /** Whether anything comes back for what was said last, in a time in which it otherwise would. */
  const answers = async (talk: Talk) => {
    const before = talk.messages.length;
    await pause(80);
    return talk.messages.length > before;
  };
  const protocolPong = (talk: Talk) => {
    talk.socket.ping();
    return Promise.race([once(talk.socket, "pong").then(() => true), pause(80, false)]);
  };

  it("drops every socket without a close frame", async () => {
    const talks = [await talkTo(home), await talkTo(home)];
    home.drop();

    expect(await Promise.all(talks.map(({ closed }) => closed))).to.deep.equal([1006, 1006]);
    expect(home.connections).to.equal(0);
  });

  it("hangs: takes commands and answers none, but protocol pings", async () => {
    const talk = await talkTo(home);
    home.hang(true);
    talk.send({ id: 1, type: "get_config" });

    expect(await answers(talk)).to.equal(false);
    expect(await protocolPong(talk)).to.equal(true);
    expect(home.received("get_config")).to.equal(1);

    home.hang(false);
    talk.send({ id: 2, type: "get_config" });
    expect(await talk.sees(({ id }) => id === 2)).to.include({ success: true });
  });

  it("goes half open: nothing comes any more, and nobody says goodbye", async () => {
    const talk = await talkTo(home);
    await talk.read("subscribe_entities");
    home.halfOpen();
    home.setState("switch.kettle", "off");
    talk.send({ id: 2, type: "ping" });

    expect(await answers(talk)).to.equal(false);
    expect(await protocolPong(talk)).to.equal(false);
    expect(talk.socket.readyState).to.equal(talk.socket.OPEN);

    const other = await talkTo(home);
    expect(await other.ask("ping")).to.include({ type: "pong" });
  });

  it("refuses connections, and lets in again on the same port", async () => {
    await home.refuse("connection");
    const refused = await call(home).catch((error: unknown) => error);
    await home.refuse(false);

    expect(refused).to.have.property("code", "ECONNREFUSED");
    await talkTo(home);
  });

  it("answers 502 to those who want to upgrade", async () => {
    await home.refuse("502");
    const refused = await call(home).catch((error: unknown) => error);

    expect(String(refused)).to.include("502");
    expect(home.attempts).to.equal(1);
    await home.refuse(false);
    await talkTo(home);
  });

  it("leaves those alone who are in already when it refuses others", async () => {
    const talk = await talkTo(home);
    await home.refuse("connection");

    expect(await talk.ask("ping")).to.include({ type: "pong" });
  });

  it("takes no token for good", async () => {
    home.wrongToken(true);
    const talk = await call(home);
    talk.send({ type: "auth", access_token: home.token });
    await talk.sees(({ type }) => type === "auth_invalid");

    home.wrongToken(false);
    await talkTo(home);
  });

  it("says auth_ok and closes with 1000", async () => {
    home.authOkThenClose(true);
    const talk = await talkTo(home);

    expect(await talk.closed).to.equal(1000);
  });

  it("is slow with all it sends, and in order", async () => {
    const talk = await talkTo(home);
    home.slow(100);
    talk.send({ id: 1, type: "subscribe_entities" });
    expect(await answers(talk)).to.equal(false);

    await talk.sees(({ type }) => type === "event");

    expect(talk.messages.slice(2).map(({ type }) => type)).to.deep.equal(["result", "event"]);
  });

  it("fails commands of one type with one code", async () => {
    const talk = await talkTo(home);
    home.failCommand("get_states", "unknown_error");

    expect(await talk.refusal("get_states")).to.equal("unknown_error");
    await talk.read("get_config");

    home.failCommand("get_states", null);
    await talk.read("get_states");
  });

  it("sends a frame that is not JSON", async () => {
    const talk = await talkTo(home);
    home.badFrame();
    await talk.ask("ping");

    const last = talk.frames.at(-2) ?? "";
    expect(() => void JSON.parse(last)).to.throw(SyntaxError);
  });

  it("floods with as many changes as asked for", async () => {
    const talk = await talkTo(home);
    await talk.read("supported_features", { features: { coalesce_messages: 1 } });
    await talk.read("subscribe_entities");
    home.flood(5_000);
    home.flood(1);
    await talk.ask("ping");

    expect(talk.events(2)).to.have.length(1 + 5_001);
  });

  it("calms down", async () => {
    home.hang(true);
    home.slow(1_000);
    home.wrongToken(true);
    home.authOkThenClose(true);
    home.failCommand("ping", "unknown_error");
    await home.refuse("connection");

    await home.calm();

    const talk = await talkTo(home);
    expect(await talk.ask("ping")).to.include({ type: "pong" });
  });
});
