// node --import=tsx/esm tests/app/image/harness/build.ts: builds the image if it is not there, and tells its size.
import { CannotRun } from "../../../home/harness/run-command.ts";
import { ensureImage } from "./image-recipe.ts";
import { linesOf, readReport } from "./image-report.ts";

try {
  const folder = await ensureImage(console.log);
  for (const line of linesOf(await readReport(folder))) console.log(line);
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  console.error(`The image cannot be built here: ${error.message}`);
  process.exitCode = 1;
}
