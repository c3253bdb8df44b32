import { hash } from "node:crypto";
import type { KnownCatalogue } from "../policy/rules.ts";
import type { Database } from "./database.ts";
import { parseList } from "./rows.ts";

interface CatalogueRow {
  readonly id: string;
  readonly tools: string;
  readonly harmless: string;
}

/** What a Vestibule has to have a right to. */
export interface CatalogueContents {
  readonly tools: readonly string[];
  /** Services that its table of risks calls harmless. */
  readonly harmless: readonly string[];
}

export interface CatalogueStore {
  /** The catalogue of just this, found or added. */
  current(
    made: CatalogueContents & { readonly version: string; readonly at: number },
  ): Promise<KnownCatalogue>;
  /** Never changes, so it is read once. An unknown id knows nothing. */
  get(id: string): Promise<KnownCatalogue>;
}

export function createCatalogueStore(database: Database): CatalogueStore {
  const known = new Map<string, KnownCatalogue>();

  async function get(id: string): Promise<KnownCatalogue> {
    const before = known.get(id);
    if (before !== undefined) return before;
    const [row] = await database.select<CatalogueRow>(
      "SELECT id, tools, harmless FROM catalogues WHERE id = $id",
      { id },
    );
    if (row === undefined) return { id, tools: new Set(), harmless: new Set() };
    const found: KnownCatalogue = {
      id,
      tools: new Set(parseList(row.tools)),
      harmless: new Set(parseList(row.harmless)),
    };
    known.set(id, found);
    return found;
  }

  return {
    get,
    async current({ version, at, ...contents }) {
      const id = idOfCatalogue(contents);
      const [tools, harmless] = textsOf(contents);
      await database.write(() =>
        database.sequelize.query(
          `INSERT INTO catalogues (id, made_at, version, tools, harmless)
           VALUES ($id, $at, $version, $tools, $harmless) ON CONFLICT (id) DO NOTHING`,
          { bind: { id, at, version, tools, harmless } },
        ),
      );
      return get(id);
    },
  };
}

/** Equal contents have equal ids, in whatever order and whichever process looks first. */
export function idOfCatalogue(contents: CatalogueContents): string {
  return hash("sha256", textsOf(contents).join("\n"), "hex").slice(0, 16);
}

const textsOf = ({ tools, harmless }: CatalogueContents) =>
  [textOf(tools), textOf(harmless)] as const;

const textOf = (names: readonly string[]) => JSON.stringify([...new Set(names)].sort());
