import { expect } from "chai";
import { callTool, listTools } from "./client.ts";
import { announce, reasonIn } from "./play-consent.ts";
import { playMcpServer, tool, type McpPlay, type PlayMcpServer } from "./play-mcp-server.ts";

describe("Home Assistant, told by an app of an MCP server", () => {
  let server: PlayMcpServer | undefined;
  const play = async (wish: McpPlay = {}) =>
    (server = await playMcpServer({ open: true, ...wish }));
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it("adds it under the name that it calls itself", async () => {
    const { url } = await play();
    expect(await announce(url)).to.deep.equal({
      outcome: "added",
      entry: { uuid: "f00d", slug: "local_vestibule", url, title: "Play" },
      tools: [tool("one")],
    });
  });

  it("reads the first page of its tools, and no other", async () => {
    const { url, methods } = await play();
    await announce(url);
    expect(methods().filter((method) => method === "tools/list")).to.have.lengthOf(1);
  });

  it("opens a session for each question, and ends it", async () => {
    const { url, asked } = await play();
    await announce(url);
    await callTool({ url }, { name: "one", arguments: {} });
    const ended = asked.filter(({ method }) => method === "DELETE");
    expect(ended.map(({ headers }) => headers["mcp-session-id"])).to.deep.equal(["1", "2", "3"]);
  });

  it("greets, says that it has heard, and then asks", async () => {
    const { url, methods } = await play();
    await listTools({ url });
    expect(methods()).to.deep.equal(["initialize", "notifications/initialized", "tools/list"]);
  });

  it("names the revision that was agreed on, after the greeting", async () => {
    const { url, asked } = await play({ hello: { protocolVersion: "2025-06-18" } });
    await listTools({ url });
    expect(asked.map(({ headers }) => headers["mcp-protocol-version"])).to.deep.equal([
      ...[undefined, "2025-06-18", "2025-06-18", "2025-06-18"],
    ]);
  });

  it("does not add a server without tools", async () => {
    const { url } = await play({ hello: { capabilities: { prompts: {} } } });
    expect(reasonIn(await announce(url))).to.equal("missing_capabilities");
  });

  it("reads no tool when it cannot read one of them, and keeps the entry", async () => {
    const { url } = await play({ tools: [tool("one"), { name: "two", inputSchema: true }] });
    expect((await announce(url)).outcome).to.equal("not set up");
  });

  for (const url of [undefined, 7180, "not an address", "ftp://vestibule/mcp"])
    it(`takes no notice of the address ${String(url)}`, async () => {
      expect(reasonIn(await announce(url))).to.equal("invalid_discovery_info");
    });

  it("cannot connect where nobody listens", async () => {
    const { url, close } = await playMcpServer();
    await close();
    expect(reasonIn(await announce(url))).to.equal("cannot_connect");
  });

  it("cannot connect to a server that fails", async () => {
    const { url } = await play({ routes: () => ({ "POST /mcp": () => ({ status: 500 }) }) });
    expect(reasonIn(await announce(url))).to.equal("cannot_connect");
  });

  it("cannot connect to a server that refuses the greeting in either transport", async () => {
    const error = { code: -32602, message: "no" };
    const { url } = await play({
      routes: () => ({ "POST /mcp": () => ({ json: { jsonrpc: "2.0", id: 0, error } }) }),
    });
    expect(reasonIn(await announce(url))).to.equal("cannot_connect");
  });

  it("does not know what to do with a greeting that it cannot read", async () => {
    const { url } = await play({ hello: { serverInfo: "Play" } });
    expect(reasonIn(await announce(url))).to.equal("unknown");
  });

  it("does not wait for ever", async () => {
    const { url } = await play({ routes: () => ({ "POST /mcp": () => "silent" }) });
    expect(reasonIn(await announce(url, { timeoutMs: 100 }))).to.equal("timeout_connect");
  });

  it("does not wait for tools for ever either", async () => {
    const { url } = await play({ routes: () => ({ "POST /mcp": () => "silent" }) });
    const failed = await listTools({ url }, 100).catch((error: unknown) => error);
    expect(failed).to.have.property("name", "TimeoutError");
  });

  for (const status of [404, 405] as const)
    it(`tries the older transport when a greeting is answered with ${String(status)}`, async () => {
      const { url } = await play({ olderBy: status });
      const outcome = await announce(url);
      expect(outcome)
        .to.have.property("tools")
        .that.deep.equals([tool("one")]);
    });

  it("tries the older transport when a greeting is answered with an error of MCP", async () => {
    const json = { jsonrpc: "2.0", id: 0, error: { code: -32600, message: "no" } };
    const { url } = await play({ olderBy: 405, routes: () => ({ "POST /mcp": () => ({ json }) }) });
    expect((await announce(url)).outcome).to.equal("added");
  });

  it("writes to no other server than the one it was told of", async () => {
    const elsewhere = "event: endpoint\ndata: http://127.0.0.2/messages\n\n";
    const { url } = await play({
      routes: () => ({
        "POST /mcp": () => ({ status: 405 }),
        "GET /mcp": (_request, res) => {
          res.writeHead(200, { "Content-Type": "text/event-stream" }).write(elsewhere);
          return "written";
        },
      }),
    });
    const outcome = await announce(url);
    expect(outcome).to.have.property("why", `${url} wants to be written to at http://127.0.0.2`);
  });
});
