import { once } from "node:events";
import { expect } from "chai";
import { createDemoHome } from "../../../../server/demo/demo-home.ts";
import { until } from "../../../support/until.ts";
import { enter, hangUp, refusalOf } from "./app-socket.ts";
import { startProxyServer, type ProxyServer } from "./proxy-server.ts";
import { startTinyCore, type TinyCore } from "./tiny-core.ts";

const mebibyte = 1024 * 1024;
const sizeOf = (frame: unknown) => (Buffer.isBuffer(frame) ? frame.length : 0);

describe("What goes through the Supervisor's WebSocket", () => {
  const heard: string[] = [];
  let core: TinyCore;
  let server: ProxyServer;

  beforeEach(async () => {
    heard.length = 0;
    core = await startTinyCore({
      hear(frame, socket, isBinary) {
        const beginning = frame.subarray(0, 60).toString();
        const size = /^\{"size":(\d+)\}$/.exec(beginning)?.[1];
        heard.push(beginning);
        if (size === undefined) socket.send(frame, { binary: isBinary });
        else socket.send(Buffer.alloc(Number(size)));
      },
    });
    server = await startProxyServer(core);
  });

  afterEach(async () => {
    hangUp();
    await server.close();
    await core.crash();
  });

  for (const type of ["supervisor/api", "supervisor/", "hassio/update/addon"])
    it(`answers ${type} in Core's place, and keeps the socket open`, async () => {
      const app = await enter(server);
      app.send({ id: 7, type, endpoint: "/addons" });

      expect(await app.next()).to.deep.equal({
        id: 7,
        type: "result",
        success: false,
        error: { code: "unauthorized", message: "Unauthorized" },
      });
      app.send({ id: 8, type: "echo" });
      expect(await app.next()).to.include({ id: 8 });
      expect(heard).to.deep.equal(['{"id":8,"type":"echo"}']);
    });

  for (const type of ["supervisor", "hassio", "Supervisor/api", "config/supervisor/api"])
    it(`passes on ${type}`, async () => {
      const app = await enter(server);
      app.send({ id: 7, type });

      expect(await app.next()).to.deep.equal({ id: 7, type });
    });

  it("does not look into an array of commands", async () => {
    const app = await enter(server);
    app.send([{ id: 7, type: "supervisor/api" }]);

    expect(await app.next()).to.deep.equal([{ id: 7, type: "supervisor/api" }]);
  });

  it("passes on what is not JSON, and binary frames as such", async () => {
    const app = await enter(server);
    app.ws.send(Buffer.from([1, 2, 3]));

    expect(await app.next()).to.deep.equal(Buffer.from([1, 2, 3]));
    app.ws.send("not json");
    expect(await app.next()).to.equal("not json");
  });

  it("passes on in order what was said before Core was there", async () => {
    const app = await enter(server);
    for (let id = 1; id <= 20; id += 1) app.send({ id });
    for (let id = 1; id <= 20; id += 1) await app.next();

    expect(app.messages.slice(2)).to.deep.equal(
      Array.from({ length: 20 }, (_, index) => ({ id: index + 1 })),
    );
  });

  it("passes on batches of events when they are asked for", async () => {
    const demo = await createDemoHome();
    const { url, supervisorToken: token } = demo;
    const through = await startProxyServer({ url, token, version: "2026.11.0" });
    const app = await enter(through);
    app.send({ id: 1, type: "supported_features", features: { coalesce_messages: 1 } });
    app.send({ id: 2, type: "subscribe_entities" });

    await until("a batch", () => app.messages.some(Array.isArray));
    await through.close();
    await demo.close();
  });

  it("takes a frame of just under 4 MiB from the app", async () => {
    const app = await enter(server);
    app.ws.send(Buffer.alloc(4 * mebibyte - 100));

    expect(sizeOf(await app.next())).to.equal(4 * mebibyte - 100);
  });

  it("drops an app that sends a larger frame, without a goodbye", async () => {
    const app = await enter(server);
    app.ws.send(Buffer.alloc(4 * mebibyte + 1));

    expect(await app.closed).to.equal(1006);
    expect(heard).to.deep.equal([]);
  });

  it("takes a frame of 64 MiB from Core", async () => {
    const app = await enter(server);
    app.send({ size: 64 * mebibyte });

    expect(sizeOf(await app.next())).to.equal(64 * mebibyte);
  });

  it("closes with 1009 when Core sends a larger one", async () => {
    const app = await enter(server);
    app.send({ size: 65 * mebibyte });

    expect(await app.closed).to.equal(1009);
  });

  describe("to see who is still there", () => {
    it("pings the app every 30 s", async () => {
      const app = await enter(server);
      let pings = 0;
      app.ws.on("ping", () => (pings += 1));
      const roundTrip = () => {
        app.send({ id: 1 });
        return app.next();
      };
      for (let beat = 1; beat <= 3; beat += 1) {
        server.clock.advance(29_999);
        await roundTrip();
        expect(pings).to.equal(beat - 1);

        const ping = once(app.ws, "ping");
        server.clock.advance(1);
        await ping;
        await roundTrip();
      }

      expect(server.proxy.connections).to.equal(1);
    });

    it("drops an app that has not answered after 15 s", async () => {
      const app = await enter(server);
      // A frozen app: what comes stays unread.
      app.ws.pause();
      server.clock.advance(30_000 + 14_999);
      expect(server.proxy.connections).to.equal(1);

      server.clock.advance(1);

      app.ws.resume();
      expect(await app.closed).to.equal(1006);
    });

    it("answers the app's pings itself, whatever Core does", async () => {
      const app = await enter(server);
      app.send({ id: 1 });
      await app.next();
      let reached = 0;
      for (const socket of core.sockets) socket.on("ping", () => (reached += 1));

      const pong = once(app.ws, "pong");
      app.ws.ping();
      await pong;
      app.send({ id: 2 });
      await app.next();

      expect(reached).to.equal(0);
    });
  });

  describe("when Core goes", () => {
    const closeAll = (code: number) => {
      for (const socket of core.sockets) socket.close(code);
    };
    const ways: readonly (readonly [string, () => unknown])[] = [
      ["stops", () => closeAll(1000)],
      ["closes for a reason of its own", () => closeAll(1012)],
      ["crashes", () => core.crash()],
    ];
    for (const [how, goes] of ways)
      it(`closes with 1000 when it ${how}`, async () => {
        const app = await enter(server);
        app.send({ id: 1 });
        await app.next();

        await goes();

        expect(await app.closed).to.equal(1000);
      });

    it("comes back with it: 1000, then 502, then as before", async () => {
      const demo = await createDemoHome();
      const { url, supervisorToken: token } = demo;
      const through = await startProxyServer({ url, token, version: "2026.11.0" });
      const app = await enter(through);
      app.send({ id: 1, type: "ping" });
      await app.next();

      const restarted = demo.restart({ downMs: 20, startMs: 300 });

      expect(await app.closed).to.equal(1000);
      expect(await refusalOf(through)).to.equal("502 502: Bad Gateway");
      await restarted;
      const again = await enter(through);
      again.send({ id: 1, type: "ping" });
      expect(await again.next()).to.deep.equal({ id: 1, type: "pong" });
      await through.close();
      await demo.close();
    });
  });

  it("leaves Core when the app leaves", async () => {
    const app = await enter(server);
    app.send({ id: 1 });
    await app.next();
    expect(core.sockets.size).to.equal(1);

    app.ws.close(4001);

    await until("Core is alone", () => core.sockets.size === 0);
  });

  it("is the same user at Core for every app: the Supervisor", async () => {
    const demo = await createDemoHome();
    const { url, supervisorToken: token } = demo;
    const through = await startProxyServer({ url, token, version: "2026.11.0" });
    const app = await enter(through);
    app.send({ id: 1, type: "auth/current_user" });

    const answer = await app.next();

    expect(answer).to.have.nested.property("result.name", "Supervisor");
    await through.close();
    await demo.close();
  });
});
