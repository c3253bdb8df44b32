import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { findHolders, securityPage } from "../../scripts/security-page.ts";
import { promises } from "../promises.ts";
import { pathOf } from "../support/repository.ts";

describe("the promises", () => {
  const ids = Object.keys(promises);

  for (const id of ids)
    it(`has a spec for ${id}`, async () => {
      const holders = await findHolders(pathOf("."));

      expect(holders.get(id)).to.have.length.above(0);
    });

  it("are all that specs promise", async () => {
    const holders = await findHolders(pathOf("."));

    expect([...holders.keys()].filter((id) => !ids.includes(id))).to.deep.equal([]);
  });

  it("are what docs/security.md says (npm run docs writes it anew)", async () => {
    const path = pathOf("docs/security.md");
    const config = await resolveConfig(path);
    const page = await format(await securityPage(pathOf(".")), { ...config, parser: "markdown" });

    expect(await readFile(path, "utf8")).to.equal(page);
  });
});
