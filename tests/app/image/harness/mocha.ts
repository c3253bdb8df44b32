// What mocha runs around the specs of the image.
import { networkInterfaces } from "node:os";
import { runCommand } from "../../../home/harness/run-command.ts";
import { removeContainers } from "./image-container.ts";

export async function mochaGlobalSetup(): Promise<void> {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== "lo");
  if (others.length > 0) {
    console.error("The image's ports belong to this machine here: start with npm run test:image.");
    process.exit(1);
  }
  await runCommand({ argv: ["ip", "link", "set", "lo", "up"], seconds: 10 });
}

export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    await removeContainers((log) => {
      if (this.currentTest?.state === "failed") console.error(log);
    });
  },
};
