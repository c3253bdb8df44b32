// What of package-lock.json is in the image: the Dockerfile leaves out what is for development, optional or a peer.
import { z } from "zod";

const flag = z.boolean().default(false);
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().default(""),
      integrity: z.string().optional(),
      dev: flag,
      optional: flag,
      devOptional: flag,
      peer: flag,
    }),
  ),
});

export interface ShippedPackage {
  /** Where it lies, such as `node_modules/express/node_modules/cookie`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
}

export function shippedPackages(lock: unknown): readonly ShippedPackage[] {
  return Object.entries(lockSchema.parse(lock).packages)
    .filter(([path, { dev, optional, devOptional, peer }]) => {
      return path !== "" && !dev && !optional && !devOptional && !peer;
    })
    .map(([path, { version, integrity }]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      return { path, name, version, integrity };
    });
}
