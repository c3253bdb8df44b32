// Writes what every tool promises its callers to tests/contracts, and what the API answers to its document: a change
// of it is seen in review.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { describeTool } from "../server/gateway/catalogue.ts";
import { catalogue } from "../server/tools/index.ts";
import { generateReplies } from "./api-replies.ts";

const folder = fileURLToPath(new URL("../tests/contracts", import.meta.url));
await mkdir(folder, { recursive: true });
const written = catalogue.map((tool) => `${tool.name}.json`);
for (const tool of catalogue)
  await writeFile(
    join(folder, `${tool.name}.json`),
    `${JSON.stringify(describeTool(tool), null, 2)}\n`,
  );
for (const file of await readdir(folder)) if (!written.includes(file)) await rm(join(folder, file));
console.log(`${written.length} contracts written to tests/contracts`);

const replies = fileURLToPath(new URL("../server/http/api/replies.json", import.meta.url));
const text = JSON.stringify(generateReplies());
await writeFile(replies, await format(text, { parser: "json", printWidth: 100 }));
console.log("what the API answers is written to server/http/api/replies.json");
