// What of the image takes the space, compressed as a registry keeps it, and whose it is.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { runCommand } from "../../../home/harness/run-command.ts";

const partSchema = z.object({
  name: z.string(),
  ours: z.boolean(),
  bytes: z.number(),
  zstd: z.number(),
});
const reportSchema = z.object({
  layers: z.array(z.object({ zstd: z.number() })),
  parts: z.array(partSchema),
  zstd: z.number(),
  gzip: z.number(),
});

export type Report = z.output<typeof reportSchema>;
type Part = z.output<typeof partSchema>;

interface Unpacked {
  readonly root: string;
  readonly standIn: string;
  /** What `buildah push` wrote. */
  readonly blobs: string;
}

export async function reportOf({ root, standIn, blobs }: Unpacked): Promise<Report> {
  const [standInBase, node, ...ours] = await Promise.all([
    partOf("base (stand-in)", false, `cat ${join(standIn, "base.tar")}`),
    partOf("Node (stand-in)", false, `cat ${join(standIn, "packages/nodejs/files.tar")}`),
    ofFolder(root, "app/node_modules"),
    ofFolder(root, "app/dist"),
    ofFolder(root, "etc/s6-overlay"),
    ofFolder(root, "app", "node_modules", "dist"),
  ]);
  const layers = await layersOf(blobs);
  const gzip = await compressedSize(`tar -C ${root} -c .`, "gzip -6");
  return {
    layers: layers.map((zstd) => ({ zstd })),
    parts: [standInBase, node, ...ours],
    zstd: layers.reduce((sum, size) => sum + size, 0),
    gzip,
  };
}

export async function readReport(folder: string): Promise<Report> {
  return reportSchema.parse(JSON.parse(await readFile(join(folder, "report.json"), "utf8")));
}

export function linesOf({ parts, layers, zstd, gzip }: Report): readonly string[] {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1).padStart(6)} MB`;
  return [
    ...parts.map((part) => `${mb(part.bytes)}, ${mb(part.zstd)} compressed  ${part.name}`),
    `layers: ${layers.map((layer) => mb(layer.zstd).trim()).join(" + ")}`,
    `all of it: ${mb(zstd).trim()} with zstd, ${mb(gzip).trim()} with gzip`,
  ];
}

const ofFolder = (root: string, folder: string, ...without: readonly string[]): Promise<Part> => {
  const excluded = without.map((name) => `--exclude=${folder}/${name}`).join(" ");
  const name = without.length === 0 ? folder : `${folder}, the rest`;
  return partOf(name, true, `tar -C ${root} ${excluded} -c ${folder}`);
};

async function partOf(name: string, ours: boolean, packed: string): Promise<Part> {
  const bytes = await compressedSize(packed, "cat");
  return { name, ours, bytes, zstd: await compressedSize(packed, "zstd -9") };
}

async function compressedSize(packed: string, by: string): Promise<number> {
  const argv = ["sh", "-c", `${packed} | ${by} | wc -c`];
  return Number(await runCommand({ argv, seconds: 120 }));
}

async function layersOf(blobs: string): Promise<readonly number[]> {
  const manifest = z
    .object({ layers: z.array(z.object({ digest: z.string() })) })
    .parse(JSON.parse(await readFile(join(blobs, "manifest.json"), "utf8")));
  const files = manifest.layers.map(({ digest }) => join(blobs, digest.replace(/^sha256:/, "")));
  return await Promise.all(files.map(async (file) => (await stat(file)).size));
}
