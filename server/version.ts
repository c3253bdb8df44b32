import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const packageSchema = z.object({ version: z.string() });

/** Vestibule's version, from the package.json above this file, in the sources and in dist. */
export function readVersion(): string {
  let folder = new URL("./", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) folder = new URL("../", folder);
  const text = readFileSync(new URL("package.json", folder), "utf8");
  return packageSchema.parse(JSON.parse(text)).version;
}
