// Writes the documents that are made of the code.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { securityPage } from "./security-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const path = fileURLToPath(new URL("../docs/security.md", import.meta.url));
await writeFile(
  path,
  await format(await securityPage(root), { ...(await resolveConfig(path)), parser: "markdown" }),
);
console.log("docs/security.md is written");
