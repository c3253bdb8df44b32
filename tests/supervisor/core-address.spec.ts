import { createServer as createTlsServer, type Server } from "node:https";
import { connect } from "node:net";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { toFailure } from "../../server/errors.ts";
import { createHomeSignIn } from "../../server/home/sign-in.ts";
import { createCoreAddress } from "../../server/supervisor/core-address.ts";
import type { Told } from "../../server/supervisor/supervisor.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { selfSigned } from "../support/self-signed.ts";

describe("Home Assistant's own address inside the app", () => {
  const addressFor = (told: Told, kept = createKeptLog()) =>
    createCoreAddress({
      ...{ supervisor: { now: () => Promise.resolve(told) }, log: kept.log },
      host: "homeassistant",
    });

  it("has the port and the encryption that the Supervisor says", async () => {
    expect(await addressFor({ core: { port: 80, ssl: false } })()).to.deep.equal({
      ...{ url: "http://homeassistant:80", anyCertificate: false },
    });
    expect(await addressFor({ core: { port: 8443, ssl: true } })()).to.deep.equal({
      ...{ url: "https://homeassistant:8443", anyCertificate: true },
    });
  });

  it("is the usual one while the Supervisor says nothing, and the log says so once", async () => {
    const kept = createKeptLog();
    const address = addressFor({}, kept);

    expect(await address()).to.deep.equal({
      ...{ url: "http://homeassistant:8123", anyCertificate: false },
    });
    await address();
    expect(kept.lines).to.have.length(1);
    expect(kept.lines[0]).to.include("port=8123");
  });

  it("is the usual one where there is no Supervisor to ask", async () => {
    const { log } = createKeptLog();
    const address = createCoreAddress({ supervisor: undefined, host: "homeassistant", log });

    expect((await address()).url).to.equal("http://homeassistant:8123");
  });

  it("is asked for anew with each sign-in", async () => {
    let told: Told = { core: { port: 8123, ssl: false } };
    const { log } = createKeptLog();
    const supervisor = { now: () => Promise.resolve(told) };
    const address = createCoreAddress({ supervisor, host: "homeassistant", log });
    await address();
    told = { core: { port: 80, ssl: false } };

    expect((await address()).url).to.equal("http://homeassistant:80");
  });
});

describe("Signing in with a Home Assistant that has a certificate of its own", () => {
  const clientId = "https://vestibule.example/";
  let demo: DemoHome;
  let encrypted: Server;
  let url: string;

  before(async () => {
    demo = await createDemoHome();
    demo.updateUser("Robin", { password: "right" });
    encrypted = inFrontOf(demo.url);
    encrypted.listen(0, "127.0.0.1");
    await once(encrypted, "listening");
    url = `https://127.0.0.1:${(encrypted.address() as AddressInfo).port}`; // it listens on a port
  });
  after(async () => {
    encrypted.close().closeAllConnections();
    await demo.close();
  });

  const { log } = createKeptLog();
  async function identify(anyCertificate: boolean) {
    const signIn = createHomeSignIn({
      ...{ address: () => Promise.resolve({ url, anyCertificate }), log, stepMs: 2_000 },
    });
    const page = signIn.authorizeUrl({
      ...{ home: demo.url, clientId, redirectUri: `${clientId}back`, state: "s" },
    });
    const body = new URLSearchParams({ username: "robin", password: "right" });
    const answer = await fetch(page, { method: "POST", body, redirect: "manual" });
    const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
    return signIn.identify({ code, clientId, signal: new AbortController().signal });
  }

  it("works inside the Supervisor's network, whoever the certificate is made out to", async () => {
    expect(await identify(true)).to.include({ name: "Robin" });
    expect(demo.signedIn).to.equal(0);
  });

  it("is refused everywhere else", async () => {
    const failure = await identify(false).then(String, toFailure);

    expect(failure).to.include({ code: "home_unreachable" });
  });
});

/** Home Assistant's own TLS, with a certificate for its public name. */
function inFrontOf(home: string): Server {
  const server = createTlsServer(selfSigned("home.example.org"), (req, res) => {
    const { method, headers } = req;
    const on = request(new URL(req.url ?? "/", home), { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    req.pipe(on);
  });
  server.on("upgrade", (req: IncomingMessage, socket) => {
    const { hostname, port } = new URL(home);
    const on = connect(Number(port), hostname, () => {
      const lines = Object.entries(req.headers).map(([name, value]) => `${name}: ${String(value)}`);
      on.write([`GET ${req.url ?? "/"} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      socket.pipe(on).pipe(socket);
    });
    on.on("error", () => socket.destroy());
    socket.on("error", () => on.destroy());
  });
  return server;
}
