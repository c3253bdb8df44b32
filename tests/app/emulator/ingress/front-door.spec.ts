import { once } from "node:events";
import { expect } from "chai";
import { WebSocket, WebSocketServer } from "ws";
import type { DoorServer } from "../serve-doors.ts";
import { createFrontDoor } from "./front-door.ts";
import { askRaw } from "./support/ask-raw.ts";
import { listening, type Listening } from "./support/servers.ts";
import { startToldApp, type ToldApp } from "./support/told-app.ts";

describe("Home Assistant's own address", () => {
  let core: ToldApp;
  let front: DoorServer;
  let url: string;
  let listener: Listening;

  before(async () => {
    core = await startToldApp();
    front = createFrontDoor({
      core: { url: core.url, token: "t", version: "2026.11.0" },
      doors: [],
    });
    listener = await listening(front.server);
    ({ url } = listener);
  });
  after(async () => {
    await front.close();
    await core.close();
  });

  it("passes everything else to Core as it is, and adds nothing", async () => {
    core.answer = (_req, res) =>
      res
        .writeHead(201, { "Content-Type": "text/html; charset=utf-8", "Set-Cookie": ["a", "b"] })
        .end("é");

    const answer = await askRaw(url, "/auth/token?a=%2F..", {
      ...{ method: "POST", body: "grant_type=x" },
      fields: [
        ["Host", "homeassistant.local:8123"],
        ["X-Custom", "1"],
      ],
    });

    const received = core.received.at(-1);
    expect(received).to.include({ method: "POST", address: "/auth/token?a=%2F.." });
    expect(received?.body.toString()).to.equal("grant_type=x");
    expect(received?.fields.filter(([name]) => name !== "Connection")).to.deep.equal([
      ["Host", "homeassistant.local:8123"],
      ["X-Custom", "1"],
      ["Content-Length", "12"],
    ]);
    expect(answer).to.include({ status: 201, text: "é" });
    expect(answer.header("content-type")).to.equal("text/html; charset=utf-8");
    expect(answer.fields).to.deep.include.members([
      ["Set-Cookie", "a"],
      ["Set-Cookie", "b"],
    ]);
  });

  it("passes WebSockets to Core, extensions and all", async () => {
    const sockets = new WebSocketServer({ server: core.server, perMessageDeflate: true });
    sockets.on("connection", (socket) => socket.on("message", (text) => socket.send(text)));
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/websocket`);
    await once(socket, "open");
    socket.send("auth");
    const [echo] = (await once(socket, "message")) as [Buffer]; // what this event brings
    const { extensions } = socket;
    socket.terminate();
    sockets.close();

    expect(echo.toString()).to.equal("auth");
    expect(extensions).to.include("permessage-deflate");
  });

  it("says 502 while Core is not there", async () => {
    const nowhere = createFrontDoor({
      core: { url: "http://127.0.0.1:1", token: "t", version: "2026.11.0" },
      doors: [],
    });
    const { url: address } = await listening(nowhere.server);
    const answer = await askRaw(address, "/");
    await nowhere.close();

    expect(answer).to.include({ status: 502, text: "502: Bad Gateway" });
  });
});
