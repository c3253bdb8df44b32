import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../../../server/demo/demo-home.ts";
import type { Home } from "../../../../server/home/home.ts";
import { closeHomes, quickHome, readyHome } from "../../../home-connection/quick-home.ts";
import { until } from "../../../support/until.ts";
import { startProxyServer, type ProxyServer } from "./proxy-server.ts";
import { mirrorable } from "./mirrorable.ts";
import { startTinyCore } from "./tiny-core.ts";

const mebibyte = 1024 * 1024;
const patient = new AbortController().signal;

describe("Vestibule's home behind the Supervisor", () => {
  let demo: DemoHome;
  let server: ProxyServer;

  beforeEach(async () => {
    demo = await createDemoHome();
    const { url, supervisorToken: token } = demo;
    server = await startProxyServer({ url, token, version: "2026.11.0" });
  });

  afterEach(async () => {
    await closeHomes();
    await server.close();
    await demo.close();
  });

  const addressOf = ({ url, token }: ProxyServer) => ({ url: `${url}/core`, token });
  const supervised = { supervised: true };
  const lamp = "light.hall_ceiling";
  const stateOf = (home: Home) => home.snapshot().entities.get(lamp)?.state;
  const isReady = (home: Home) => () => home.status().state === "ready";
  const history = (home: Home) =>
    home.history({ entity_ids: [lamp], start: Date.now() - 1_000, end: Date.now() }, patient);
  const failureOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    );
  const notify = (home: Home, length: number) => {
    const data = { message: "x".repeat(length) };
    const service = "persistent_notification.create";
    return home.callService({ service, entity_ids: [], data }, patient);
  };

  it("is in step with it, as an administrator", async () => {
    const home = await readyHome(addressOf(server), supervised);

    expect(home.snapshot().entities.size).to.equal(demo.states.size);
    expect(home.status().reason).to.equal(undefined);
    for (const state of ["on", "off"]) {
      demo.setState(lamp, state);
      await until(`${lamp} is ${state}`, () => stateOf(home) === state);
    }
  });

  it("reads", async () => {
    const home = await readyHome(addressOf(server), supervised);

    expect([...(await history(home)).keys()]).to.deep.equal([lamp]);
    expect((await home.people()).length).to.be.greaterThan(1);
  });

  it("reads over REST what a scene is made of", async () => {
    const home = await readyHome(addressOf(server), supervised);
    const scene = "scene.welcome_home";

    const steps = (await home.routines([scene], patient)).get(scene)?.steps;

    expect(steps?.map(({ kind }) => kind)).to.include("state");
  });

  it("acts, as the Supervisor", async () => {
    const home = await readyHome(addressOf(server), supervised);

    const call = { service: "light.turn_on", entity_ids: [lamp], data: {} };
    const { context_id } = await home.callService(call, patient);

    expect(demo.state(lamp)).to.deep.include({ state: "on" });
    expect(demo.state(lamp).context.id).to.equal(context_id);
    expect(demo.commands.at(-1)).to.include({ type: "call_service", user: "Supervisor" });
  });

  it("asks for nothing that is not for apps", async () => {
    await readyHome(addressOf(server), supervised);

    const types = demo.commands.map(({ type }) => type);

    expect(types.filter((type) => /^(supervisor|hassio)\//.test(type))).to.deep.equal([]);
  });

  it("is away while Core restarts, and back when Core runs", async () => {
    const home = await readyHome(addressOf(server), supervised);
    const { size } = home.snapshot().entities;
    const restarted = demo.restart({ downMs: 20, startMs: 400 });
    await until("the 502", () => home.status().reason === "Home Assistant is not running yet.");
    expect(home.status()).to.include({ state: "away", entities: size });

    await restarted;

    await until("a new session", isReady(home));
    expect(home.status().reconnects).to.equal(1);
    expect(home.snapshot().entities.size).to.equal(size);
  });

  it("says what to do when the Supervisor has another token for the app", async () => {
    const home = await readyHome(addressOf(server), supervised);
    server.app.token = "c3".repeat(56);
    demo.drop();

    await until("the refusal", () => home.status().state === "refused");
    expect(home.status().reason).to.equal(
      "The Supervisor does not accept Vestibule's token. Restart the app.",
    );
  });

  it("comes back with its new token after the app's restart", async () => {
    const before = await readyHome(addressOf(server), supervised);
    await before.close();
    const token = "c3".repeat(56);
    server.app.token = token;

    const home = await readyHome({ ...addressOf(server), token }, supervised);

    expect(home.status().state).to.equal("ready");
  });

  it("says the same to an app that may not use Core", async () => {
    const strict = await startProxyServer(
      { url: demo.url, token: demo.supervisorToken, version: "2026.11.0" },
      { homeassistant_api: false },
    );
    const home = quickHome(addressOf(strict), supervised);

    await until("the refusal", () => home.status().state === "refused");
    await home.close();
    await strict.close();
  });

  it("makes no storm of connections when it is let in and shut out at once", async () => {
    server.proxy.modes.shutsOutAfterAuth = true;
    const home = quickHome(addressOf(server), {
      ...supervised,
      timings: { leastDelayMs: 60_000, firstDelayMs: 60_000, longestDelayMs: 60_000 },
    });
    await until("the end of the first", () => home.status().reason !== undefined);
    await delay(100);

    expect(server.proxy.attempts).to.equal(1);
    expect(home.status()).to.include({ state: "connecting", reconnects: 0 });
  });

  it("is there when it is not shut out any more", async () => {
    server.proxy.modes.shutsOutAfterAuth = true;
    const home = quickHome(addressOf(server), supervised);
    await until("some tries", () => server.proxy.attempts > 2);

    server.proxy.modes.shutsOutAfterAuth = false;

    expect(await home.ready(5_000)).to.equal(true);
  });

  it("keeps its connection when a request would be more than the Supervisor takes", async () => {
    const home = await readyHome(addressOf(server), supervised);

    const failure = await failureOf(notify(home, 4 * mebibyte));

    expect(failure).to.have.property("code", "invalid_input");
    expect(home.status()).to.include({ state: "ready", reconnects: 0 });
  });

  it("sends what is just small enough", async () => {
    const home = await readyHome(addressOf(server), supervised);

    await notify(home, 4 * mebibyte - 1_000);

    expect(home.status()).to.include({ state: "ready", reconnects: 0 });
  });

  it("says so when an answer is more than the Supervisor lets pass, and asks once", async () => {
    const heard: string[] = [];
    const core = await startTinyCore({
      hear: mirrorable((type) => {
        heard.push(type);
        return type.startsWith("history/") ? Buffer.alloc(65 * mebibyte, 0x20) : undefined;
      }),
    });
    const through = await startProxyServer(core);
    const home = await readyHome(addressOf(through), supervised);

    const failure = await failureOf(history(home));

    expect(failure).to.include({
      code: "home_refused",
      message: "The answer is larger than what passes from Home Assistant at once.",
    });
    await until("a new session", () => home.status().reconnects === 1 && isReady(home)());
    expect(heard.filter((type) => type.startsWith("history/"))).to.have.length(1);
    await home.close();
    await through.close();
    await core.crash();
  });

  it("answers the Supervisor's pings", async () => {
    const home = await readyHome(addressOf(server), supervised);

    server.clock.advance(30_000);
    await history(home);
    server.clock.advance(15_000);
    await history(home);

    expect(home.status()).to.include({ state: "ready", reconnects: 0 });
  });
});
