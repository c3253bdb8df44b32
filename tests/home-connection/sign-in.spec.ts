import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { toFailure } from "../../server/errors.ts";
import { createHomeSignIn } from "../../server/home/sign-in.ts";
import { createLog } from "../../server/log.ts";
import { until } from "../support/until.ts";

describe("Signing in with Home Assistant", () => {
  const clientId = "https://vestibule.example/";
  const redirectUri = "https://vestibule.example/auth/home/callback";
  const lines: string[] = [];
  const log = createLog({ level: "trace", format: "text", write: (line) => lines.push(line) });
  const servers: Server[] = [];
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
    demo.updateUser("Robin", { password: "right" });
  });

  afterEach(async () => {
    await demo.close();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  const at = (url: string) => () => Promise.resolve({ url });
  /** What Home Assistant's page would bring back. */
  const codeOf = async (given: Record<string, string> = {}) => {
    const url = createHomeSignIn({ address: at(demo.url), log }).authorizeUrl({
      ...{ home: demo.url, clientId, redirectUri, state: "s" },
    });
    const body = new URLSearchParams({ username: "robin", password: "right", ...given });
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    const { searchParams } = new URL(answer.headers.get("location") ?? "http://none");
    return searchParams.get("code") ?? "none";
  };
  const identify = (
    code: string,
    { url = demo.url, stepMs = 1_000, signal = new AbortController().signal } = {},
  ) => createHomeSignIn({ address: at(url), log, stepMs }).identify({ code, clientId, signal });
  const failureOf = (asked: Promise<unknown>) =>
    asked.then(
      (answer) => {
        throw new Error(`It was answered ${JSON.stringify(answer)}.`);
      },
      (error: unknown) => toFailure(error),
    );
  const serve = async (listener: RequestListener) => {
    const server = createServer(listener).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // It listens on a port.
  };
  /** A home that gives tokens and never says whose they are. */
  const halfHome = async (token: (body: string) => [number, string]) => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        asked.push(`${request.url ?? ""} ${body}`);
        const [status, answer] = request.url === "/auth/token" ? token(body) : [200, "null"];
        response.writeHead(status).end(answer);
      });
    });
    return { url, asked };
  };

  it("sends the browser there, and tells it where to come back", () => {
    const url = createHomeSignIn({ address: at(demo.url), log }).authorizeUrl({
      ...{ home: "https://home.example:8123", clientId, redirectUri, state: "a&b" },
    });

    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).to.equal("https://home.example:8123/auth/authorize");
    expect(Object.fromEntries(searchParams)).to.deep.equal({
      ...{ response_type: "code", client_id: clientId, redirect_uri: redirectUri, state: "a&b" },
    });
  });

  for (const [what, wish] of [
    ["to come back to another host", { redirectUri: "https://other.example/auth/home/callback" }],
    ["to come back without encryption", { redirectUri: redirectUri.replace("https", "http") }],
    ["to what is no web page", { home: "javascript:alert(1)" }],
  ] as const)
    it(`sends nobody ${what}`, () => {
      const signIn = createHomeSignIn({ address: at(demo.url), log });
      const all = { home: demo.url, clientId, redirectUri, state: "s", ...wish };

      expect(() => signIn.authorizeUrl(all)).to.throw("cannot be signed in with");
    });

  it("says who it is, and leaves nothing behind", async () => {
    const who = await identify(await codeOf());

    expect(who).to.deep.equal({ id: demo.userId("Robin"), name: "Robin", isAdmin: false });
    expect(demo.signedIn).to.equal(0);
    expect(demo.connections).to.equal(0);
  });

  it("holds the second factor", async () => {
    demo.updateUser("Robin", { password: "right", one_time_code: "123456" });

    expect(await codeOf()).to.equal("none");
    expect(await codeOf({ code: "000000" })).to.equal("none");
    expect(await identify(await codeOf({ code: "123456" }))).to.have.property("name", "Robin");
  });

  it("takes a code once", async () => {
    const code = await codeOf();
    await identify(code);

    expect(await failureOf(identify(code))).to.include({ code: "not_authenticated" });
  });

  it("takes no code of somebody who is not active any more, and repeats nothing", async () => {
    const code = await codeOf();
    demo.updateUser("Robin", { is_active: false });

    const failure = await failureOf(identify(code));

    expect(failure).to.include({
      ...{ code: "not_authenticated", message: "Home Assistant did not let you in." },
    });
    expect(JSON.stringify(failure)).not.to.contain("User is not active");
  });

  for (const [what, spoil] of [
    ["its socket closes", () => demo.authOkThenClose(true)],
    ["it does not answer", () => demo.hang(true)],
    ["it refuses to say", () => demo.failCommand("auth/current_user", "unknown_error")],
  ] as const)
    it(`leaves nothing behind when ${what}`, async () => {
      const code = await codeOf();
      spoil();

      const failure = await failureOf(identify(code, { stepMs: 100 }));

      expect(failure).to.include({ code: "home_unreachable" });
      expect(demo.signedIn).to.equal(0);
    });

  it("does not take a refused token for a home that is away", async () => {
    const code = await codeOf();
    demo.wrongToken(true);

    expect(await failureOf(identify(code))).to.include({ code: "not_authenticated" });
    expect(demo.signedIn).to.equal(0);
  });

  it("leaves nothing behind for a caller who left", async () => {
    const code = await codeOf();
    const caller = new AbortController();
    demo.hang(true);

    const asking = failureOf(identify(code, { signal: caller.signal }));
    await until("the question", () => demo.received("auth/current_user") === 1);
    caller.abort();

    expect(await asking).to.include({ code: "home_unreachable" });
    expect(demo.signedIn).to.equal(0);
  });

  it("asks nothing for a caller who left before", async () => {
    const failure = await failureOf(identify("code", { signal: AbortSignal.abort() }));

    expect(failure).to.include({ code: "home_unreachable" });
    expect(demo.attempts).to.equal(0);
  });

  it("is patient for its time, and no longer", async () => {
    const url = await serve(() => undefined);

    expect(await failureOf(identify("code", { url, stepMs: 50 }))).to.include({
      ...{ code: "home_unreachable", message: "Home Assistant did not say who signed in." },
    });
  });

  it("fails at once when nobody is there", async () => {
    await demo.refuse("connection");

    expect(await failureOf(identify("code"))).to.include({ code: "home_unreachable" });
  });

  for (const [what, status, answer] of [
    ["a proxy whose home is away", 502, "Bad Gateway"],
    ["something else", 404, "Not Found"],
    ["nonsense", 200, "<html>"],
    ["a book", 200, `"${"x".repeat(2 * 1024 * 1024)}"`],
    ["a redirect to another place", 302, ""],
  ] as const)
    it(`takes ${what} for no answer`, async () => {
      const { url, asked } = await halfHome(() => [status, answer]);

      expect(await failureOf(identify("code", { url }))).to.include({ code: "home_unreachable" });
      expect(asked).to.have.length(1);
    });

  it("revokes also when there was nothing to ask with", async () => {
    const { url, asked } = await halfHome(() => [200, '{"refresh_token":"r"}']);

    await failureOf(identify("code", { url }));

    expect(asked.at(-1)).to.equal("/auth/revoke token=r");
  });

  it("writes no code and no token into the log, and says when one could not be revoked", async () => {
    const tokens = '{"access_token":"secret-a","refresh_token":"secret-r"}';
    const url = await serve((request, response) => {
      response.writeHead(request.url === "/auth/token" ? 200 : 500).end(tokens);
    });
    lines.length = 0;

    await failureOf(identify("secret-c", { url, stepMs: 200 }));

    expect(lines.join("\n")).to.contain("could not be ended");
    expect(lines.join("\n")).not.to.match(/secret-[acr]/);
  });
});
