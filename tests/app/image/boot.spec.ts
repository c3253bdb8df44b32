import { expect } from "chai";
import { inSession, openSession, post } from "../../support/raw-mcp.ts";
import { until } from "../../support/until.ts";
import { callRest } from "../../process/settled.ts";
import {
  imageHouse,
  isReady,
  publicUrl,
  writeOptions,
  type ImageHouse,
} from "./harness/image-house.ts";
import { fieldOf } from "./harness/processes.ts";

const stopMs = 5_000;
const linesOf = (log: string) => log.split("\n").filter((line) => line.trim() !== "");

describe("a container of the image", () => {
  let house: ImageHouse;
  before(async () => {
    house = await imageHouse();
  });
  after(() => house.close());
  afterEach(() => writeOptions(house.dataDir, {}));

  it("is ready within five seconds of its start, and healthy", async () => {
    const container = await house.boot();
    await isReady(container);
    expect(await container.isHealthy()).to.equal(true);
  });

  it("tells s6 when it is ready, and not before it answers", async () => {
    const container = await house.boot();
    const notified = async () => {
      const { output } = await container.exec([
        "s6-svstat",
        "-o",
        "ready",
        "/run/service/vestibule",
      ]);
      return output.trim() === "true";
    };
    await until("s6 is told that it is ready", notified);
    expect((await fetch(`${publicUrl}/health`)).status).to.equal(200);
  });

  it("runs Node as the direct child of s6's supervisor, and nothing beside it", async () => {
    const container = await house.boot();
    await isReady(container);
    const server = container.server();
    const family = container.family();
    const supervisor = family.find(({ pid }) => pid === server.parent);
    expect(supervisor?.argv).to.deep.equal(["s6-supervise", "vestibule"]);
    expect(family.map(({ pid }) => pid)).to.have.lengthOf(3);
    expect(server.argv[0]).to.equal("node");
  });

  it("gives the server the container's environment, and s6 none of it", async () => {
    const container = await house.boot({}, { SUPERVISOR_TOKEN: "0".repeat(112) });
    await isReady(container);
    const { output } = await container.exec(["cat", "/run/s6/container_environment/TZ"]);
    expect(output).to.equal("Europe/Paris");
    const seen = async (pid: string) =>
      (await container.exec(["cat", `/proc/${pid}/environ`])).output.includes("SUPERVISOR_TOKEN");
    const inside = fieldOf(container.server().pid, "NSpid").split(/\s+/).at(-1) ?? "";
    expect([await seen("1"), await seen(inside)]).to.deep.equal([false, true]);
  });

  it("runs the command where the Supervisor looks for it", async () => {
    const container = await house.boot();
    await isReady(container);
    const { code, output } = await container.exec(["vestibule", "user", "list"]);
    expect(output).to.include("ada");
    expect(code).to.equal(0);
  });

  it("ends with 0 when it is told to stop", async () => {
    const container = await house.boot();
    await isReady(container);
    expect(await container.stop(stopMs)).to.equal(0);
  });

  it("ends with 0 when it is told to stop while it starts", async () => {
    const container = await house.boot();
    await until("it starts", () => container.log().includes("starting"));
    expect(await container.stop(stopMs)).to.equal(0);
  });

  it("ends with 0 under load and with open streams, within the same time", async () => {
    const container = await house.boot();
    await isReady(container);
    const streams = await Promise.all(Array.from({ length: 5 }, () => openStream(house.secret)));
    let isLoaded = true;
    const answers: number[] = [];
    const caller = async () => {
      while (isLoaded) {
        const answered = await callRest(publicUrl, house.secret, "whoami").catch(() => undefined);
        if (answered === undefined) return;
        answers.push(answered.status);
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    await until("it is under load", () => answers.length > 50);

    const code = await container.stop(stopMs);
    isLoaded = false;
    await Promise.all([
      ...callers,
      ...streams.map((stream) => stream.cancel().catch(() => undefined)),
    ]);

    expect(code).to.equal(0);
    expect(answers.filter((status) => status !== 200 && status !== 503)).to.deep.equal([]);
  });

  it("refuses a wrong option in one line that names it, and ends with 1", async () => {
    await writeOptions(house.dataDir, { log_level: "loud" });
    const container = await house.boot();
    expect(await container.exited).to.equal(1);
    const lines = linesOf(container.log());
    expect(lines, container.log()).to.have.lengthOf(1);
    expect(lines[0]).to.match(/log_level/);
  });
});

/** A session of MCP with the stream on which the server speaks by itself. */
async function openStream(secret: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const session = await openSession(publicUrl, secret);
  await post(publicUrl, inSession(secret, session, "ping", {}));
  const response = await fetch(`${publicUrl}/mcp`, {
    headers: {
      ...{ Authorization: `Bearer ${secret}`, Accept: "text/event-stream" },
      "Mcp-Session-Id": session,
    },
  });
  if (response.status !== 200 || response.body === null)
    throw new Error(`no stream: ${response.status}`);
  return response.body.getReader();
}
