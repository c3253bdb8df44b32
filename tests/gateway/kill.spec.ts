import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { openStore } from "../../server/store/store.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { promise } from "../support/promise.ts";
import { pathOf } from "../support/repository.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

describe("a process that is killed", () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder.remove());

  promise("audit.kill", "the road", async () => {
    const answered = await runUntilKilled(folder.path);

    const store = await openStore({
      ...{ dataDir: folder.path, version: "0.0.0-test", log: createKeptLog().log },
    });
    const kept = new Map<string, AuditEntry>();
    for (let cursor: string | undefined, more = true; more;) {
      const page = await store.audit.find(
        {},
        { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
      );
      for (const entry of page.entries) kept.set(entry.id, entry);
      cursor = page.next;
      more = page.has_more;
    }
    await store.close();

    const lost = answered.filter(({ callId }) => !kept.has(callId));
    expect(answered.filter(({ tool }) => tool === "whoami")).to.have.length(20);
    expect(answered.length).to.be.above(100);
    expect(lost).to.deep.equal([]);
  });
});

/** Starts the road, lets it answer, and kills it in the middle. */
async function runUntilKilled(dataDir: string) {
  const child = spawn(
    process.execPath,
    ["--import=tsx/esm", pathOf("tests/support/killed-road.ts"), dataDir],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  for await (const line of reader) {
    lines.push(line);
    if (lines.length >= 150) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return lines
    .filter((line) => line !== "old enough")
    .map((line) => {
      const [tool = "", callId = ""] = line.split(" ");
      return { tool, callId };
    });
}
