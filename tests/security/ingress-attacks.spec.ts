import { connect } from "node:net";
import { expect } from "chai";
import { startDoors, type Doors } from "../support/doors.ts";

const host = "Host: localhost\r\n";
const supervisor = "172.30.32.2";

describe("A stranger at the port of Ingress", () => {
  let doors: Doors;
  let owner: string;

  before(async () => {
    // Also who trusts the Supervisor's word for addresses does not take it for who somebody is.
    doors = await startDoors({
      ingressPeer: supervisor,
      trusted_proxies: [supervisor, "127.0.0.1"],
    });
    owner = doors.home.userId("Alex");
  });
  after(() => doors.close());

  /** The statuses of what is answered to these bytes until the server closes. */
  const send = (bytes: string, url: string) =>
    new Promise<readonly number[]>((resolve) => {
      const { port, hostname } = new URL(url);
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.setEncoding("utf8");
      socket.on("data", (part) => (text += String(part)));
      socket.on("error", () => undefined);
      socket.on("close", () =>
        resolve([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))),
      );
      socket.write(Buffer.from(bytes, "utf8"));
    });
  const both = () => [doors.url, doors.ingress.get("/").url];
  const me = (headers: string, version = "1.1") =>
    `GET /api/auth/me HTTP/${version}\r\n${host}${headers}Connection: close\r\n\r\n`;

  for (const [what, headers] of [
    ["in small letters", (id: string) => `x-remote-user-id: ${id}\r\n`],
    ["with a letter of another script", (id: string) => `X-Rem\u043ete-User-Id: ${id}\r\n`],
    ["in full width", (id: string) => `\uff38-Remote-User-Id: ${id}\r\n`],
    ["with a soft hyphen", (id: string) => `X-Remote-User-Id\u00ad: ${id}\r\n`],
    ["behind a line end of its own", (id: string) => `X-A: b\rX-Remote-User-Id: ${id}\r\n`],
    ["folded", (id: string) => `X-Remote-User-Id:\r\n ${id}\r\n`],
    ["named as one of this hop", (id: string) => `Connection: x-a\r\nX-Remote-User-Id: ${id}\r\n`],
    [
      "sent on by the Supervisor, as it says",
      (id: string) => `X-Forwarded-For: ::ffff:${supervisor}\r\nX-Remote-User-Id: ${id}\r\n`,
    ],
    [
      "before another protocol",
      (id: string) => `Connection: Upgrade\r\nUpgrade: h2c\r\nX-Remote-User-Id: ${id}\r\n`,
    ],
  ] as const)
    it(`is nobody there and nobody on the public port: ${what}`, async () => {
      for (const url of both())
        for (const version of ["1.0", "1.1"])
          expect((await send(me(headers(owner), version), url))[0]).to.be.oneOf([400, 403]);
    });

  it("is nobody behind a question that everybody may ask", async () => {
    const asked = `GET /health HTTP/1.1\r\n${host}\r\n${me(`X-Remote-User-Id: ${owner}\r\n`)}`;

    for (const url of both()) expect(await send(asked, url)).to.deep.equal([200, 403]);
  });

  it("finds no way around by another spelling of that question", async () => {
    const [, ingress = ""] = both();
    for (const path of ["/health/", "//health", "/HEALTH", "/health/../api/users", "/health%2f"])
      expect(
        await send(`GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, ingress),
      ).to.deep.equal([403]);
  });
});

describe("An id that Ingress names", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  for (const id of ["__proto__", "constructor", "toString", "' OR 1=1 --", "0", "x".repeat(65)])
    it(`is nobody where the home knows nobody by it: ${id.slice(0, 20)}`, async () => {
      const { status } = await doors.ingress.get("/api/auth/me").set({ "X-Remote-User-Id": id });

      expect(status).to.equal(401);
    });
});
