// The real Dockerfile, built on the stand-in with buildah, and laid out as a folder to boot from.
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { whileLocked } from "../../../home/harness/lock.ts";
import { runCommand } from "../../../home/harness/run-command.ts";
import { readYaml } from "../../../support/repository.ts";
import { reportOf } from "./image-report.ts";
import { baseName, copyContext, currentImage, imageDigest, imagesFolder } from "./places.ts";
import { ensurePrograms } from "./programs.ts";
import { ensureStandIn } from "./stand-in.ts";

const buildSeconds = 600;
const tag = "localhost/vestibule";
const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const architecture: Readonly<Record<string, string>> = { x64: "amd64", arm64: "aarch64" };
const version = z.object({ version: z.string() }).parse(readYaml("config.yaml")).version;

/** @throws CannotRun */
export async function ensureImage(say: (line: string) => void): Promise<string> {
  await ensurePrograms(say);
  await mkdir(imagesFolder, { recursive: true });
  return await whileLocked(join(imagesFolder, "lock"), buildSeconds, async () => {
    const context = join(imagesFolder, "context");
    await copyContext(context);
    const digest = imageDigest(context);
    const folder = join(imagesFolder, digest);
    if (existsSync(folder)) {
      say(`the image of ${digest} was built green before: reused`);
      return await makeCurrent(folder);
    }
    const standIn = await ensureStandIn(say);
    say(`building the image of ${digest} …`);
    const began = performance.now();
    const building = join(imagesFolder, "building");
    await rm(building, { recursive: true, force: true });
    await removeStorage();
    try {
      await build({ standIn, context, into: building, digest });
      // Only what is whole ever has the final name.
      await rename(building, folder);
      await removeOthers(digest);
    } finally {
      await removeStorage();
    }
    say(`building the image: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return await makeCurrent(folder);
  });
}

async function makeCurrent(folder: string): Promise<string> {
  await rm(currentImage, { force: true });
  await symlink(folder, currentImage);
  return folder;
}

async function removeOthers(digest: string): Promise<void> {
  for (const name of await readdir(imagesFolder))
    if (/^[0-9a-f]{16}$/.test(name) && name !== digest)
      await rm(join(imagesFolder, name), { recursive: true, force: true });
}

/** buildah may have mounted some of it on itself. */
async function removeStorage(): Promise<void> {
  for (const name of ["storage", "run"]) {
    const folder = join(imagesFolder, name);
    const script = 'umount --lazy --quiet "$1" "$1/vfs" "$1/overlay" || true; rm -rf "$1"';
    await runCommand({ argv: ["sh", "-c", script, "sh", folder], seconds: 60 });
  }
}

interface Wish {
  readonly standIn: string;
  readonly context: string;
  readonly into: string;
  readonly digest: string;
}

async function build({ standIn, context, into, digest }: Wish): Promise<void> {
  await mkdir(into, { recursive: true });
  await makeBase(standIn);
  const args = [`BUILD_ARCH=${architecture[process.arch] ?? ""}`, `BUILD_VERSION=${version}`];
  await buildah("bud", "--format", "docker", "--pull-never", "--jobs", "2", "-t", tag, [
    ...args.flatMap((arg) => ["--build-arg", arg]),
    // What `apk` unpacks, and how this machine reaches its npm registry: there while building, and in no layer.
    ...["--volume", `${standIn}:/.stand-in`, context],
  ]);
  await writeFile(join(into, "image.json"), await buildah("inspect", "--type", "image", tag));
  await unpack(join(into, "root"));
  const blobs = join(into, "blobs");
  await buildah("push", "--format", "oci", "--compression-format", "zstd", tag, `dir:${blobs}`);
  const report = await reportOf({ root: join(into, "root"), standIn, blobs });
  await rm(blobs, { recursive: true });
  await writeFile(join(into, "report.json"), `${JSON.stringify({ digest, ...report }, null, 2)}\n`);
}

async function makeBase(standIn: string): Promise<void> {
  const dockerfile = join(imagesFolder, "Base");
  await writeFile(
    dockerfile,
    [
      "FROM scratch",
      "ADD base.tar /",
      `ENV PATH=${path} LANG=C.UTF-8 S6_BEHAVIOUR_IF_STAGE2_FAILS=2`,
      'ENTRYPOINT ["/init"]',
    ].join("\n"),
  );
  await buildah("bud", "--format", "docker", "-f", dockerfile, "-t", baseName, standIn);
}

async function unpack(into: string): Promise<void> {
  const from = ["from", "--pull-never", "--format", "docker", tag];
  const container = lastLine(await buildah(...from));
  const mounted = lastLine(await buildah("mount", container));
  await runCommand({ argv: ["cp", "-a", mounted, into], seconds: 120 });
  await buildah("rm", container);
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

const roots = ["--root", join(imagesFolder, "storage"), "--runroot", join(imagesFolder, "run")];

const buildah = async (...words: readonly (string | readonly string[])[]): Promise<string> =>
  await runCommand({
    argv: ["buildah", "--storage-driver", await storageDriver(), ...roots, ...words.flat()],
    env: { ...process.env, BUILDAH_ISOLATION: "chroot" },
    seconds: buildSeconds,
  });

let driver: Promise<string> | undefined;

/** The quick one needs a file system on which overlays can be mounted; the other copies a whole tree for each step. */
function storageDriver(): Promise<string> {
  driver ??= runCommand({
    argv: ["buildah", "--storage-driver", "overlay", ...roots, "info"],
    seconds: 30,
  }).then(
    () => "overlay",
    async () => {
      // It refuses a folder that another driver began.
      await removeStorage();
      return "vfs";
    },
  );
  return driver;
}

const imageSchema = z.object({
  Docker: z.object({
    config: z.object({
      Env: z.array(z.string()),
      Labels: z.record(z.string(), z.string()),
      Entrypoint: z.array(z.string()),
      WorkingDir: z.string(),
      ExposedPorts: z.record(z.string(), z.unknown()),
      Healthcheck: z.object({ Test: z.array(z.string()), Interval: z.number() }),
    }),
  }),
});

export type ImageConfig = z.output<typeof imageSchema>["Docker"]["config"];

/** What the image says of itself. */
export async function readImageConfig(folder: string): Promise<ImageConfig> {
  const text = await readFile(join(folder, "image.json"), "utf8");
  return imageSchema.parse(JSON.parse(text)).Docker.config;
}
