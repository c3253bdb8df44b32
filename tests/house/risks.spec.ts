import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { risksPage } from "../../scripts/risks-page.ts";
import { allOutcomes } from "../../server/policy/risk-table.ts";
import { risks } from "../../server/policy/rules.ts";
import { pathOf } from "../support/repository.ts";

describe("the page of risks", () => {
  it("is what the table of risks says (npm run docs writes it anew)", async () => {
    const path = pathOf("docs/risks.md");
    const config = await resolveConfig(path);
    const page = await format(risksPage(), { ...config, parser: "markdown" });

    expect(await readFile(path, "utf8")).to.equal(page);
  });

  it("names every risk and every domain of the table", () => {
    const page = risksPage();

    for (const risk of risks) expect(page).to.include(`**${risk}**`);
    for (const [name] of allOutcomes())
      expect(page).to.include(name.startsWith("*") ? "any reload" : `\`${name.split(".")[0]}\` `);
  });
});
