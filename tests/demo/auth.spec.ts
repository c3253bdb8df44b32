import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { call, hangUp, talkTo } from "./talk.ts";

describe("The demo home's door", () => {
  let home: DemoHome;

  before(async () => {
    home = await createDemoHome();
  });
  afterEach(hangUp);
  after(() => home.close());

  it("asks who is there, and lets the owner in", async () => {
    const talk = await talkTo(home);

    expect(talk.messages).to.deep.equal([
      { type: "auth_required", ha_version: "2026.11.0" },
      { type: "auth_ok", ha_version: "2026.11.0" },
    ]);
  });

  it("refuses a wrong token, and closes with 1000", async () => {
    const talk = await call(home);
    talk.send({ type: "auth", access_token: "wrong" });

    expect(await talk.closed).to.equal(1000);
    expect(talk.messages.at(-1)).to.deep.equal({
      type: "auth_invalid",
      message: "Invalid access token or password",
    });
  });

  it("takes nothing before the token", async () => {
    const talk = await call(home);
    talk.send({ id: 1, type: "get_states" });

    expect(await talk.closed).to.equal(1000);
    expect(talk.messages.at(-1)).to.have.property("type", "auth_invalid");
  });

  it("closes with 1000 on what is not JSON", async () => {
    const talk = await talkTo(home);
    talk.socket.send("not json");

    expect(await talk.closed).to.equal(1000);
  });

  it("closes with 1009 on a frame of more than 4 MiB", async () => {
    const talk = await talkTo(home);
    talk.socket.send("x".repeat(5 * 1024 * 1024));

    expect(await talk.closed).to.equal(1009);
  });

  it("knows three users by their tokens", async () => {
    const users = [];
    for (const token of [home.token, home.userToken, home.supervisorToken])
      users.push(await (await talkTo(home, token)).read("auth/current_user"));

    expect(users).to.have.length(3);
    expect(users[0]).to.include({ name: "Alex", is_owner: true, is_admin: true });
    expect(users[1]).to.include({ name: "Robin", is_owner: false, is_admin: false });
    expect(users[2]).to.include({ name: "Supervisor", is_owner: false, is_admin: true });
  });

  it("takes tokens that were chosen before", async () => {
    const tokens = { owner: "mine", resident: "robins", supervisor: "the app's" };
    const other = await createDemoHome({ tokens });

    for (const token of Object.values(tokens)) await talkTo(other, token);

    expect(other.connections).to.equal(3);
    await other.close();
  });

  it("closes the sockets of a revoked token at once, and no others", async () => {
    const other = await createDemoHome();
    const owner = await talkTo(other);
    const resident = await talkTo(other, other.userToken);

    other.revoke(other.userToken);

    expect(await resident.closed).to.equal(1000);
    expect(await owner.ask("ping")).to.include({ type: "pong" });
    const again = await call(other);
    again.send({ type: "auth", access_token: other.userToken });
    await again.sees(({ type }) => type === "auth_invalid");
    await other.close();
  });

  it("answers over HTTP whether it is there and how it is", async () => {
    const authorization = `Bearer ${home.token}`;
    const get = (path: string, headers = {}) => fetch(home.url + path, { headers });

    expect((await get("/manifest.json")).status).to.equal(200);
    expect((await get("/api/")).status).to.equal(401);
    expect(await (await get("/api/", { authorization })).json()).to.deep.equal({
      message: "API running.",
    });
    expect(await (await get("/api/core/state", { authorization })).json()).to.deep.equal({
      state: "RUNNING",
    });
    expect((await get("/nowhere", { authorization })).status).to.equal(404);
  });
});
