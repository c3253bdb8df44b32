import { expect } from "chai";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { clients } from "../../support/mcp-clients.ts";
import { startDoors, type Doors } from "../../support/doors.ts";
import { proxies, type Proxy } from "./proxies.ts";

// The certificates are made for the run, and nobody vouches for them.
process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";

for (const [name, start] of Object.entries(proxies))
  describe(`Vestibule behind ${name}, as the example has it`, () => {
    let doors: Doors;
    let proxy: Proxy;

    before(async () => {
      doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
      proxy = await start(new URL(doors.url).host);
    });
    after(async () => {
      await proxy.close();
      await doors.close();
    });

    for (const [make, connect] of Object.entries(clients))
      it(`answers a model over MCP (${make})`, async () => {
        const client = await connect(proxy.url, doors.people.resident.secret);

        const answer = await client.call("find_entities", { text: "kitchen" });
        await client.close();

        expect(answer.isError).to.equal(false);
        expect(answer.text).to.match(/kitchen/i);
      });

    it("asks a stranger for a token", async () => {
      const refused = await fetch(`${proxy.url}/mcp`, { method: "POST", body: "{}" });

      expect(refused.status).to.equal(401);
      expect(refused.headers.get("www-authenticate")).to.match(/^Bearer/);
    });

    it("passes events on at once", async () => {
      const headers = { Authorization: `Bearer ${doors.people.admin.secret}` };
      const leaving = new AbortController();
      const { body } = await fetch(`${proxy.url}/api/events`, { headers, signal: leaving.signal });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      await fetch(`${proxy.url}/rest/whoami`, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body: "{}",
      });

      let heard = "";
      while (!heard.includes("whoami")) heard += (await reader?.read())?.value ?? "whoami?";
      leaving.abort();

      expect(heard).to.include('"whoami"');
    });

    it("is believed about who asks, and whoever asks is not", async () => {
      const { port } = new URL(proxy.url);
      const request = get({
        ...{ host: "127.0.0.1", port, servername: "localhost", path: "/mcp" },
        localAddress: "127.0.0.2",
        headers: {
          Host: "localhost",
          Authorization: "Bearer wrong",
          "X-Forwarded-For": "203.0.113.9",
        },
      });
      const [response] = (await once(request, "response")) as [IncomingMessage]; // what Node says it is
      response.resume();
      await once(response, "end");

      const addresses = (await doors.journal()).map(({ address }) => address);
      expect(addresses).to.include("127.0.0.2");
      expect(addresses).not.to.include("203.0.113.9");
    });

    it("lets no forged Ingress header through", async () => {
      for (const header of ["X-Remote-User-Id", "x-remote-user-name", "X-Ingress-Path"]) {
        const { status } = await fetch(`${proxy.url}/health`, { headers: { [header]: "x" } });
        expect(status, header).to.equal(403);
      }
    });
  });
