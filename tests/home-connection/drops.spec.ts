import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { pathOf } from "../support/repository.ts";
import { createOddHome } from "./odd-home.ts";
import { closeHomes, readyHome } from "./quick-home.ts";
import type { Left } from "./thousand-drops.ts";

const run = promisify(execFile);

describe("A thousand drops", () => {
  afterEach(closeHomes);

  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

  it("leave no listener, timer, socket or promise behind, whenever they come", async () => {
    const script = pathOf("tests/home-connection/thousand-drops.ts");
    const { stdout } = await run(process.execPath, ["--import=tsx/esm", script]);
    const left = JSON.parse(stdout) as Left; // all that it writes

    expect(left.timers).to.be.at.most(0);
    expect(left.promises).to.be.at.most(50);
    expect(left.connections.ours).to.be.at.most(2);
    expect(left.connections.theirs).to.equal(1);
    expect(left.warnings).not.to.include("MaxListenersExceededWarning");
  }).timeout(90_000);

  it("leave nothing that a closed home still does", async () => {
    const odd = await createOddHome();
    const home = await readyHome(odd);
    const before = timers();

    await home.close();

    expect(timers()).to.be.lessThan(before);
    await odd.close();
  });
});
