import { expect } from "chai";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { z } from "zod";
import { builtInRoles, type Role } from "../../server/policy/roles.ts";
import { namedScopes } from "../../server/policy/scope.ts";
import { catalogue } from "../../server/tools/index.ts";
import { pathOf, readText, readYaml, repositoryFiles } from "../support/repository.ts";

const pages = repositoryFiles().filter((path) => path.endsWith(".md"));
const withoutCode = (text: string) => text.replace(/^```[^]*?^```/gm, "");

/** The anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (text: string) =>
  Array.from(withoutCode(text).matchAll(/^#+ (.+)$/gm), ([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("the documents", () => {
  for (const page of pages) {
    it(`${page} links to what there is`, () => {
      const links = Array.from(
        withoutCode(readText(page)).matchAll(/\]\((?!https?:|mailto:)([^)]*)\)/g),
        ([, link = ""]) => link,
      );

      const broken = links.filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : normalize(join(dirname(page), path));
        if (!existsSync(pathOf(target))) return true;
        return anchor !== undefined && !anchorsOf(readText(target)).includes(anchor);
      });
      expect(broken).to.deep.equal([]);
    });

    it(`${page} names files that there are`, () => {
      const named = Array.from(
        readText(page).matchAll(/`((?:server|tests|shared|scripts|bench|cli)\/[\w./-]+)`/g),
        ([, path = ""]) => path,
      );

      expect(named.filter((path) => !existsSync(pathOf(path)))).to.deep.equal([]);
    });

    it(`${page} has under 300 lines`, () => {
      expect(readText(page).split("\n")).to.have.length.below(300);
    });
  }

  it("help with errors in the words that people see", () => {
    const sources = repositoryFiles().filter((path) => /^(server|shared)\/.*\.ts$/.test(path));
    const words = sources.map(readText).join("\n").toLowerCase();
    const quoted = Array.from(
      readText("DOCS.md").matchAll(/^\| "([^"]+)" +\|/gm),
      ([, text = ""]) => text.toLowerCase(),
    );

    expect(quoted).to.have.length.above(9);
    expect(quoted.filter((text) => !words.includes(text))).to.deep.equal([]);
  });

  it("add to Home Assistant the repository that says it is this one", () => {
    const { url } = z.object({ url: z.string() }).parse(readYaml("repository.yaml"));
    expect(readText("README.md")).to.include(`?repository_url=${encodeURIComponent(url)})`);
  });

  it("tell of every tool what it is for", () => {
    const rows = Array.from(
      readText("DOCS.md").matchAll(/^\| `([a-z_]+)` +\|/gm),
      ([, name]) => name,
    );

    expect(catalogue.map(({ name }) => name).filter((name) => !rows.includes(name))).to.deep.equal(
      [],
    );
  });

  it("say of every role what it looks at, acts on, and may do that is sensitive", () => {
    const rows = [
      ...readText("DOCS.md").matchAll(/^\| `([a-z]+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm),
    ];
    const told = Object.fromEntries(
      rows.map(([, name = "", ...cells]) => [name, cells.join("; ")]),
    );

    expect(told).to.deep.include(
      Object.fromEntries(Object.values(builtInRoles).map((role) => [role.name, inWords(role)])),
    );
  });
});

/** What the table of DOCS.md says of a role. */
function inWords(role: Role): string {
  const place = role.scope === namedScopes.exposed ? "what is exposed to Assist" : "everything";
  const acts = role.rules.some(
    ({ target, decision }) =>
      target.kind === "effect" && target.effect === "execute" && decision === "allow",
  );
  const asks = role.rules.some(
    ({ target, decision }) => target.kind === "sensitive" && decision === "approve",
  );
  const sensitive = acts && asks ? "refused, unless a rule says otherwise" : "nothing";
  return [place, acts ? place : "nothing", sensitive].join("; ");
}
