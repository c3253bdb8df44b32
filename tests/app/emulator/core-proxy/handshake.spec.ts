import { expect } from "chai";
import { until } from "../../../support/until.ts";
import { callProxy, enter, hangUp, refusalOf } from "./app-socket.ts";
import { startProxyServer, type ProxyServer } from "./proxy-server.ts";
import { startTinyCore, type TinyCore } from "./tiny-core.ts";

describe("The Supervisor's WebSocket to Core", () => {
  let core: TinyCore;
  let server: ProxyServer;

  beforeEach(async () => {
    core = await startTinyCore();
    server = await startProxyServer(core);
  });

  afterEach(async () => {
    hangUp();
    await server.close();
    await core.crash();
  });

  const authRequired = { type: "auth_required", ha_version: "2026.11.1" };
  const authOk = { type: "auth_ok", ha_version: "2026.11.1" };
  const authInvalid = { type: "auth_invalid", message: "Invalid access" };

  for (const path of ["/core/websocket", "/core/api/websocket", "/homeassistant/websocket"])
    it(`lets an app in at ${path} with the app's own token`, async () => {
      const app = await callProxy(server, path);
      const { token: access_token } = server;

      expect(await app.next()).to.deep.equal(authRequired);
      app.send({ type: "auth", access_token });
      expect(await app.next()).to.deep.equal(authOk);
      app.send({ id: 1, type: "echo" });
      expect(await app.next()).to.deep.equal({ id: 1, type: "echo" });
    });

  for (const path of ["/core", "/core/websocket/", "/websocket", "/addons/self/info"])
    it(`leaves ${path} to other doors`, async () => {
      expect((await fetch(server.url + path)).status).to.equal(404);
    });

  it("answers 400 to somebody who wants no WebSocket there", async () => {
    expect((await fetch(`${server.url}/core/websocket`)).status).to.equal(400);
  });

  it("answers 400 to an upgrade whose query looks like an attack", async () => {
    const path = "/core/websocket?x=union%20select%20a(b)";

    expect(await refusalOf(server, path)).to.equal("400 400: Bad Request");
  });

  it("speaks of itself before Core has heard of the app", async () => {
    const app = await callProxy(server);

    expect(await app.next()).to.deep.equal(authRequired);
    expect(core.sockets.size).to.equal(0);
  });

  const accepted: readonly (readonly [string, (token: string) => object])[] = [
    ["as api_password", (api_password) => ({ type: "auth", api_password })],
    ["in a message of another type", (access_token) => ({ type: "get_states", access_token })],
    ["in a message of no type", (access_token) => ({ access_token })],
    ["beside an empty api_password", (access_token) => ({ api_password: "", access_token })],
  ];
  for (const [how, message] of accepted)
    it(`takes the token ${how}`, async () => {
      const app = await callProxy(server);
      await app.next();

      app.send(message(server.token));

      expect(await app.next()).to.deep.equal(authOk);
    });

  const refused: readonly (readonly [string, object])[] = [
    ["a token that is not the app's", { type: "auth", access_token: "b2".repeat(56) }],
    ["Core's own token", { type: "auth", access_token: "the Supervisor's" }],
    ["no token", { type: "auth" }],
    ["a token that is no text", { type: "auth", access_token: 7 }],
  ];
  for (const [what, message] of refused)
    it(`refuses ${what}, and closes with 1000`, async () => {
      const app = await callProxy(server);
      await app.next();

      app.send(message);

      expect(await app.closed).to.equal(1000);
      expect(app.messages).to.deep.equal([authRequired, authInvalid]);
    });

  it("refuses the token that the app had before its start", async () => {
    const { token } = server;
    server.app.token = "c3".repeat(56);
    const app = await callProxy(server);

    app.send({ type: "auth", access_token: token });

    expect(await app.closed).to.equal(1000);
    expect(app.messages.at(-1)).to.deep.equal(authInvalid);
  });

  it("refuses everybody while the app is stopped", async () => {
    server.app.token = undefined;
    const app = await callProxy(server);

    app.send({ type: "auth" });

    expect(await app.closed).to.equal(1000);
    expect(app.messages.at(-1)).to.deep.equal(authInvalid);
  });

  it("refuses an app without homeassistant_api", async () => {
    const strict = await startProxyServer(core, { homeassistant_api: false });
    const app = await callProxy(strict);

    app.send({ type: "auth", access_token: strict.token });

    expect(await app.closed).to.equal(1000);
    expect(app.messages.at(-1)).to.deep.equal(authInvalid);
    await strict.close();
  });

  const unreadable: readonly (readonly [string, string | Buffer])[] = [
    ["is not JSON", "not json"],
    ["is no object", "[]"],
    ["is binary", Buffer.from("{}")],
  ];
  for (const [what, frame] of unreadable)
    it(`closes with 1000 and without a word on a first message that ${what}`, async () => {
      const app = await callProxy(server);
      app.ws.send(frame);

      expect(await app.closed).to.equal(1000);
      expect(app.messages).to.deep.equal([authRequired]);
    });

  it("closes with 1000 and without a word after 10 s of silence", async () => {
    const app = await callProxy(server);
    await app.next();

    server.clock.advance(9_999);
    expect(server.proxy.connections).to.equal(1);
    server.clock.advance(1);

    expect(await app.closed).to.equal(1000);
    expect(app.messages).to.deep.equal([authRequired]);
  });

  it("has no such patience to lose once the app is in", async () => {
    const app = await enter(server);

    server.clock.advance(10_000);
    app.send({ id: 1, type: "echo" });

    expect(await app.next()).to.include({ id: 1 });
  });

  describe("when Core is not up", () => {
    const states: readonly (readonly [string, object])[] = [
      ["not running", { state: "NOT_RUNNING" }],
      ["starting", { state: "STARTING" }],
      ["stopping", { state: "STOPPING" }],
      ["saying nothing of its state", {}],
    ];
    for (const [what, state] of states)
      it(`answers 502 to the upgrade: Core is ${what}`, async () => {
        core.state = state;

        expect(await refusalOf(server)).to.equal("502 502: Bad Gateway");
      });

    it("answers 502 to the upgrade: nobody listens", async () => {
      await core.crash();

      expect(await refusalOf(server)).to.equal("502 502: Bad Gateway");
    });

    it("serves while Core moves its database and nobody else can use it", async () => {
      const recorder_state = { migration_in_progress: true, migration_is_live: false };
      core.state = { state: "NOT_RUNNING", recorder_state };

      await callProxy(server);
    });

    it("answers 502 while Core moves its database and is used", async () => {
      const recorder_state = { migration_in_progress: true, migration_is_live: true };
      core.state = { state: "NOT_RUNNING", recorder_state };

      expect(await refusalOf(server)).to.equal("502 502: Bad Gateway");
    });
  });

  describe("when Core cannot be opened for an app that is in", () => {
    afterEach(() => {
      expect(core.sockets.size).to.be.at.most(1);
    });

    it("says auth_ok, then closes with 1000: Core does not take the Supervisor's token", async () => {
      core.letsIn = false;
      const app = await enter(server);

      expect(await app.closed).to.equal(1000);
      expect(app.messages).to.deep.equal([authRequired, authOk]);
    });

    it("says auth_ok, then closes with 1000: Core went away meanwhile", async () => {
      const app = await callProxy(server);
      await core.crash();

      app.send({ access_token: server.token });

      expect(await app.closed).to.equal(1000);
      expect(app.messages).to.deep.equal([authRequired, authOk]);
    });

    it("says auth_ok, then closes with 1000: on request", async () => {
      server.proxy.modes.shutsOutAfterAuth = true;
      const app = await enter(server);

      expect(await app.closed).to.equal(1000);
      expect(app.messages).to.deep.equal([authRequired, authOk]);
    });
  });

  it("counts who asked, and who is in", async () => {
    const app = await enter(server);
    core.state = { state: "STARTING" };
    await refusalOf(server);

    expect(server.proxy).to.include({ attempts: 2, connections: 1 });
    app.ws.close();
    await until("nobody", () => server.proxy.connections === 0);
  });

  it("ends all sockets when it closes, at Core too", async () => {
    const app = await enter(server);
    app.send({ id: 1, type: "echo" });
    await app.next();

    await server.proxy.close();

    expect(await app.closed).to.equal(1006);
    await until("Core is alone", () => core.sockets.size === 0);
  });
});
