// What mocha runs around the specs of the real home.
import { logTail, startedHomes } from "./home-assistant.ts";
import { ensureInstalled } from "./install.ts";
import { CannotRun } from "./run-command.ts";

let somethingFailed = false;

/** Installing has no place in a spec's time; and without a home no spec can say anything. */
export async function mochaGlobalSetup(): Promise<void> {
  try {
    await ensureInstalled(console.log);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    console.error(`No real home can run here: ${error.message}`);
    process.exit(1);
  }
}

export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    if (this.currentTest?.state !== "failed") return;
    somethingFailed = true;
    for (const home of startedHomes) console.error(await logTail(home.logFile));
  },
};

export async function mochaGlobalTeardown(): Promise<void> {
  for (const home of startedHomes) {
    if (somethingFailed) await home.kill();
    else await home.remove();
  }
}
