import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { temporaryFolder } from "./support/temporary.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../", import.meta.url));
const script = `
  import { fstatSync, writeFileSync } from "node:fs";
  import { tellReady } from "./server/tell-ready.ts";
  const [, fd, file] = process.argv;
  const said = [];
  const isPipe = fstatSync(Number(fd)).isFIFO();
  tellReady(fd, { debug() {}, warn: () => said.push("warned") });
  try { fstatSync(Number(fd)); } catch { said.push("closed"); }
  writeFileSync(file, [isPipe ? "pipe" : "none", ...said].join(" "));
`;

describe("Telling that we are ready", function () {
  this.timeout(30_000);

  // Closed, its number would go to the next file or caller, and the log into that.
  for (const [fd, how] of [
    ["0", `: | "$@"`],
    ["1", `"$@" | cat`],
    ["2", `"$@" 2>&1 >/dev/null | cat`],
  ] as const)
    it(`leaves alone what everybody writes to or reads from: ${fd}`, async () => {
      const folder = await temporaryFolder();
      const told = join(folder.path, "told");
      const node = [process.execPath, "--import=tsx/esm", "--input-type=module", "-e", script];
      try {
        await run("sh", ["-c", how, "sh", ...node, fd, told], { cwd: root });

        expect(await readFile(told, "utf8")).to.equal("pipe warned");
      } finally {
        await folder.remove();
      }
    });
});
