// Writes the documents that are made of the code.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { risksPage } from "./risks-page.ts";
import { securityPage } from "./security-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

async function write(name: string, page: string): Promise<void> {
  const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  const config = await resolveConfig(path);
  await writeFile(path, await format(page, { ...config, parser: "markdown" }));
  console.log(`docs/${name} is written`);
}

await write("security.md", await securityPage(root));
await write("risks.md", risksPage());
