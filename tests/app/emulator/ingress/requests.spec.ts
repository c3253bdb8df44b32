import { expect } from "chai";
import { alex, startChain, type Chain } from "./support/chain.ts";
import { startToldApp, type ToldApp } from "./support/told-app.ts";

describe("A request through Ingress", () => {
  let app: ToldApp;
  let chain: Chain;

  before(async () => {
    app = await startToldApp();
    chain = await startChain({
      appPort: app.port,
      coreAddress: "127.0.32.1",
      localAddress: "127.0.32.2",
    });
  });
  after(async () => {
    await chain.close();
    await app.close();
  });

  const last = () => app.received.at(-1);
  const names = () =>
    last()
      ?.fields.map(([name]) => name)
      .filter((name) => name !== "Connection") ?? [];
  const value = (wanted: string) =>
    last()?.fields.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const cookieOf = (user: typeof alex) =>
    ["Cookie", `ingress_session=${chain.sessions.open(user)}; theme=dark`] as const;

  it("reaches the app with these headers, in this order", async () => {
    const cookie = cookieOf(alex);
    await chain.ask("/api/auth/me", {
      fields: [
        ["Host", "homeassistant.local:8123"],
        ["Connection", "keep-alive"],
        ["User-Agent", "Firefox"],
        ["Accept", "*/*"],
        ["Accept-Language", "fr"],
        ["Accept-Encoding", "gzip, deflate, br, zstd"],
        ["Referer", "http://homeassistant.local:8123/app/local_vestibule"],
        ["Sec-Fetch-Site", "same-origin"],
        cookie,
      ],
      localAddress: "127.0.0.77",
    });

    expect(last()?.fields.filter(([name]) => name !== "Connection")).to.deep.equal([
      ["Host", "homeassistant.local:8123"],
      ["User-Agent", "Firefox"],
      ["X-Remote-User-Id", "a1"],
      ["X-Remote-User-Name", "alex"],
      ["X-Remote-User-Display-Name", "Alex"],
      ["Accept", "*/*"],
      ["Accept-Language", "fr"],
      ["Referer", "http://homeassistant.local:8123/app/local_vestibule"],
      ["Sec-Fetch-Site", "same-origin"],
      ["X-Ingress-Path", chain.prefix],
      ["X-Hass-Source", "core.ingress"],
      cookie,
      ["X-Forwarded-For", "127.0.0.77, 127.0.32.1"],
      ["X-Forwarded-Host", "homeassistant.local:8123"],
      ["X-Forwarded-Proto", "http"],
      ["Accept-Encoding", "gzip, deflate, zstd"],
      ["Content-Length", "0"],
    ]);
    expect(last()).to.include({ method: "GET", address: "/api/auth/me", peer: "127.0.32.2" });
  });

  it("keeps what a proxy before Home Assistant forwarded", async () => {
    await chain.ask("/", {
      fields: [
        ["X-Forwarded-For", "203.0.113.9"],
        ["X-Forwarded-Host", "home.example.org"],
        ["X-Forwarded-Proto", "https"],
      ],
    });

    expect(value("x-forwarded-for")).to.equal("203.0.113.9, 127.0.0.1, 127.0.32.1");
    expect(value("x-forwarded-host")).to.equal("home.example.org");
    expect(value("x-forwarded-proto")).to.equal("https");
  });

  it("says who asks by what the Supervisor knows, never by what was sent", async () => {
    await chain.ask("/", {
      fields: [
        ["X-Remote-User-Id", "mallory"],
        ["x-remote-user-name", "mallory"],
        ["X-Remote-User-Display-Name", "Mallory"],
        ["X-Ingress-Path", "/evil"],
        ["X-Hass-Source", "evil"],
        ["X-Supervisor-Token", "stolen"],
        ["X-Hassio-Key", "stolen"],
      ],
    });

    expect(names().filter((name) => name.startsWith("X-"))).to.deep.equal([
      ...["X-Remote-User-Id", "X-Remote-User-Name", "X-Remote-User-Display-Name"],
      ...["X-Ingress-Path", "X-Hass-Source"],
      ...["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"],
    ]);
    expect(value("x-remote-user-id")).to.equal("a1");
    expect(value("x-ingress-path")).to.equal(chain.prefix);
    expect(value("x-hass-source")).to.equal("core.ingress");
  });

  it("leaves out the names that a user has not", async () => {
    await chain.ask("/", { fields: [cookieOf({ id: "b2", username: null, name: null })] });

    expect(names().filter((name) => name.startsWith("X-Remote"))).to.deep.equal([
      "X-Remote-User-Id",
    ]);
  });

  it("carries names in UTF-8", async () => {
    await chain.ask("/", { fields: [cookieOf({ ...alex, name: "Zoé 🏠" })] });

    const name = Buffer.from(value("x-remote-user-display-name") ?? "", "latin1").toString("utf8");
    expect(name).to.equal("Zoé 🏠");
  });

  it("carries a body whole, whatever the method", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      await chain.ask("/api/tokens", {
        ...{ method, body: '{"name":"é"}' },
        fields: [["Content-Type", "application/json"]],
      });

      expect(last()?.body.toString(), method).to.equal('{"name":"é"}');
      expect(value("content-length"), method).to.equal("13");
      expect(value("content-type"), method).to.equal("application/json");
    }
  });

  for (const method of ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
    it(`without a body says so, by ${method}`, async () => {
      await chain.ask("/", { method });

      expect(last()?.method).to.equal(method);
      expect(value("content-length")).to.equal("0");
    });

  for (const [asked, arrives] of [
    ["/a%20b/c", "/a%20b/c"],
    ["/a%2Fb", "/a/b"],
    ["/a%2fb", "/a/b"],
    ["/%41%7e", "/A~"],
    ["/caf%C3%A9", "/caf%C3%A9"],
    ["/a%2520b", "/a%2520b"],
    ["/100%25", "/100%25"],
    ["/a+b", "/a%2Bb"],
    ["/a%40b:c,d;e", "/a@b:c,d;e"],
    ["/a/b/..", "/a/"],
    ["/a/./b", "/a/b"],
    ["/a//b", "/a//b"],
    ["/a%FFb", "/a%25FFb"],
    ["/?q=a%20b+c&empty&x=%3D", "/?q=a+b+c&empty=&x=%3D"],
    ["/?text=caf%C3%A9&path=%2Fa", "/?text=caf%C3%A9&path=/a"],
    ["/?", "/"],
  ] as const)
    it(`finds ${asked} at ${arrives}`, async () => {
      await chain.ask(asked);

      expect(last()?.address).to.equal(arrives);
    });
});
