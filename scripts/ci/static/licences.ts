// Which licences a package in the image may have: those that ask for no more than their text and their names.
import type { Material } from "../../sbom/bill.ts";

const allowed: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
]);

/** A package whose licence was read by somebody, because its package.json does not say it well. */
export interface Exception {
  readonly name: string;
  readonly version: string;
  readonly why: string;
}

/** Everything that is neither allowed nor excepted, and every exception that nothing needs. */
export function licenceFaults(
  materials: readonly Pick<Material, "licence" | "name" | "version">[],
  exceptions: readonly Exception[],
): readonly string[] {
  const refused = materials.filter(({ licence }) => !isAllowed(licence));
  const same = (a: { name: string; version: string }) => (b: { name: string; version: string }) =>
    a.name === b.name && a.version === b.version;
  return [
    ...refused
      .filter((one) => !exceptions.some(same(one)))
      .map(({ name, version, licence = "no licence" }) => `${name}@${version} has ${licence}.`),
    ...exceptions
      .filter((one) => !refused.some(same(one)))
      .map(({ name, version }) => `${name}@${version} needs no exception.`),
  ];
}

/** Reads "MIT", "(MIT OR WTFPL)", "MIT AND ISC", and no deeper brackets: those are refused. */
export function isAllowed(licence = ""): boolean {
  const flat = /^\(([^()]*)\)$/.exec(licence)?.[1] ?? licence;
  return flat.split(" OR ").some((choice) => choice.split(" AND ").every((id) => allowed.has(id)));
}
