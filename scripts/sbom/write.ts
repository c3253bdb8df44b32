// Prints the bill of materials of the folder it runs in, whose packages are installed: node scripts/sbom/write.ts
import { cwd } from "node:process";
import { billIn } from "./installed.ts";

console.log(JSON.stringify(billIn(cwd()), undefined, 2));
