import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { billOf, type Bill, type Material } from "./bill.ts";
import { licenceOf } from "./licence-of.ts";
import { shippedPackages } from "./shipped.ts";

const appSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** What is shipped of the packages installed in a folder, with the licences that they name. */
export function materialsIn(folder: string): readonly Material[] {
  return shippedPackages(readJson(join(folder, "package-lock.json"))).map((one) => ({
    ...one,
    licence: licenceOf(readJson(join(folder, one.path, "package.json"))),
  }));
}

/** The bill of the app in a folder whose packages are installed. */
export function billIn(folder: string): Bill {
  const { name, version, license } = appSchema.parse(readJson(join(folder, "package.json")));
  return billOf({ name, version, integrity: undefined, licence: license }, materialsIn(folder));
}
