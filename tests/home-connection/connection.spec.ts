import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { AppError } from "../../server/errors.ts";
import type { Home } from "../../server/home/home.ts";
import { createOddHome, plainAnswer, silence, type OddHome } from "./odd-home.ts";
import { closeHomes, quickHome, readyHome } from "./quick-home.ts";
import { until } from "../support/until.ts";

describe("The connection to a home", () => {
  let demo: DemoHome;
  let odd: OddHome | undefined;

  before(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await odd?.close();
    odd = undefined;
    await demo.calm();
  });

  after(() => demo.close());

  const isReady = (home: Home) => () => home.status().state === "ready";
  const isLost = (home: Home) => () => home.status().state !== "ready";
  const history = (home: Home) =>
    home.history(
      { entity_ids: ["light.hall_ceiling"], start: Date.now() - 1_000, end: Date.now() },
      new AbortController().signal,
    );
  const deafToHistory: typeof plainAnswer = (message, ws) =>
    message.type === "history/history_during_period" ? silence : plainAnswer(message, ws);
  const failureOf = async (call: Promise<unknown>): Promise<AppError> => {
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof AppError) return error;
    throw new Error(`expected an AppError, got ${String(error)}`);
  };

  it("uses ws, whatever WebSocket the runtime has", async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
    Object.defineProperty(globalThis, "WebSocket", {
      configurable: true,
      get() {
        throw new Error("the runtime's WebSocket was used");
      },
    });
    try {
      await readyHome(demo);
    } finally {
      Reflect.deleteProperty(globalThis, "WebSocket");
      if (own !== undefined) Object.defineProperty(globalThis, "WebSocket", own);
    }
  });

  it("goes on when nobody answers at first", async () => {
    await demo.refuse("connection");
    const home = quickHome(demo);
    await until("a reason", () => home.status().reason === `Nobody answers at ${demo.url}.`);
    expect(home.status().state).to.equal("connecting");

    await demo.refuse(false);

    expect(await home.ready(5_000)).to.equal(true);
  });

  it("goes on when a proxy answers for a home that is away", async () => {
    await demo.refuse("502");
    const home = quickHome(demo);
    await until("a reason", () => home.status().reason?.includes("502") === true);

    await demo.refuse(false);

    expect(await home.ready(5_000)).to.equal(true);
  });

  const strangers: readonly (readonly [string, () => Server, RegExp])[] = [
    [
      "another web server",
      () => createHttpServer((_, response) => response.writeHead(404).end()),
      /answers 404: it is something else/,
    ],
    ["somebody who never says a word", () => createServer(), /did not answer in time/],
    [
      "somebody who hangs up",
      () => createServer((socket) => socket.destroy()),
      /cannot be reached \(ECONNRESET\)/,
    ],
  ];
  for (const [who, createStranger, reason] of strangers)
    it(`says in plain words that it met ${who}`, async () => {
      const stranger = createStranger().listen(0, "127.0.0.1");
      await once(stranger, "listening");
      const { port } = stranger.address() as AddressInfo; // It listens on a port.
      const home = quickHome(
        { url: `http://127.0.0.1:${port}`, token: "token" },
        { timings: { connectMs: 50 } },
      );

      await until("a reason", () => home.status().reason !== undefined);

      expect(home.status().reason).to.match(reason);
      await home.close();
      stranger.close();
    });

  it("survives a frame that breaks the protocol", async () => {
    odd = await createOddHome();
    const home = await readyHome(odd);

    odd.last().wire.write(Buffer.from([0xff, 0x00]));

    await until("the drop", isLost(home));
    await until("a new session", isReady(home));
  });

  it("survives a frame that is larger than anything it takes", async () => {
    odd = await createOddHome();
    const home = await readyHome(odd);
    const header = Buffer.from([0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0]);

    odd.last().wire.write(header);

    await until("the drop", isLost(home));
    await until("a new session", isReady(home));
  });

  it("survives a frame that is not JSON", async () => {
    const home = await readyHome(demo);

    demo.badFrame();

    await until("the drop", () => home.status().reconnects === 1);
    await until("a new session", isReady(home));
  });

  it("takes a frame of 64 MiB, as the Supervisor lets pass", async () => {
    const long = "x".repeat(64 * 1024 * 1024 - 100);
    odd = await createOddHome((message, ws) =>
      message.type === "history/history_during_period" ? long : plainAnswer(message, ws),
    );
    const home = await readyHome(odd, { timings: { commandMs: 8_000 } });

    expect((await history(home)).size).to.equal(0);
    expect(home.status().reconnects).to.equal(0);
  });

  describe("when a command fails", () => {
    it("says that the home refused, in words of its own", async () => {
      demo.failCommand("history/history_during_period", "service_validation_error");
      const home = await readyHome(demo);

      const failure = await failureOf(history(home));

      expect(failure).to.include({
        code: "home_refused",
        message: "Home Assistant does not accept this with these values.",
      });
    });

    it("says that the home cannot be reached when the connection is lost under way", async () => {
      odd = await createOddHome((message, ws) => {
        if (message.type !== "history/history_during_period") return plainAnswer(message, ws);
        ws.terminate();
        return silence;
      });
      const home = await readyHome(odd);

      expect(await failureOf(history(home))).to.have.property("code", "home_unreachable");
    });

    it("says that the home cannot be reached while it is away", async () => {
      const home = await readyHome(demo);
      await demo.refuse("connection");
      demo.drop();
      await until("the drop", isLost(home));

      const failure = await failureOf(history(home));

      expect(failure.code).to.equal("home_unreachable");
      expect(failure.details?.retry_after_ms).to.be.greaterThan(0);
    });

    it("does not wait for an answer for ever", async () => {
      odd = await createOddHome(deafToHistory);
      const home = await readyHome(odd, { timings: { commandMs: 200 } });

      expect(await failureOf(history(home))).to.have.property("code", "home_unreachable");
      expect(home.status().reconnects).to.equal(0);
    });

    it("tries a read again that was lost under way", async () => {
      let asked = 0;
      odd = await createOddHome((message, ws) => {
        if (message.type !== "history/history_during_period") return plainAnswer(message, ws);
        if (++asked > 1) return { "light.hall_ceiling": [{ s: "on", lu: Date.now() / 1_000 }] };
        ws.terminate();
        return silence;
      });
      const home = await readyHome(odd, { timings: { retryDelayMs: 200 } });

      expect((await history(home)).get("light.hall_ceiling")).to.have.length(1);
    });

    it("stops asking a home that does not answer, and asks again after a while", async () => {
      let deaf = true;
      odd = await createOddHome((message, ws) =>
        deaf ? deafToHistory(message, ws) : plainAnswer(message, ws),
      );
      const home = await readyHome(odd, { timings: { commandMs: 200, breakMs: 1_000 } });
      await failureOf(history(home));
      await failureOf(history(home));
      expect(home.status().breaker).to.equal("open");

      const before = odd.commands.length;
      await failureOf(history(home));
      expect(odd.commands.length).to.equal(before);

      deaf = false;
      await delay(1_000);
      await history(home);
      expect(home.status().breaker).to.equal("closed");
    });

    it("does not ask for a caller who has left", async () => {
      const home = await readyHome(demo);
      const before = demo.received();

      const error: unknown = await home
        .history(
          { entity_ids: ["light.x"], start: 0, end: 1 },
          AbortSignal.abort(new Error("left")),
        )
        .catch((thrown: unknown) => thrown);

      expect(error).to.have.property("message", "left");
      expect(demo.received()).to.equal(before);
    });

    it("ends at once when the caller gives up", async () => {
      const home = await readyHome(demo);
      demo.hang(true);
      const caller = new AbortController();
      const call = home.history({ entity_ids: ["light.x"], start: 0, end: 1 }, caller.signal);

      caller.abort(new Error("the caller left"));

      const error: unknown = await call.catch((thrown: unknown) => thrown);
      expect(error).to.have.property("message", "the caller left");
    });
  });

  describe("with a token that is not accepted", () => {
    it("says so, and not that nobody answers", async () => {
      const home = quickHome(demo, { token: "wrong" });

      await until("refused", () => home.status().state === "refused");

      expect(home.status().reason).to.contain("does not accept the token");
    });

    it("says so too when it was accepted before, and comes back when it is again", async () => {
      const home = await readyHome(demo);
      demo.wrongToken(true);
      demo.drop();
      await until("refused", () => home.status().state === "refused");

      demo.wrongToken(false);

      await until("a new session", isReady(home));
    });

    it("tries again slowly", async () => {
      const before = demo.attempts;
      const home = quickHome(demo, { token: "wrong", timings: { refusedDelayMs: 60_000 } });
      await until("refused", () => home.status().state === "refused");

      await delay(100);

      expect(demo.attempts - before).to.equal(1);
    });
  });

  describe("when it is let in and then shut out", () => {
    it("does not count that as connected", async () => {
      demo.authOkThenClose(true);
      const before = demo.attempts;
      const home = quickHome(demo);

      await until("some attempts", () => demo.attempts > before + 3);

      expect(home.status()).to.include({ state: "connecting", reconnects: 0 });
    });

    it("keeps its distance between two connects", async () => {
      demo.authOkThenClose(true);
      const before = demo.attempts;
      quickHome(demo, { timings: { leastDelayMs: 500, firstDelayMs: 500, longestDelayMs: 500 } });

      await delay(600);

      expect(demo.attempts - before).to.be.within(1, 2);
    });
  });

  it("waits when its subscriptions are refused on the way back, and subscribes again", async () => {
    const home = await readyHome(demo);
    demo.failCommand("subscribe_entities", "unknown_command");
    const before = demo.received("subscribe_entities");
    demo.drop();
    await until("a second try", () => demo.received("subscribe_entities") > before + 1);

    demo.failCommand("subscribe_entities", null);

    await until("a new session", isReady(home));
    expect(home.status().reconnects).to.equal(1);
    demo.setState("light.hall_ceiling", "on");
    await until("an event", () => stateOf(home, "light.hall_ceiling") === "on");
    demo.setState("light.hall_ceiling", "off");
    await until("an event", () => stateOf(home, "light.hall_ceiling") === "off");
  });

  it("notices a socket that went silent", async () => {
    const home = await readyHome(demo, { timings: { keepAliveMs: 20, pongMs: 500 } });

    demo.halfOpen();

    await until("a new session", () => home.status().reconnects > 0 && isReady(home)());
  });

  it("notices a home that answers protocol pings and nothing else", async () => {
    const home = await readyHome(demo, { timings: { keepAliveMs: 20, pongMs: 500 } });

    demo.hang(true);

    await until("the loss", isLost(home));
  });

  it("writes nothing to the console when an event comes that nobody waits for", async () => {
    odd = await createOddHome();
    const home = await readyHome(odd);
    const written: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => void written.push(words);
    try {
      const { ws } = odd.last();
      ws.send(JSON.stringify({ id: 9_999, type: "event", event: {} }));
      ws.send(JSON.stringify({ id: 9_999, type: "pong" }));
      await history(home);
    } finally {
      console.warn = warn;
    }

    expect(written).to.deep.equal([]);
    expect(odd.commands.map(({ type }) => type)).not.to.include("unsubscribe_events");
  });

  it("asks for many events in one frame", async () => {
    odd = await createOddHome();
    await readyHome(odd);

    expect(odd.commands[0]).to.deep.equal({
      id: 1,
      type: "supported_features",
      features: { coalesce_messages: 1 },
    });
  });

  it("reaches Home Assistant through the Supervisor at the documented path", async () => {
    odd = await createOddHome();
    const { token, url } = odd;
    await readyHome({ url: `${url}/core`, token }, { supervised: true });
    await readyHome({ url, token });

    expect(odd.paths).to.deep.equal(["/core/websocket", "/api/websocket"]);
  });

  for (const moment of ["get_config", "subscribe_entities", "config/area_registry/list"])
    it(`can be closed while it waits for ${moment}`, async () => {
      odd = await createOddHome((message, ws) =>
        message.type === moment ? silence : plainAnswer(message, ws),
      );
      const { commands } = odd;
      const home = quickHome(odd, { timings: { commandMs: 60_000 } });
      const ready = home.ready(60_000);
      await until(moment, () => commands.some(({ type }) => type === moment));

      await home.close();

      expect(await ready).to.equal(false);
    });
});

const stateOf = (home: Home, entityId: string) => home.snapshot().entities.get(entityId)?.state;
