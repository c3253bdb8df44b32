import { expect } from "chai";
import type { Field } from "./fields.ts";
import type { Answer } from "./support/ask-raw.ts";
import { alex, startChain, type Chain } from "./support/chain.ts";
import { startToldApp, type ToldApp } from "./support/told-app.ts";

const minuteMs = 60_000;
const tooMuch = Buffer.alloc(16_777_217);

describe("Ingress refuses", () => {
  let app: ToldApp;
  let chain: Chain;

  before(async () => {
    app = await startToldApp();
    chain = await startChain({ appPort: app.port });
  });
  after(async () => {
    await chain.close();
    await app.close();
  });

  function expectRefusal(answer: Answer, status: number, text: string) {
    expect(answer).to.include({ status, text });
    expect(answer.header("content-type")).to.match(/^text\/plain/);
    expect(answer.header("x-frame-options")).to.equal("SAMEORIGIN");
    expect(answer.header("server")).to.equal("");
  }

  const withCookie = (cookie: string) => ({ fields: [["Cookie", cookie] as const] });

  for (const [whose, cookie] of [
    ["no session", "theme=dark"],
    ["an unknown session", `ingress_session=${"a".repeat(128)}`],
  ] as const)
    it(whose, async () => {
      expectRefusal(await chain.ask("/", withCookie(cookie)), 401, "401: Unauthorized");
    });

  it("a session that nobody used for a quarter of an hour", async () => {
    const session = chain.sessions.open(alex);
    chain.clock.advance(15 * minuteMs + 1);

    const answer = await chain.ask("/", withCookie(`ingress_session=${session}`));

    expectRefusal(answer, 401, "401: Unauthorized");
  });

  it("no session that was used meanwhile: each request makes it longer", async () => {
    const session = chain.sessions.open(alex);
    const ask = async () => (await chain.ask("/", withCookie(`ingress_session=${session}`))).status;

    const first = [await ask(), await ask()];
    chain.clock.advance(45 * minuteMs - 1);
    const late = await ask();
    chain.clock.advance(15 * minuteMs + 2);

    expect([...first, late, await ask()]).to.deep.equal([200, 200, 200, 401]);
  });

  it("an app that nobody installed", async () => {
    const address = "/api/hassio_ingress/another/";

    expectRefusal(await chain.ask(address), 503, "503: Service Unavailable");
  });

  it("an app that is stopped, or does not listen", async () => {
    const { address, ingressPort } = chain.app;
    try {
      chain.app.address = undefined;
      expectRefusal(await chain.ask("/"), 502, "502: Bad Gateway");
      Object.assign(chain.app, { address, ingressPort: 1 });
      expectRefusal(await chain.ask("/"), 502, "502: Bad Gateway");
    } finally {
      Object.assign(chain.app, { address, ingressPort });
    }
  });

  it("an answer that breaks off before it is whole", async () => {
    app.answer = (_req, res) => {
      res.writeHead(200, { "Content-Length": "100" }).write("half");
      setImmediate(() => res.destroy());
    };

    expectRefusal(await chain.ask("/"), 502, "502: Bad Gateway");
    app.answer = (_req, res) => res.end("here");
  });

  for (const address of ["/?q=%3Cscript%3E", "/../x", "/a?p=%252e%252e%252f", "/?x=/a/"])
    it(`what looks like an attack: ${address}`, async () => {
      const before = app.received.length;

      expectRefusal(await chain.ask(address), 400, "400: Bad Request");
      expect(app.received).to.have.length(before);
    });

  it("to leave the app's own path", async () => {
    expectRefusal(await chain.ask("/.."), 400, "400: Bad Request");
  });

  it("a header or an address that is too long, and none that just fits", async () => {
    const header = (length: number): Field => ["X-Long", "a".repeat(length)];
    const fits = await chain.ask("/", {
      fields: [header(24_570), ["X-Other", "a".repeat(20_000)]],
    });

    expect(fits.status).to.equal(200);
    expectRefusal(await chain.ask("/", { fields: [header(24_571)] }), 400, "400: Bad Request");
    expectRefusal(await chain.ask(`/${"a".repeat(24_570)}`), 400, "400: Bad Request");
  });

  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    it(`a body above 16 MiB, by ${method}`, async () => {
      const text = "Maximum request body size 16777216 exceeded.";

      expectRefusal(await chain.ask("/", { method, body: tooMuch }), 413, text);
    });

  it("no body of 16 MiB", async () => {
    const { status } = await chain.ask("/", { method: "PUT", body: tooMuch.subarray(1) });

    expect(status).to.equal(200);
    expect(app.received.at(-1)?.body).to.have.length(16_777_216);
  });

  it("no larger body that is posted to an app which streams", async () => {
    const streaming = await startChain({ appPort: app.port, ingressStream: true });
    try {
      const posted = await streaming.ask("/", { method: "POST", body: tooMuch });
      const put = await streaming.ask("/", { method: "PUT", body: tooMuch });

      expect([posted.status, put.status]).to.deep.equal([200, 413]);
      const kept = app.received.at(-1);
      expect(kept?.body).to.have.length(16_777_217);
      expect(kept?.fields).to.deep.include(["Transfer-Encoding", "chunked"]);
    } finally {
      await streaming.close();
    }
  });
});
