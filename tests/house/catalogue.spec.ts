import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describeTool } from "../../server/gateway/catalogue.ts";
import { describeTool as describeForMcp } from "../../server/mcp/describe.ts";
import { catalogue } from "../../server/tools/index.ts";
import { pathOf } from "../support/repository.ts";

const tokensOf = (value: unknown) => encode(JSON.stringify(value)).length;
const kebab = (name: string) => name.replaceAll("_", "-");
const camel = (name: string) =>
  name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

const propertiesOf = (schema: Readonly<Record<string, unknown>>) =>
  Object.keys({ ...(schema["properties"] ?? {}) });

/** Every keyword of a schema, wherever it stands, with what it is set to. */
function keywordsOf(schema: unknown, isNames = false): [string, unknown][] {
  if (Array.isArray(schema)) return schema.flatMap((item) => keywordsOf(item));
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]): [string, unknown][] =>
    isNames ? keywordsOf(value) : [[key, value], ...keywordsOf(value, key === "properties")],
  );
}

describe("the catalogue", () => {
  it("is sorted by name, and no name comes twice", () => {
    const names = catalogue.map(({ name }) => name);

    expect(names).to.deep.equal([...new Set(names)].sort());
  });

  it("has every tool file in it, under the file's name", async () => {
    const files = await readdir(pathOf("server/tools"), { recursive: true });
    const inFolders = files.filter((file) => file.includes("/") && file.endsWith(".ts")).sort();
    const texts = await Promise.all(
      inFolders.map((file) => readFile(pathOf(`server/tools/${file}`), "utf8")),
    );
    const toolFiles = inFolders.filter((_, at) => /= define(Read|Act)\(/.test(texts[at] ?? ""));

    const expected = catalogue.map(({ name, toolset }) => `${toolset}/${kebab(name)}.ts`).sort();
    expect(toolFiles).to.deep.equal(expected);
  });

  it("costs fewer than 4,500 tokens as it is served over MCP", () => {
    const served = catalogue.map((tool) => describeForMcp(describeTool(tool)));

    expect(tokensOf(served)).to.be.below(4_500);
  });

  it("has a contract for each tool and for nothing else", async () => {
    const contracts = await readdir(pathOf("tests/contracts"));

    expect(contracts.sort()).to.deep.equal(catalogue.map(({ name }) => `${name}.json`));
  });
});

for (const tool of catalogue)
  describe(`the tool ${tool.name}`, () => {
    const described = describeTool(tool);
    const keywords = keywordsOf([described.inputSchema, described.outputSchema]);
    const has = (...unwanted: string[]) =>
      keywords.map(([key]) => key).filter((key) => unwanted.includes(key));

    it("has a name that every client takes", () => {
      expect(tool.name).to.match(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(tool.name.length).to.be.at.most(21);
    });

    it("is exported under its name in camel case", async () => {
      const path = `../../server/tools/${tool.toolset}/${kebab(tool.name)}.ts`;
      const exported: unknown = await import(path);

      expect(exported).to.have.property(camel(tool.name), tool);
    });

    it("says in one short text what it is for", () => {
      expect(tool.title)
        .to.match(/^[A-Z]/)
        .and.to.have.length.below(40);
      expect(tool.description)
        .to.match(/^[A-Z].*\.$/)
        .and.to.have.length.below(300);
    });

    it("takes a strict object, and says so", () => {
      expect(described.inputSchema).to.include({ type: "object", additionalProperties: false });
      expect(described.outputSchema).to.include({ type: "object" });
      expect(tool.input.safeParse({ surely_unknown: 1 }).success).to.equal(false);
    });

    it("has schemas without references, unions and dialects", () => {
      expect(has("$ref", "$defs", "$schema", "anyOf", "oneOf", "allOf", "not")).to.deep.equal([]);
    });

    it("has schemas that Home Assistant's converter can read", () => {
      const unread = ["if", "then", "else", "patternProperties", "unevaluatedProperties"];
      expect(has(...unread, "dependentRequired", "prefixItems", "propertyNames")).to.deep.equal([]);
      const multiples = keywords.filter(([key]) => key === "multipleOf");
      expect(multiples.every(([, value]) => Number.isInteger(value))).to.equal(true);
      const lookarounds = keywords.filter(
        ([key, value]) => key === "pattern" && String(value).includes("(?"),
      );
      expect(lookarounds).to.deep.equal([]);
    });

    it("takes null for no type", () => {
      const types = keywords.filter(([key]) => key === "type").map(([, type]) => type);
      expect(types.every((type) => typeof type === "string" && type !== "null")).to.equal(true);
    });

    it("outlines its answer truly", () => {
      const { outputOutline, outputSchema } = described;
      if (outputSchema["required"] === undefined) {
        expect(outputOutline).to.deep.equal({ type: "object" });
        return;
      }
      expect(propertiesOf(outputOutline)).to.deep.equal(propertiesOf(outputSchema));
      expect(outputOutline["required"]).to.deep.equal(outputSchema["required"]);
    });

    it("is as its contract says (npm run contracts writes it anew)", async () => {
      const contract: unknown = JSON.parse(
        await readFile(pathOf(`tests/contracts/${tool.name}.json`), "utf8"),
      );

      expect(JSON.parse(JSON.stringify(described))).to.deep.equal(contract);
    });
  });
