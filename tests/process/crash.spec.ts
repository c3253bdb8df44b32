import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants, existsSync, readlinkSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { until } from "../support/until.ts";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

describe("A server that crashes", function () {
  this.timeout(60_000);
  let settled: Settled;
  let secret: string;

  before(async () => {
    settled = await settle();
    secret = await settled.moveIn();
  });
  after(() => settled.close());

  it("says why without a secret, writes down what it knows, and ends with 70", async () => {
    const fault = join(settled.dataDir, "fault.mjs");
    const line = `process.on("SIGUSR2", () => { throw new Error("broken by ${secret}"); });`;
    await writeFile(fault, line);
    const server = settled.start({ NODE_OPTIONS: `--import=${fault}` });
    const url = await server.listening();
    await inStep(url);
    const { callId } = await callRest(url, secret, "whoami");

    server.kill("SIGUSR2");

    expect(await server.ended).to.deep.equal({ code: 70, signal: null });
    const crash = server.output.filter((line) => line.includes('"crashed"'));
    expect(crash).to.have.length(1);
    expect(crash[0]).to.contain("broken by").and.contain("fault.mjs").and.not.contain(secret);
    expect((await settled.journal()).get(callId ?? "")).to.include({ status: "completed" });
  });

  it("can be started again at once, on the same port, with what was there", async () => {
    const first = settled.start();
    const url = await first.listening();
    await inStep(url);
    settled.home.hang(true);
    const hanging = callRest(url, secret, "get_history", {
      entities: ["light.kitchen_ceiling"],
    }).catch(() => undefined);
    const isWritten = async () =>
      [...(await settled.journal()).values()].some(({ status }) => status === "started");
    await until("a call is under way", isWritten, 20_000);
    first.kill("SIGKILL");
    await first.ended;
    settled.home.hang(false);

    const second = settled.start({ PORT: new URL(url).port });
    await second.listening();
    await inStep(url);

    expect((await callRest(url, secret, "whoami")).status).to.equal(200);
    expect(second.errors).to.deep.equal([]);
    await hanging;
    const statuses = [...(await settled.journal()).values()].map(({ status }) => status);
    expect(statuses).to.include("interrupted").and.not.include("started");
  });
});

describe("A server that is waited for", function () {
  this.timeout(60_000);
  let settled: Settled;
  before(async () => {
    settled = await settle();
  });
  after(() => settled.close());

  /** As s6 does, with a pipe as file descriptor 3; answers what came out of it. */
  async function startWith(readyFd: string) {
    const pipe = join(settled.dataDir, `ready-${readyFd}`);
    spawnSync("mkfifo", [pipe]);
    const ours = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const { url: HOME_URL, token: HOME_TOKEN } = settled.home;
    const child = spawn(process.execPath, [join(settled.compiled, "server/main.js")], {
      stdio: ["ignore", "pipe", "inherit", ours.fd],
      env: {
        ...{ PATH: process.env["PATH"], DATA_DIR: settled.dataDir, HOST: "127.0.0.1", PORT: "0" },
        ...{ INGRESS_PORT: "0", HOME_URL, HOME_TOKEN, READY_FD: readyFd },
      },
    });
    const said: string[] = [];
    child.stdout?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    // The line about the administrator who is missing is the last one of a start.
    await until("it is there", () => said.join("").includes("/setup/"), 20_000);
    const isOpen = existsSync(`/proc/${String(child.pid)}/fd/3`)
      ? readlinkSync(`/proc/${String(child.pid)}/fd/3`) === pipe
      : false;
    const { bytesRead, buffer } = await ours
      .read(Buffer.alloc(10), 0, 10)
      .catch(() => ({ bytesRead: 0, buffer: Buffer.alloc(0) }));
    await ours.close();
    child.kill();
    const [code] = (await once(child, "exit")) as [number | null]; // as Node documents it
    return { line: buffer.toString("utf8", 0, bytesRead), isOpen, code, said: said.join("") };
  }

  it("says that it is there by one empty line, and closes the pipe", async () => {
    const { line, isOpen, code, said } = await startWith("3");

    expect({ line, isOpen, code }).to.deep.equal({ line: "\n", isOpen: false, code: 0 });
    expect(said).to.not.contain("READY_FD");
  });

  // 5 is a pipe of Node's own.
  for (const wrong of ["soon", "5"])
    it(`warns of a READY_FD of ${wrong}, and goes on`, async () => {
      const { line, code, said } = await startWith(wrong);

      expect({ line, code }).to.deep.equal({ line: "", code: 0 });
      expect(said).to.contain("WARN READY_FD");
    });
});
