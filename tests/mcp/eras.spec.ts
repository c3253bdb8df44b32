import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { classifyInboundRequest } from "@modelcontextprotocol/server";
import { expect } from "chai";
import fc from "fast-check";
import { isLegacy } from "../../server/mcp/eras.ts";

const versionKey = "io.modelcontextprotocol/protocolVersion";
const revision = fc.constantFrom<unknown>("2026-07-28", "2025-06-18", "2027-01-01", 7, null, {});
const envelope = fc.record(
  { [versionKey]: revision, "io.modelcontextprotocol/clientCapabilities": fc.constant({}) },
  { requiredKeys: [] },
);
const message = fc.record(
  {
    jsonrpc: fc.constantFrom("2.0", "1.0"),
    id: fc.constantFrom<unknown>(1, "one", 1.5, 2 ** 60, -1, null),
    method: fc.constantFrom<unknown>(
      "tools/call",
      "tools/list",
      "initialize",
      "notifications/x",
      1,
    ),
    params: fc.oneof(
      fc.record({ _meta: envelope, name: fc.constant("whoami") }, { requiredKeys: [] }),
      fc.constant({ name: "whoami", arguments: {} }),
      fc.constantFrom<unknown>(null, [], "text"),
    ),
    extra: fc.constant(true),
    result: fc.constant({}),
    error: fc.constant({ code: -32_000, message: "no" }),
  },
  { requiredKeys: [] },
);
const usual = fc.record({
  jsonrpc: fc.constant("2.0"),
  id: fc.constantFrom<unknown>(1, "one", 1.5, 2 ** 60),
  method: fc.constantFrom("tools/call", "initialize"),
  params: fc.constantFrom<unknown>(
    undefined,
    {},
    { name: "whoami" },
    { protocolVersion: "2025-06-18" },
  ),
});
const body = fc.oneof(
  { weight: 8, arbitrary: message },
  { weight: 4, arbitrary: usual },
  fc.array(message, { maxLength: 2 }),
  fc.jsonValue(),
);
const header = fc.constantFrom(
  undefined,
  "2026-07-28",
  "2025-06-18",
  "2024-10-07",
  "2027-01-01",
  "x",
);

describe("The era of a request", () => {
  it("is what the SDK's classifier says it is", () => {
    fc.assert(
      fc.property(body, header, (sent, version) => {
        const request = new IncomingMessage(new Socket());
        request.method = "POST";
        if (version !== undefined) request.headers["mcp-protocol-version"] = version;

        const { kind } = classifyInboundRequest({
          httpMethod: "POST",
          ...(version === undefined ? {} : { protocolVersionHeader: version }),
          body: sent,
        });

        expect(isLegacy(request, sent)).to.equal(kind === "legacy");
      }),
      { numRuns: 3_000 },
    );
  });
});
