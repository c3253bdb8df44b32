// Where an image is kept between runs, and by what it is known again.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { copiedFromContext, parseDockerfile } from "../../../support/dockerfile.ts";
import { pathOf, readText, repositoryFiles } from "../../../support/repository.ts";

const harness = "tests/app/image/harness";
const standIn = `${harness}/stand-in`;
export const imagesFolder = pathOf(".cache/image");
/** The image that was last asked for: what its containers are made of, whatever is edited meanwhile. */
export const currentImage = join(imagesFolder, "current");

/** The base that the Dockerfile names, for which the stand-in is taken. */
export const baseName = parseDockerfile(readText("Dockerfile")).args["BUILD_FROM"] ?? "";

/** Copies what the build can see of the repository, so that it stays as it is while it is built. */
export async function copyContext(to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  const entries = parseDockerfile(readText("Dockerfile")).stages.flatMap(copiedFromContext);
  const files = repositoryFiles().filter((file) =>
    entries.some((entry) => file === entry || file.startsWith(`${entry}/`)),
  );
  for (const file of [...files, "Dockerfile", ".dockerignore"]) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await cp(pathOf(file), join(to, file));
  }
}

/** Of everything that the image is made of, and of how we make it. */
export function imageDigest(context: string): string {
  const makers = ["image-recipe.ts", "image-report.ts", "stand-in.ts"];
  const files = readdirSync(context, { recursive: true, encoding: "utf8" })
    .map((name) => join(context, name))
    .filter((path) => statSync(path).isFile());
  const ours = makers.map((name) => pathOf(`${harness}/${name}`));
  return digestOf([...files.sort(), ...ours, ...standInFiles()], context);
}

/** Of what stands in for the base and its packages. */
export const standInDigest = (): string =>
  digestOf([pathOf(`${harness}/stand-in.ts`), ...standInFiles()], pathOf("."));

const standInFiles = (): readonly string[] =>
  readdirSync(pathOf(standIn))
    .sort()
    .map((name) => pathOf(join(standIn, name)));

function digestOf(paths: readonly string[], root: string): string {
  const hash = createHash("sha256").update(process.arch);
  for (const path of paths) {
    const name = path.startsWith(root) ? path.slice(root.length) : path.slice(pathOf(".").length);
    const isExecutable = (statSync(path).mode & 0o100) !== 0;
    hash.update(`\0${name}\0${String(isExecutable)}\0`).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}
