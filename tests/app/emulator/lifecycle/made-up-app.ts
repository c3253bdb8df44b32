// An app of scripted containers, for specs of its life.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder, type TemporaryFolder } from "../../../support/temporary.ts";
import { manualClock, type ManualClock } from "../clock.ts";
import { readManifest } from "../manifest.ts";
import { install, type Lifecycle } from "./lifecycle.ts";
import { stage, type Script, type Stage } from "./scripted-container.ts";

export const madeUp = {
  ...{ name: "Made up", description: "For specs", version: "1.0.0", slug: "vestibule" },
  ...{ arch: ["amd64"], timeout: 30, options: { colour: "red", size: 1 } },
  schema: { colour: "list(red|blue)", size: "int" },
};

export interface MadeUpApp {
  readonly clock: ManualClock;
  readonly folder: string;
  /** A path in its /data. */
  at(path: string): string;
  /** What it was started with. */
  options(): Promise<unknown>;
  /** Installs it; `more` is said in its manifest. */
  put(script?: Script, more?: object): Promise<{ readonly life: Lifecycle; readonly scene: Stage }>;
}

/** Anew for each spec of this block. */
export function madeUpApp(): MadeUpApp {
  let folder: TemporaryFolder;
  let clock: ManualClock;
  let lives: Lifecycle[];
  const at = (path: string) => join(folder.path, "data", path);

  beforeEach(async () => {
    folder = await temporaryFolder();
    clock = manualClock();
    lives = [];
  });
  afterEach(async () => {
    for (const life of lives) await life.close();
    await folder.remove();
  });

  return {
    get clock() {
      return clock;
    },
    get folder() {
      return folder.path;
    },
    at,
    options: async () => JSON.parse(await readFile(at("options.json"), "utf8")) as unknown, // whatever it is
    async put(script = {}, more = {}) {
      const scene = stage(script);
      const manifest = readManifest({ ...madeUp, ...more });
      const life = await install({ manifest, makeContainer: scene.make, dataDir: at("."), clock });
      lives.push(life);
      return { life, scene };
    },
  };
}
