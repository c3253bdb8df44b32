// Where an image is kept between runs, and by what it is known again.
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { copiedFromContext, parseDockerfile } from "../../../support/dockerfile.ts";
import {
  executables,
  pathOf,
  readBytes,
  readText,
  repositoryFiles,
} from "../../../support/repository.ts";

const harness = "tests/app/image/harness";
const standIn = `${harness}/stand-in`;
export const imagesFolder = pathOf(".cache/image");
/** The image that was last asked for: what its containers are made of, whatever is edited meanwhile. */
export const currentImage = join(imagesFolder, "current");

/** The base that the Dockerfile names, for which the stand-in is taken. */
export const baseName = parseDockerfile(readText("Dockerfile")).args["BUILD_FROM"] ?? "";

/** What the build can see of the repository. */
export function contextFiles(): readonly string[] {
  const entries = parseDockerfile(readText("Dockerfile")).stages.flatMap(copiedFromContext);
  return repositoryFiles().filter((file) =>
    entries.some((entry) => file === entry || file.startsWith(`${entry}/`)),
  );
}

/** Of everything that the image is made of, and of how we make it. */
export function imageDigest(): string {
  const maker = ["image-recipe.ts", "image-report.ts", "stand-in.ts"].map((n) => `${harness}/${n}`);
  return digestOf([...contextFiles(), "Dockerfile", ".dockerignore", ...maker, ...standInFiles()]);
}

/** Of what stands in for the base and its packages. */
export const standInDigest = (): string => digestOf([`${harness}/stand-in.ts`, ...standInFiles()]);

const standInFiles = (): readonly string[] =>
  readdirSync(pathOf(standIn)).map((name) => join(standIn, name));

function digestOf(files: readonly string[]): string {
  const modes = new Set(executables("."));
  const hash = createHash("sha256").update(process.arch);
  for (const file of [...new Set(files)].sort())
    hash.update(`\0${file}\0${String(modes.has(file))}\0`).update(readBytes(file));
  return hash.digest("hex").slice(0, 16);
}
