// The README's first command, tried as a newcomer would: it announces itself in one JSON line, and every address in it works.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { startDemo } from "./running-demo.mjs";

const run = promisify(execFile);
const demo = await startDemo();
try {
  const { mcp, rest, dashboard, token } = demo.announced;
  assert.deepEqual(Object.keys(demo.announced), ["mcp", "rest", "dashboard", "token"]);

  const page = await fetch(dashboard);
  assert.equal(page.status, 200, "the dashboard's place answers");
  assert.match(await page.text(), /Vestibule/);

  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const whoami = await fetch(`${rest}/whoami`, { method: "POST", headers, body: "{}" });
  assert.equal(whoami.status, 200, "REST answers");
  assert.equal((await whoami.json()).role, "admin");

  for (const mode of ["legacy", "auto"]) {
    const client = new Client({ name: "newcomer", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(mcp), { requestInit: { headers } }),
    );
    const overview = await client.callTool({ name: "home_overview", arguments: {} });
    assert.notEqual(overview.isError, true, `MCP answers (${mode})`);
    await client.close();
  }

  const base = new URL(rest).origin;
  const { stdout } = await run("bash", ["examples/curl.sh"], {
    env: { ...process.env, VESTIBULE_URL: base, VESTIBULE_TOKEN: token },
  });
  assert.match(stdout, /admin/, "examples/curl.sh runs");

  assert.equal(demo.lines.length, 1, "exactly one line on standard output");
  console.log("the demo holds what the README says");
} finally {
  await demo.stop();
}
