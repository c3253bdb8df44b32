import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { describeApi } from "../../server/http/api/openapi.ts";
import { generateReplies } from "../../scripts/api-replies.ts";
import { allRoutes } from "../../scripts/rights-table.ts";
import { askApi } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { pathOf } from "../support/repository.ts";

interface Operation {
  readonly operationId: string;
  readonly "x-right": string;
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
  }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

describe("The API's own document", () => {
  let doors: Doors;
  let document: {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: Readonly<Record<string, object>>;
  };
  before(async () => {
    doors = await startDoors();
    const { reply } = await askApi(doors, "GET /api/openapi.json", doors.people.guest.secret);
    document = reply as unknown as typeof document; // what the specs below look at
  });
  after(() => doors.close());

  const routes = allRoutes();
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  it("has every route, and no other", () => {
    const described = operations().map(
      ({ path, method }) => `${method.toUpperCase()} ${path.replace(/\{([a-z]+)\}/g, ":$1")}`,
    );

    expect(described).to.have.members(routes.map(({ name }) => name));
  });

  it("says of every route which right it asks for, and who may have it", () => {
    for (const { name, needs } of routes) {
      const [method = "", path = ""] = name.split(" ");
      const operation = document.paths[path.replace(/:([a-z]+)/g, "{$1}")]?.[method.toLowerCase()];
      const schemes = operation?.security.flatMap((scheme) => Object.keys(scheme));
      const isForPeople = needs === "person" || needs === "admin in person";

      expect(operation, name).to.include({ "x-right": needs });
      expect(operation?.description, name).to.not.equal("");
      expect(schemes, name).to.deep.equal(
        needs === "anyone" ? [] : isForPeople ? ["cookie"] : ["bearer", "cookie"],
      );
    }
  });

  it("describes every part of a path, and answers of every route", () => {
    for (const { path, operation } of operations()) {
      const inPath = operation.parameters.filter((one) => one.in === "path");

      expect(inPath.map(({ name }) => `{${name}}`)).to.have.members(
        path.match(/\{[a-z]+\}/g) ?? [],
      );
      expect(inPath.every(({ required }) => required)).to.equal(true);
      expect(Object.keys(operation.responses)).to.have.length(2).and.to.include("default");
    }
  });

  it("gives each operation a name of its own", () => {
    const ids = operations().map(({ operation }) => operation.operationId);

    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("refers to nothing that is not there", () => {
    const text = JSON.stringify(document);
    const places = [...text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(
      ([, place = ""]) => place,
    );
    const known = Object.entries(document.components).flatMap(([kind, all]) =>
      Object.keys(all).map((name) => `${kind}/${name}`),
    );

    expect(document.openapi).to.equal("3.1.0");
    expect(places).to.not.deep.equal([]);
    expect(known).to.include.members(places);
    expect(text).to.not.match(/\$schema|#\/definitions/);
  });

  it("says how a body is sent, and what a query may hold", () => {
    const { paths } = document;

    expect(paths["/api/tokens"]?.["post"]?.requestBody).to.have.nested.property(
      "content.application/json.schema.properties.name",
    );
    expect(paths["/api/audit"]?.["get"]?.parameters).to.deep.include({
      ...{ name: "limit", in: "query", required: false },
      schema: { type: "integer", minimum: 1, maximum: 200 },
    });
  });

  it("is made of what the types say now (npm run contracts writes it anew)", async function () {
    this.timeout(30_000);
    const written: unknown = JSON.parse(
      await readFile(pathOf("server/http/api/replies.json"), "utf8"),
    );

    expect(generateReplies()).to.deep.equal(written);
  });

  it("takes a route whose answer nobody described", () => {
    const [route] = routes.filter(({ name }) => name === "GET /api/status");
    const strange = route && { ...route, name: "GET /api/strange" as "GET /api/status" };

    expect(describeApi("1", strange === undefined ? [] : [strange])).to.have.nested.property(
      "paths./api/strange.get.x-right",
    );
  });
});
