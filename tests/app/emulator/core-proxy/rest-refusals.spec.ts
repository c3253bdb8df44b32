import { text } from "node:stream/consumers";
import { expect } from "chai";
import { startProxyServer, type ProxyServer } from "./proxy-server.ts";
import { askAs, askRaw, wordsOf, type RestWish } from "./rest-client.ts";
import { startTinyCore, type TinyCore } from "./tiny-core.ts";

const maxBytes = 16 * 1024 * 1024;

describe("The Supervisor's REST to Core, when it refuses,", () => {
  let hangsUp: boolean;
  let core: TinyCore;
  let server: ProxyServer;

  beforeEach(async () => {
    hangsUp = false;
    core = await startTinyCore({
      answer(_req, res) {
        if (hangsUp) res.destroy();
        else res.end("{}");
      },
    });
    server = await startProxyServer(core);
  });

  afterEach(async () => {
    await server.close();
    await core.crash();
  });

  const ask = (path: string, wish?: RestWish) => askAs(server, path, wish);

  for (const method of ["PUT", "PATCH", "OPTIONS"])
    it(`answers 405 to ${method}, and says what it takes`, async () => {
      const response = await ask("states/light.hall", { method });

      expect(response.headers.get("allow")).to.equal("DELETE,GET,HEAD,POST");
      expect(await wordsOf(response)).to.deep.equal([
        405,
        "text/plain; charset=utf-8",
        "405: Method Not Allowed",
      ]);
    });

  const larger: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ["that says its length", "x", { "content-length": String(maxBytes + 1) }],
    ["in chunks", "x".repeat(maxBytes + 1), { "transfer-encoding": "chunked" }],
  ];
  for (const [how, body, headers] of larger)
    it(`answers 413 to a body of more than 16 MiB ${how}`, async () => {
      const path = "/core/api/services/light/turn_on";

      const response = await askRaw(server, { path, method: "POST", headers, body });

      expect(response.statusCode).to.equal(413);
      expect(await text(response)).to.equal("Maximum request body size 16777216 exceeded.");
      expect(core.requests).to.deep.equal([]);
    });

  describe("knows the app", () => {
    const plain401 = [401, "text/plain; charset=utf-8", "401: Unauthorized"];
    const withHeaders = (headers: Readonly<Record<string, string>>) =>
      fetch(`${server.url}/core/api/states`, { headers });

    it("by the last word of Authorization, whatever the first is", async () => {
      expect((await withHeaders({ authorization: server.token })).status).to.equal(200);
      expect((await withHeaders({ authorization: `Basic x ${server.token}` })).status).to.equal(
        200,
      );
    });

    it("by X-Ha-Access", async () => {
      expect((await withHeaders({ "x-ha-access": server.token })).status).to.equal(200);
    });

    it("and believes Authorization before X-Ha-Access", async () => {
      const both = { authorization: "Bearer wrong", "x-ha-access": server.token };

      expect(await wordsOf(await withHeaders(both))).to.deep.equal(plain401);
    });

    it("not by the header of the Supervisor's own API", async () => {
      const headers = { "x-supervisor-token": server.token };

      expect(await wordsOf(await withHeaders(headers))).to.deep.equal(plain401);
    });

    it("and answers 401 to a wrong token", async () => {
      expect(await wordsOf(await withHeaders({ authorization: "Bearer b" }))).to.deep.equal(
        plain401,
      );
    });

    it("and answers 401 without a token", async () => {
      expect(await wordsOf(await withHeaders({}))).to.deep.equal(plain401);
    });

    it("and answers 401 to a token from before its start", async () => {
      const { token } = server;
      server.app.token = "c3".repeat(56);

      expect(await wordsOf(await withHeaders({ authorization: token }))).to.deep.equal(plain401);
    });

    it("and answers 401 without homeassistant_api", async () => {
      const strict = await startProxyServer(core, { homeassistant_api: false });
      const headers = { authorization: `Bearer ${strict.token}` };

      const response = await fetch(`${strict.url}/core/api/states`, { headers });

      expect(await wordsOf(response)).to.deep.equal(plain401);
      await strict.close();
    });
  });

  const forbidden = [
    "/core/api/hassio",
    "/core/api/hassio/addons",
    "/core/api/hassio_auth",
    "/core/api/hassio_ingress/abc/",
    "/core/api/%68assio/addons",
    "/core/api/hassio%2Faddons",
    "/core/api/..",
  ];
  for (const path of forbidden)
    it(`answers 403 to ${path}`, async () => {
      const response = await askRaw(server, { path });

      expect([response.statusCode, await text(response)]).to.deep.equal([403, "403: Forbidden"]);
      expect(core.requests).to.deep.equal([]);
    });

  const attacks = [
    "/core/api/x/../hassio/addons",
    "/core/api/%2e%2e/auth/token",
    "/core/api/states?x=%3Cscript%3E",
  ];
  for (const path of attacks)
    it(`answers 400 to ${path}, whoever asks`, async () => {
      const response = await askRaw(server, { path, headers: { authorization: "" } });

      expect([response.statusCode, await text(response)]).to.deep.equal([400, "400: Bad Request"]);
      expect(core.requests).to.deep.equal([]);
    });

  it("answers 401 before 403", async () => {
    const wish = { path: "/core/api/hassio/addons", headers: { authorization: "" } };

    expect((await askRaw(server, wish)).statusCode).to.equal(401);
  });

  for (const state of ["NOT_RUNNING", "STARTING", "STOPPING"])
    it(`answers 502 while Core is ${state}`, async () => {
      core.state = { state };

      expect(await wordsOf(await ask("states"))).to.deep.equal([
        502,
        "text/plain; charset=utf-8",
        "502: Bad Gateway",
      ]);
    });

  it("answers 502 when nobody listens", async () => {
    await core.crash();

    expect((await ask("states")).status).to.equal(502);
  });

  it("answers 502 when Core hangs up on a question", async () => {
    hangsUp = true;

    expect((await ask("states")).status).to.equal(502);
  });
});
