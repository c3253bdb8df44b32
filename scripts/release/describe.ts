// What the release workflow has to know, from the files that say it: lines for GITHUB_OUTPUT.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { newestVersion } from "./changelog.ts";

const configSchema = z.object({
  name: z.string(),
  slug: z.string(),
  version: z.string(),
  description: z.string(),
  arch: z.array(z.string()),
});
const buildSchema = z.object({ build_from: z.record(z.string(), z.string()) });

export interface Sources {
  readonly config: string;
  readonly build: string;
  readonly changelog: string;
  /** Where the source is to be found, and the tag that is released: none for a try. */
  readonly url: string;
  readonly tag?: string;
}

/** @throws Error when the tag, the configuration and the changelog are not of one version, or there are two bases. */
export function describeRelease({ config, build, changelog, url, tag }: Sources): string {
  const { name, slug, version, description, arch } = configSchema.parse(parse(config));
  const newest = newestVersion(changelog);
  if (newest !== version)
    throw new Error(`config.yaml is ${version}, the newest change is ${newest}.`);
  if (tag !== undefined && tag !== version)
    throw new Error(`The tag is ${tag}, config.yaml is ${version}.`);
  const [base, ...others] = new Set(Object.values(buildSchema.parse(parse(build)).build_from));
  if (base === undefined || others.length > 0) throw new Error("build.yaml must name one base.");
  const labels = [
    "io.hass.type=app",
    `io.hass.name=${name}`,
    `io.hass.description=${description}`,
    `io.hass.url=${url}`,
  ];
  return [
    `version=${version}`,
    `image-name=${slug}`,
    `architectures=${JSON.stringify(arch)}`,
    `base=${base}`,
    "labels<<END_OF_LABELS",
    ...labels,
    "END_OF_LABELS",
    "",
  ].join("\n");
}

/** The same, of the files in a folder. */
export function describeFolder(folder: string, about: Pick<Sources, "tag" | "url">): string {
  const read = (name: string) => readFileSync(`${folder}/${name}`, "utf8");
  return describeRelease({
    config: read("config.yaml"),
    build: read("build.yaml"),
    changelog: read("CHANGELOG.md"),
    ...about,
  });
}
