import { harmlessServices } from "./policy/risk-table.ts";
import type { KnownCatalogue } from "./policy/rules.ts";
import type { Tool } from "./tools/define.ts";
import type { Store } from "./store/store.ts";
import { catalogue } from "./tools/index.ts";

/** What there is to have a right to in this Vestibule, remembered for the tokens that are made under it. */
export function currentCatalogue(
  store: Pick<Store, "catalogues">,
  version: string,
  more: readonly Pick<Tool, "name">[] = [],
): Promise<KnownCatalogue> {
  const tools = [...catalogue, ...more].map(({ name }) => name);
  const contents = { tools, harmless: harmlessServices };
  return store.catalogues.current({ ...contents, version, at: Date.now() });
}
