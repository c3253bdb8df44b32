import { decide } from "../policy/decide.ts";
import type { Decision, Rights } from "../policy/rules.ts";
import type { Tool } from "../tools/define.ts";
import type { CatalogueEntry } from "./call.ts";
import { outlineOf, toJsonSchema } from "./json-schema.ts";

/** A tool, or nothing, and what the caller's rights say of it. A denied tool is not there: why is for
 * the audit alone. */
export type Found =
  | { readonly tool: Tool; readonly decision: Decision }
  | { readonly tool?: never; readonly decision: Decision };

/** What one set of rights sees of the catalogue. */
export interface Shelf {
  readonly entries: readonly CatalogueEntry[];
  /** Sorted. */
  readonly names: readonly string[];
  find(tool: string): Found;
}

export interface Catalogue {
  /** Equal keys of rights share one shelf. */
  shelfOf(rights: Rights): Shelf;
}

const maxShelves = 500;

/** The tools and their descriptions, made once; decided once for each set of rights. */
export function createCatalogue(tools: readonly Tool[]): Catalogue {
  const described = tools.map((tool) => ({ tool, entry: describeTool(tool) }));
  const shelves = new Map<string, Shelf>();

  function createShelf(rights: Rights): Shelf {
    const judged = described.map((one) => ({ ...one, decision: decide(one.tool, rights) }));
    const shown = judged.filter(({ decision }) => decision.kind !== "deny");
    const founds = judged.map(({ tool, decision }): [string, Found] => [
      tool.name,
      decision.kind === "deny" ? { decision } : { tool, decision },
    ]);
    const byName = new Map(founds);
    return {
      entries: shown.map(({ entry, decision }) => ({ ...entry, decision: decision.kind })),
      names: shown.map(({ tool }) => tool.name).sort(),
      find: (name) => byName.get(name) ?? nothing,
    };
  }

  return {
    shelfOf(rights) {
      if (rights.frozen !== undefined) return emptyShelf(rights.frozen);
      const known = shelves.get(rights.key);
      if (known !== undefined) return known;
      if (shelves.size >= maxShelves) shelves.clear();
      const shelf = createShelf(rights);
      shelves.set(rights.key, shelf);
      return shelf;
    },
  };
}

const nothing: Found = { decision: { kind: "deny", rule: "no such tool" } };

/** Who is frozen sees nothing, also not whether there is a tool of that name. */
const emptyShelf = (rule: string): Shelf => ({
  entries: noEntries,
  names: [],
  find: () => ({ decision: { kind: "deny", rule } }),
});

/** One and the same list, for what is kept by list. */
const noEntries: readonly CatalogueEntry[] = [];

/** A tool as every door describes it. */
export function describeTool(tool: Tool): CatalogueEntry {
  const { name, title, description, toolset, effect } = tool;
  const outputSchema = toJsonSchema(tool.output, "output");
  return {
    name,
    title,
    description,
    toolset,
    effect,
    inputSchema: toJsonSchema(tool.input, "input"),
    outputSchema,
    outputOutline: outlineOf(outputSchema),
  };
}
