import { once } from "node:events";
import { expect } from "chai";
import { WebSocket, WebSocketServer } from "ws";
import { startChain, alex, type Chain } from "./support/chain.ts";
import { listening, type Listening } from "./support/servers.ts";

const mib = 1_048_576;

describe("A WebSocket through Ingress", function () {
  // Messages of 17 MiB take their time on a small machine.
  this.timeout(30_000);
  let app: Listening;
  let sockets: WebSocketServer;
  let chain: Chain;

  before(async () => {
    app = await listening((_req, res) => res.writeHead(404).end());
    sockets = new WebSocketServer({
      server: app.server,
      maxPayload: 64 * mib,
      perMessageDeflate: true,
      autoPong: true,
    });
    chain = await startChain({ appPort: app.port });
  });
  after(async () => {
    await chain.close();
    sockets.close();
    await app.close();
  });

  /** Both ends, and what the app was asked with. */
  async function connect(path = "/ws", protocols: string[] = []) {
    const connected = once(sockets, "connection");
    const near = new WebSocket(
      `${chain.url.replace("http", "ws")}${chain.prefix}${path}`,
      protocols,
      {
        headers: { Cookie: `ingress_session=${chain.sessions.open(alex)}` },
        maxPayload: 64 * mib,
      },
    );
    const [far, asked] = (await connected) as [WebSocket, { url: string; headers: object }]; // as ws documents it
    if (near.readyState === WebSocket.CONNECTING) await once(near, "open");
    return { near, far, asked };
  }

  const closeCode = async (socket: WebSocket): Promise<unknown> => (await once(socket, "close"))[0];
  const message = async (socket: WebSocket): Promise<readonly [Buffer, boolean]> => {
    const [received, isBinary] = (await once(socket, "message")) as [Buffer, boolean]; // as ws documents it
    return [received, isBinary];
  };

  it("reaches the app in its user's name, at its path and with its query", async () => {
    const { near, asked } = await connect("/api/live?since=5");
    near.terminate();

    expect(asked.url).to.equal("/api/live?since=5");
    expect(asked.headers).to.include({
      "x-remote-user-id": "a1",
      "x-ingress-path": chain.prefix,
      "x-hass-source": "core.ingress",
    });
  });

  it("carries text and bytes both ways", async () => {
    const { near, far } = await connect();
    const seen = [];
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const)
      for (const sent of ["hé", Buffer.from([0, 255])]) {
        from.send(sent);
        const [received, isBinary] = await message(to);
        seen.push(isBinary ? [...received] : received.toString());
      }
    near.terminate();

    expect(seen).to.deep.equal(["hé", [0, 255], "hé", [0, 255]]);
  });

  it("negotiates the subprotocol, and no extension", async () => {
    const { near, far, asked } = await connect("/ws", ["vestibule.v1"]);
    near.terminate();

    expect(near.protocol).to.equal("vestibule.v1");
    expect(far.protocol).to.equal("vestibule.v1");
    expect([near.extensions, far.extensions]).to.deep.equal(["", ""]);
    expect(asked.headers).not.to.have.property("sec-websocket-extensions");
  });

  it("passes 15 MiB, and ends at more than 16", async () => {
    const { near, far } = await connect();
    far.send(Buffer.alloc(15 * mib));
    const [received] = await message(near);
    const ends = Promise.all([closeCode(near), closeCode(far)]);
    far.send(Buffer.alloc(17 * mib));

    expect(received).to.have.length(15 * mib);
    expect(await ends).to.deep.equal([1000, 1000]);
  });

  it("tells neither side with which code the other closed", async () => {
    const one = await connect();
    const atBrowser = closeCode(one.near);
    one.far.close(4001, "signed out");
    const two = await connect();
    const atApp = closeCode(two.far);
    two.near.close(4001, "bye");

    expect(await atBrowser).to.equal(1000);
    expect(await atApp).to.equal(1000);
  });

  it("forwards pings, and loses what they carry", async () => {
    const { near, far } = await connect();
    const pinged = once(near, "ping");
    const ponged = once(far, "pong");
    far.ping("are you there");
    const [carried] = (await pinged) as [Buffer]; // what this event brings
    await ponged;
    near.terminate();

    expect(carried).to.have.length(0);
  });

  it("opens and ends at once when the app takes none, or there is no session", async () => {
    sockets.options.verifyClient = () => false;
    const refused = new WebSocket(`${chain.url.replace("http", "ws")}${chain.prefix}/ws`, {
      headers: { Cookie: `ingress_session=${chain.sessions.open(alex)}` },
    });
    const nobody = new WebSocket(`${chain.url.replace("http", "ws")}${chain.prefix}/ws`);
    const codes = await Promise.all([refused, nobody].map(closeCode));
    delete sockets.options.verifyClient;

    expect(codes).to.deep.equal([1000, 1006]);
  });

  it("is not opened at all at an address like an attack", async () => {
    const socket = new WebSocket(
      `${chain.url.replace("http", "ws")}${chain.prefix}/ws?q=%3Cscript%3E`,
    );
    const [error] = (await once(
      socket.on("error", () => undefined),
      "error",
    )) as [Error]; // as ws documents it

    expect(error.message).to.include("400");
  });
});
