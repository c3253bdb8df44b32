// What mocha runs around the specs of the image.
import { CannotRun } from "../../../home/harness/run-command.ts";
import { removeContainers } from "./image-container.ts";
import { goFirst, useOwnNetwork } from "./own-network.ts";

export async function mochaGlobalSetup(): Promise<void> {
  try {
    await useOwnNetwork();
    await goFirst();
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    console.error(`${error.message} (npm run test:image does.)`);
    process.exit(1);
  }
}

export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    await removeContainers((log) => {
      if (this.currentTest?.state === "failed") console.error(log);
    });
  },
};
