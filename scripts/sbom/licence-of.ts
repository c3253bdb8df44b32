import { z } from "zod";

const manifestSchema = z.object({
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});

/** The licence that a package.json names, in any of the three ways there have been. */
export function licenceOf(manifest: unknown): string | undefined {
  const { license, licenses } = manifestSchema.parse(manifest);
  if (license !== undefined) return typeof license === "string" ? license : license.type;
  const [only, ...others] = licenses ?? [];
  if (only === undefined) return undefined;
  return others.length === 0 ? only.type : `(${[only, ...others].map((l) => l.type).join(" OR ")})`;
}
