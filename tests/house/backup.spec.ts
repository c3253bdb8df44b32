import { expect } from "chai";
import { z } from "zod";
import { splitCommand } from "../app/emulator/lifecycle/split-command.ts";
import { matchesPath } from "../app/emulator/lifecycle/match-path.ts";
import { runCommand } from "../../cli/run-command.ts";
import { parseDockerfile, commandsOf } from "../support/dockerfile.ts";
import { readText, readYaml } from "../support/repository.ts";

const config = z
  .object({
    backup_pre: z.string(),
    backup_post: z.string(),
    backup_exclude: z.array(z.string()),
  })
  .parse(readYaml("config.yaml"));

describe("A backup by Home Assistant", () => {
  const leavesOut = (path: string) =>
    config.backup_exclude.some((glob) =>
      matchesPath(`/data/apps/data/1a2b3c4d_vestibule/${path}`, glob),
    );

  for (const path of [
    ...["vestibule.db", "vestibule.db-wal", "vestibule.db-shm", "vestibule.db-journal"],
    ...["vestibule.db.before-0003-people-and-rules", "vestibule.db.before-0003-x.draft"],
    ...["backup/copy.sqlite.4711.draft", "backup/copy.sqlite.4711.draft-journal"],
  ])
    it(`leaves out ${path}, which is written to or is not needed`, () => {
      expect(leavesOut(path)).to.equal(true);
    });

  for (const path of ["backup", "backup/copy.sqlite", "options.json"])
    it(`takes ${path}`, () => {
      expect(leavesOut(path)).to.equal(false);
    });

  it("runs our command by its whole path: there is no shell that would find it", async () => {
    const stages = parseDockerfile(readText("Dockerfile")).stages.flatMap(commandsOf).join("\n");
    for (const command of [config.backup_pre, config.backup_post]) {
      const [program = "", ...args] = splitCommand(command);
      const help: string[] = [];
      const terminal = {
        print: (line: string) => help.push(line),
        note: (line: string) => help.push(line),
        readInput: () => Promise.resolve(""),
      };

      expect(stages).to.contain(`/app/dist/cli/main.js ${program}`);
      expect(await runCommand([...args, "--help"], terminal)).to.equal(0);
      expect(help.join("")).to.contain(`vestibule ${args.join(" ")}`);
    }
  });
});
