// The steps of .github/workflows/release.yml:
//   describe <url> [<tag>]      lines for GITHUB_OUTPUT
//   notes <version>             the text of the GitHub release
//   store <image> <folder>      the files that people's Home Assistant reads
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { notesOf } from "./changelog.ts";
import { describeFolder } from "./describe.ts";
import { storeFiles, withImage } from "./store-page.ts";

const [step = "", first = "", second] = process.argv.slice(2);

switch (step) {
  case "describe":
    process.stdout.write(
      describeFolder(".", { url: first, ...(second === undefined ? {} : { tag: second }) }),
    );
    break;
  case "notes":
    process.stdout.write(notesOf(await readFile("CHANGELOG.md", "utf8"), first));
    break;
  case "store":
    if (second === undefined) throw new Error("Which folder should the files go to?");
    await mkdir(second, { recursive: true });
    for (const name of storeFiles) await cp(name, join(second, name), { recursive: true });
    await writeFile(
      join(second, "config.yaml"),
      withImage(await readFile("config.yaml", "utf8"), first),
    );
    break;
  default:
    throw new Error("The steps are describe, notes and store.");
}
