// The official conformance suite, in both eras, through a proxy that adds the bearer: the suite has no header option.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startDemo } from "./running-demo.mjs";

// Every scenario that needs no tool, prompt or resource made for the suite.
const scenarios = {
  "2025-11-25": [
    "server-initialize",
    "ping",
    "tools-list",
    "dns-rebinding-protection",
    "server-session-lifecycle",
    "server-sse-multiple-streams",
  ],
  "2026-07-28": [
    "server-stateless",
    "tools-list",
    "sep-2164-resource-not-found",
    "dns-rebinding-protection",
    "http-header-validation",
  ],
};

const run = promisify(execFile);
const demo = await startDemo();
const proxy = createServer((incoming, outgoing) => {
  const target = new URL(demo.announced.mcp);
  const forward = request(
    {
      host: target.hostname,
      port: target.port,
      path: target.pathname,
      method: incoming.method,
      headers: { ...incoming.headers, authorization: `Bearer ${demo.announced.token}` },
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    },
  );
  forward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => forward.destroy());
  incoming.pipe(forward);
});
proxy.listen(0, "127.0.0.1");
await once(proxy, "listening");
const url = `http://localhost:${proxy.address().port}/mcp`;
const expected = fileURLToPath(new URL("./conformance-fixtures.yaml", import.meta.url));
const hook = fileURLToPath(new URL("./fs-with-glob.mjs", import.meta.url));
const conformance = fileURLToPath(
  new URL("../../node_modules/@modelcontextprotocol/conformance/dist/index.js", import.meta.url),
);

let failed = 0;
try {
  for (const [revision, names] of Object.entries(scenarios))
    for (const name of names) {
      const args = ["server", "--url", url, "--scenario", name, "--spec-version", revision];
      if (name === "server-stateless") args.push("--expected-failures", expected);
      const result = await run(process.execPath, ["--import", hook, conformance, ...args], {
        timeout: 60_000,
      }).catch((error) => error);
      const ok = !(result instanceof Error);
      if (!ok) failed++;
      console.log(`${ok ? "ok  " : "FAIL"} ${revision} ${name}`);
      if (!ok) console.log(`${result.stdout}\n${result.stderr}`);
    }
} finally {
  proxy.close();
  proxy.closeAllConnections();
  await demo.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
