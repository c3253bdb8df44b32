// A simulated home, a data folder and the image before them, on the image's own ports.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { settleBefore, type Household } from "../../../process/settled.ts";
import { createDemoHome, type DemoHome } from "../../../../server/demo/demo-home.ts";
import { until } from "../../../support/until.ts";
import { imageContainer, type ContainerWish, type ImageContainer } from "./image-container.ts";

export const publicUrl = "http://127.0.0.1:7180";
/** A container that is not ready by then never will be in a person's patience. */
export const bootMs = 5_000;

export interface ImageHouse {
  readonly home: DemoHome;
  readonly household: Household;
  readonly dataDir: string;
  /** An admin's token, for every door. */
  readonly secret: string;
  /** Another container of the image; it runs when this resolves. */
  boot(
    wish?: Partial<ContainerWish>,
    environment?: Readonly<Record<string, string>>,
  ): Promise<ImageContainer>;
  close(): Promise<void>;
}

export async function imageHouse(entities = 0): Promise<ImageHouse> {
  const home = await createDemoHome({ entities });
  const household = await settleBefore(home);
  const { dataDir } = household;
  const secret = await household.moveIn();
  await writeOptions(dataDir, {});
  return {
    ...{ home, household, dataDir, secret },
    async boot(wish = {}, environment = {}) {
      const container = await imageContainer({ dataDir, ...wish });
      await container.start({
        ...{ TZ: "Europe/Paris", HOME_URL: home.url, HOME_TOKEN: home.token },
        ...environment,
      });
      return container;
    },
    async close() {
      await household.close();
      await home.close();
    },
  };
}

/** As the Supervisor does before each start. */
export const writeOptions = (dataDir: string, options: object): Promise<void> =>
  writeFile(
    join(dataDir, "options.json"),
    JSON.stringify({ calls_per_minute: 100_000, ...options }),
  );

/** Waits no longer than a boot may take; a container that ends instead says what it said. */
export async function isReady(container: ImageContainer, patienceMs = bootMs): Promise<void> {
  let ended: number | undefined;
  void container.exited.then((code) => (ended = code));
  const asked = async () => {
    if (ended !== undefined) throw new Error(`it ended with ${ended}:\n${container.log()}`);
    return (await fetch(`${publicUrl}/ready`).catch(() => undefined))?.ok === true;
  };
  await until(`/ready within ${patienceMs} ms of its start`, asked, patienceMs);
}
