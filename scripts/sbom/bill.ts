// The bill of materials in CycloneDX. npm's own leaves out every package that development needs as well.
import { z } from "zod";
import type { ShippedPackage } from "./shipped.ts";

export interface Material extends ShippedPackage {
  readonly licence: string | undefined;
}

const componentSchema = z.object({
  type: z.literal("library"),
  "bom-ref": z.string(),
  name: z.string(),
  version: z.string(),
  purl: z.string(),
  licenses: z.array(
    z.union([
      z.object({ license: z.object({ id: z.string() }) }),
      z.object({ expression: z.string() }),
    ]),
  ),
  hashes: z.array(z.object({ alg: z.literal("SHA-512"), content: z.string() })),
});
type Component = z.output<typeof componentSchema>;

const billSchema = z.object({
  $schema: z.literal("http://cyclonedx.org/schema/bom-1.5.schema.json"),
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.literal("1.5"),
  version: z.literal(1),
  metadata: z.object({
    component: z.object({
      type: z.literal("application"),
      "bom-ref": z.string(),
      name: z.string(),
      version: z.string(),
      licenses: componentSchema.shape.licenses,
    }),
  }),
  components: z.array(componentSchema),
});
export type Bill = z.output<typeof billSchema>;

/** The same for the same packages, whenever and wherever it is written. */
export function billOf(app: Omit<Material, "path">, materials: readonly Material[]): Bill {
  const components = new Map(materials.map((one) => [purlOf(one), componentOf(one)]));
  const sorted = [...components].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": purlOf(app),
        name: app.name,
        version: app.version,
        licenses: licensesOf(app.licence),
      },
    },
    components: sorted.map(([, component]) => component),
  };
}

/** What a bill lacks, or has too much, beside what is shipped. @throws ZodError when it is no bill at all. */
export function faultsOf(bill: unknown, shipped: readonly ShippedPackage[]): readonly string[] {
  const listed = new Set(billSchema.parse(bill).components.map(({ purl }) => purl));
  const expected = new Set(shipped.map(purlOf));
  return [
    ...[...expected]
      .filter((purl) => !listed.has(purl))
      .map((purl) => `${purl} is shipped, and not listed.`),
    ...[...listed]
      .filter((purl) => !expected.has(purl))
      .map((purl) => `${purl} is listed, and not shipped.`),
  ];
}

function componentOf(one: Material): Component {
  return {
    type: "library",
    "bom-ref": purlOf(one),
    name: one.name,
    version: one.version,
    purl: purlOf(one),
    licenses: licensesOf(one.licence),
    hashes: hashesOf(one.integrity),
  };
}

const purlOf = ({ name, version }: Pick<ShippedPackage, "name" | "version">) =>
  `pkg:npm/${name.replace("@", "%40")}@${version}`;

function licensesOf(licence: string | undefined): Component["licenses"] {
  if (licence === undefined) return [];
  return licence.includes(" ") ? [{ expression: licence }] : [{ license: { id: licence } }];
}

function hashesOf(integrity: string | undefined): Component["hashes"] {
  const base64 = /^sha512-(.+)$/.exec(integrity ?? "")?.[1];
  if (base64 === undefined) return [];
  return [{ alg: "SHA-512", content: Buffer.from(base64, "base64").toString("hex") }];
}
