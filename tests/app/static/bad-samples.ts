import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A file with a fault, in a folder of its own for as long as `look` takes. */
export async function withSample<T>(
  name: string,
  text: string,
  look: (sample: { readonly folder: string; readonly file: string }) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "vestibule-sample-"));
  try {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return await look({ folder, file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
