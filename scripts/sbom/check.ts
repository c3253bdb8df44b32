// Compares a bill of materials with the lock: node scripts/sbom/check.ts sbom.cdx.json package-lock.json
import { readFileSync } from "node:fs";
import { faultsOf } from "./bill.ts";
import { shippedPackages } from "./shipped.ts";

const [billPath = "sbom.cdx.json", lockPath = "package-lock.json"] = process.argv.slice(2);
const [bill, lock] = [billPath, lockPath].map((path): unknown =>
  JSON.parse(readFileSync(path, "utf8")),
);
const faults = faultsOf(bill, shippedPackages(lock));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
