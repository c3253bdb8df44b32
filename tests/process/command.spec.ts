import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import { promise } from "../support/promise.ts";
import { inSession, openSession, post } from "../support/raw-mcp.ts";
import { callRest, settle, type Settled } from "./settled.ts";

const start = promisify(execFile);
/** A revoked token is refused within a second on an open session; the command's own end is in between. */
const promisedMs = 1_000;

describe("The command beside a running server", function () {
  this.timeout(60_000);
  let settled: Settled;
  let url: string;

  before(async () => {
    settled = await settle();
    await settled.moveIn();
    url = await settled.start().listening();
  });
  after(() => settled.close());

  /** What the command answers as JSON. */
  async function vestibule(...args: readonly string[]): Promise<unknown> {
    const command = [join(settled.compiled, "cli/main.js"), ...args, "--json"];
    const { stdout } = await start(process.execPath, command, {
      env: { DATA_DIR: settled.dataDir },
    });
    return JSON.parse(stdout);
  }

  promise("access.revocation", "by the command, on an open session", async () => {
    const user = ["--user", "ada", "--name", "n8n"];
    const made = await vestibule("token", "create", ...user, "--rights", "same");
    expect(made).to.have.all.keys("id", "token");
    const { token } = made as { token: string }; // as it was just seen
    const session = await openSession(url, token);
    const whoami = inSession(token, session, "tools/call", { name: "whoami" });
    const before = await post(url, whoami);

    await vestibule("token", "revoke", ...user);
    await pause(promisedMs);
    const after = await post(url, whoami);

    expect([before.status, after.status]).to.deep.equal([200, 401]);
    expect((await callRest(url, token, "whoami")).status).to.equal(401);
  });
});
