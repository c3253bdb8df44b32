import { expect } from "chai";
import { createDemoHome } from "../../../../server/demo/demo-home.ts";
import { until } from "../../../support/until.ts";
import { startProxyServer, type ProxyServer } from "./proxy-server.ts";
import { askAs, wordsOf, type RestWish } from "./rest-client.ts";
import { startTinyCore, type TinyCore, type TinyCoreScript } from "./tiny-core.ts";

const maxBytes = 16 * 1024 * 1024;

describe("The Supervisor's REST to Core", () => {
  let answer: TinyCoreScript["answer"];
  let core: TinyCore;
  let server: ProxyServer;

  beforeEach(async () => {
    answer = undefined;
    core = await startTinyCore({
      answer(req, res) {
        if (answer === undefined) res.end("{}");
        else answer(req, res);
      },
    });
    server = await startProxyServer(core);
  });

  afterEach(async () => {
    await server.close();
    await core.crash();
  });

  const ask = (path: string, init: RestWish = {}) => askAs(server, path, init);
  const last = async () => {
    await until("a request", () => core.requests.length > 0);
    const found = core.requests.at(-1);
    if (found === undefined) throw new Error("Core was not asked.");
    return found;
  };

  for (const method of ["GET", "POST", "DELETE", "HEAD"])
    it(`passes on ${method}, with the Supervisor's token in the place of the app's`, async () => {
      await ask("states/light.hall?filter=a%20b", { method });

      expect(await last()).to.include({ method, url: "/api/states/light.hall?filter=a%20b" });
      expect((await last()).headers).to.include({ authorization: "Bearer the Supervisor's" });
    });

  it("passes on a few headers, and no others", async () => {
    const passed = {
      accept: "application/json",
      "last-event-id": "7",
      "mcp-session-id": "abc",
      "mcp-protocol-version": "2026-07-28",
      "x-speech-content": "format=wav",
    };
    const kept = { cookie: "a=b", "x-forwarded-for": "10.0.0.1", "x-hass-source": "me" };
    await ask("states", { headers: { ...passed, ...kept } });

    const { headers } = await last();
    expect(headers).to.include(passed);
    expect(headers).not.to.have.any.keys(Object.keys(kept));
  });

  it("passes on a body, and its type without parameters", async () => {
    const headers = { "content-type": "application/json; charset=utf-8" };
    await ask("services/light/turn_on", { method: "POST", headers, body: '{"a":1}' });

    expect(await last()).to.include({ body: '{"a":1}' });
    expect((await last()).headers).to.include({ "content-type": "application/json" });
  });

  it("gives a GET an empty body in chunks", async () => {
    await ask("states");

    const { headers, body } = await last();
    expect(headers).to.include({ "transfer-encoding": "chunked" });
    expect(headers).not.to.have.property("content-length");
    expect(body).to.equal("");
  });

  it("brings back the status, the body, its type and two headers", async () => {
    answer = (_req, res) => {
      res.writeHead(418, {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "mcp-session-id": "abc",
        "set-cookie": "a=b",
        "x-frame-options": "SAMEORIGIN",
      });
      res.end('{"message":"ä"}');
    };
    const response = await ask("states");

    const { headers } = response;
    expect(headers.get("cache-control")).to.equal("no-store");
    expect(headers.get("mcp-session-id")).to.equal("abc");
    expect(headers.get("set-cookie")).to.equal(null);
    expect(headers.get("x-frame-options")).to.equal(null);
    expect(await wordsOf(response)).to.deep.equal([418, "application/json", '{"message":"ä"}']);
  });

  it("does not follow redirects", async () => {
    answer = (_req, res) => res.writeHead(302, { location: "/elsewhere" }).end();

    expect((await ask("states", { redirect: "manual" })).status).to.equal(302);
    expect(core.requests).to.have.length(1);
  });

  for (const path of ["stream", "mcp"])
    it(`brings events of /core/api/${path} as they come`, async () => {
      let tell: (event: string) => void = () => undefined;
      answer = (_req, res) => {
        res.writeHead(200, { "content-type": "text/event-stream" });
        tell = (event) => void res.write(event);
        tell("data: 1\n\n");
      };
      const { headers, body } = await ask(path);
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();

      expect(headers.get("content-type")).to.equal("text/event-stream");
      expect((await reader?.read())?.value).to.equal("data: 1\n\n");
      tell("data: 2\n\n");
      expect((await reader?.read())?.value).to.equal("data: 2\n\n");
      await reader?.cancel();
    });

  it("stops listening at Core when the app does", async () => {
    let isOver = false;
    answer = (_req, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" }).write(": hello\n\n");
      res.once("close", () => (isOver = true));
    };
    const { body } = await ask("stream");

    await body?.cancel();

    await until("the end", () => isOver);
  });

  it("waits 300 s for an answer, and then answers 502", async () => {
    answer = () => undefined;
    const asked = ask("services/script/slow", { method: "POST" });
    await until("Core is asked", () => core.requests.length === 1);
    let isAnswered = false;
    void asked.then(() => (isAnswered = true));

    server.clock.advance(299_999);
    // By the way there and back, an answer to the first would be here too.
    await ask("states", { method: "PUT" });
    expect(isAnswered).to.equal(false);
    server.clock.advance(1);

    expect((await asked).status).to.equal(502);
  });

  it("waits for events as long as the app does", async () => {
    let tell = () => undefined as unknown;
    answer = (_req, res) => {
      tell = () => res.writeHead(200, { "content-type": "text/event-stream" }).end("data: 1\n\n");
    };
    const asked = ask("stream");
    await until("Core is asked", () => core.requests.length === 1);

    server.clock.advance(1_000_000);
    tell();

    expect(await (await asked).text()).to.equal("data: 1\n\n");
  });

  it("takes a body of 16 MiB", async () => {
    const { status } = await ask("services/a/b", { method: "POST", body: "x".repeat(maxBytes) });

    expect(status).to.equal(200);
    expect((await last()).body).to.have.length(maxBytes);
  });

  it("reaches what only an administrator of the home may read", async () => {
    const demo = await createDemoHome();
    const { url, supervisorToken: token } = demo;
    const through = await startProxyServer({ url, token, version: "2026.11.0" });
    const headers = { authorization: `Bearer ${through.token}` };

    const response = await fetch(`${through.url}/core/api/core/state`, { headers });

    expect(await response.json()).to.deep.equal({ state: "RUNNING" });
    await through.close();
    await demo.close();
  });
});
