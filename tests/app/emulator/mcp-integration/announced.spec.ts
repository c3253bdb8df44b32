// What Home Assistant meets when our public port is announced to it as an MCP server.
import { expect } from "chai";
import { catalogue } from "../../../../server/tools/index.ts";
import { startDoors, type Doors } from "../../../support/doors.ts";
import { readManifest } from "../manifest.ts";
import { callTool, coreByTheBook, listTools, type McpOutcome } from "./client.ts";
import { announce, reasonIn } from "./play-consent.ts";

describe("Our server, announced to Home Assistant", () => {
  let doors: Doors;
  let url: string;
  let outcome: McpOutcome;
  before(async () => {
    doors = await startDoors();
    url = `${doors.url}/mcp`;
    const consent = () => Promise.reject(new Error("there is no page to open"));
    outcome = await announce(url, { consent, habits: coreByTheBook });
  });
  after(() => doors.close());

  it("wants a token, and says nowhere how Home Assistant could get one by itself", () => {
    expect(outcome).to.deep.equal({
      outcome: "not added",
      reason: "missing_credentials",
      why: `${url} wants a token, and does not say where its resource metadata is`,
    });
  });

  for (const path of ["oauth-protected-resource", "oauth-authorization-server"])
    it(`has no ${path}, at the path or at the root`, async () => {
      for (const place of [path, `${path}/mcp`]) {
        const response = await fetch(`${doors.url}/.well-known/${place}`);
        expect(response.status, place).to.equal(404);
        await response.body?.cancel();
      }
    });

  it("is therefore not declared for discovery in config.yaml", () => {
    expect([reasonIn(outcome), readManifest().discovery]).to.deep.equal([
      ...["missing_credentials", []],
    ]);
  });

  describe("to whoever has a token already", () => {
    const entry = () => ({ url, token: doors.people.admin.secret });

    it("shows all its tools on the first page, in a form that Home Assistant reads", async () => {
      const names = (await listTools(entry())).map(({ name }) => name);
      expect(names).to.have.members(catalogue.map(({ name }) => name));
    });

    it("answers a call in a session of its own", async () => {
      const given = { name: "whoami", arguments: {} };
      expect(await callTool(entry(), given)).to.have.property("content");
    });
  });
});
