// The least an MCP server behind a bearer can do: helmet, passport, the SDK, and always the same result.
// node bare-mcp.ts <secret> <results as JSON by tool>
import { toNodeHandler, NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import { createMcpHandler, Server, type CallToolResult } from "@modelcontextprotocol/server";
import { randomUUID } from "node:crypto";
import express from "express";
import helmet from "helmet";
import passport from "passport";
import { Strategy } from "passport-http-bearer";
import { announce } from "./announce.ts";

const [, , secret = "", given = "{}"] = process.argv;
const results = new Map(Object.entries(JSON.parse(given) as Record<string, CallToolResult>)); // made by doors.ts

function createServer(): Server {
  const server = new Server({ name: "bare", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", () => ({ tools: [] }));
  server.setRequestHandler("tools/call", ({ params }) => {
    const result = results.get(params.name);
    if (result === undefined) throw new Error(`no result for ${params.name}`);
    return result;
  });
  return server;
}

const app = express();
app.use(helmet());
passport.use(
  new Strategy((token: string, done: (error: unknown, user?: object | false) => void) => {
    done(null, token === secret ? { name: "bench" } : false);
  }),
);
app.use(passport.authenticate("bearer", { session: false }) as express.RequestHandler); // passport types it any
app.use(express.json());

const modern = toNodeHandler(createMcpHandler(createServer, { legacy: "reject" }));
app.post("/mcp", (req, res) => modern(req, res, req.body));

const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
app.post("/session", async (req, res) => {
  const known = sessions.get(req.get("mcp-session-id") ?? "");
  const transport = known ?? (await openSession());
  await transport.handleRequest(req, res, req.body);
});

async function openSession(): Promise<NodeStreamableHTTPServerTransport> {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
  });
  await createServer().connect(transport);
  return transport;
}

announce(app.listen(0, "127.0.0.1"));
