import { expect } from "chai";
import { createDiscovery, type Discovery } from "../api/discovery.ts";
import { createMcpIntegration, type McpIntegration } from "./integration.ts";
import { reasonIn, sayYes } from "./play-consent.ts";
import { playMcpServer, type PlayMcpServer } from "./play-mcp-server.ts";

describe("The MCP servers that Home Assistant has from apps", () => {
  let server: PlayMcpServer;
  let isStarted: boolean;
  let discovery: Discovery;
  let integration: McpIntegration;
  beforeEach(async () => {
    server = await playMcpServer({ open: true });
    isStarted = true;
    discovery = createDiscovery({ isStarted: () => isStarted, isCoreUp: () => true });
    integration = createMcpIntegration(discovery, { consent: sayYes });
  });
  afterEach(() => server.close());

  const announce = (url: string, addon = "local_vestibule", service = "mcp") =>
    discovery.announce({ addon, service, config: { url } });
  const reasons = async () => (await integration.follow()).map(reasonIn);
  const urls = () => integration.entries().map(({ url }) => url);

  it("are what was announced, once", async () => {
    announce(server.url);
    await integration.follow();
    await integration.follow();
    expect(urls()).to.deep.equal([server.url]);
  });

  it("are none of an app that does not run", async () => {
    isStarted = false;
    announce(server.url);
    expect([await reasons(), urls()]).to.deep.equal([[], []]);
  });

  it("are none of another service", async () => {
    announce(server.url, "local_vestibule", "mqtt");
    expect([await reasons(), urls()]).to.deep.equal([[], []]);
  });

  it("move with the app's port, and nobody is asked again", async () => {
    announce(server.url);
    await integration.follow();
    announce("http://127.0.0.1:9/mcp");
    expect([await reasons(), urls()]).to.deep.equal([
      ["already_configured"],
      ["http://127.0.0.1:9/mcp"],
    ]);
  });

  it("are not two at the same address", async () => {
    announce(server.url);
    announce(server.url, "local_other");
    expect([await reasons(), urls()]).to.deep.equal([
      ["it is added", "already_configured"],
      [server.url],
    ]);
  });

  it("go when the announcement goes", async () => {
    const { uuid } = announce(server.url);
    await integration.follow();
    discovery.withdraw(uuid);
    expect([await reasons(), urls()]).to.deep.equal([[], []]);
  });

  it("are kept when Home Assistant cannot read their tools yet", async () => {
    await server.close();
    server = await playMcpServer({ open: true, tools: [{ name: "one" }] });
    announce(server.url);
    expect([await reasons(), urls()]).to.deep.equal([["it is not set up"], [server.url]]);
  });
});
