import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { playSupervisor, supervisorToken, wellAnswered } from "../support/play-supervisor.ts";
import type { NodeProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { inStep, settle, type Settled } from "./settled.ts";

/** By then what was asked when the home came has arrived. */
const settlingMs = 500;

describe("A start inside the app", function () {
  this.timeout(60_000);
  let settled: Settled;

  beforeEach(async () => {
    settled = await settle();
  });
  afterEach(() => settled.close());

  /** As the Supervisor starts it. */
  async function start(url: string): Promise<NodeProcess> {
    const server = settled.start({
      ...{ HOME_URL: "", HOME_TOKEN: "", SUPERVISOR_TOKEN: supervisorToken, SUPERVISOR_URL: url },
    });
    await server.listening();
    return server;
  }
  const setupLine = async (server: NodeProcess) => {
    const find = () => server.output.find((line) => line.includes("/setup/"));
    await until("the setup link is printed", () => find() !== undefined, 20_000);
    return find() ?? "";
  };

  it("names the machine and the port that lead to the setup page", async () => {
    const info = wellAnswered();
    const app = { ...info["/addons/self/info"], network: { "7180/tcp": 17_180 } };
    const play = await playSupervisor({ ...info, "/addons/self/info": app });
    try {
      const server = await start(play.url);

      expect(await setupLine(server)).to.match(
        /http:\/\/homeassistant\.local:17180\/setup\/[\w-]+/,
      );
    } finally {
      await play.close();
    }
  });

  it("succeeds before a Supervisor that does not answer, and stops with 0 when it is told to", async () => {
    const server = await start("http://127.0.0.1:9");
    const line = await setupLine(server);

    server.kill("SIGTERM");
    const ending = await server.ended;

    expect(line).to.match(/http:\/\/<this machine>:\d+\/setup\//);
    expect(ending).to.deep.equal({ code: 0, signal: null });
    expect(server.output.join("\n")).not.to.include(supervisorToken);
  });

  it("asks where Home Assistant is again when it has come back", async () => {
    const play = await playSupervisor();
    try {
      const places = { SUPERVISOR_TOKEN: supervisorToken, SUPERVISOR_URL: play.url };
      const url = await settled.start(places).listening();
      const timesAsked = () => play.asked.filter(({ path }) => path === "/core/info").length;
      await inStep(url);
      await pause(settlingMs);
      const before = timesAsked();

      settled.home.drop();

      await until("it is asked again", () => timesAsked() > before, 20_000);
    } finally {
      await play.close();
    }
  });

  it("warns of options that it does not know, by their names", async () => {
    const options = { log_level: "info", lost_option: "a value" };
    await writeFile(join(settled.dataDir, "options.json"), JSON.stringify(options));

    const server = await start("http://127.0.0.1:9");

    const warned = server.output.filter((line) => line.includes("lost_option"));
    expect(warned).to.have.length(1);
    expect(warned[0]).to.include("not known").and.not.include("a value");
  });
});
