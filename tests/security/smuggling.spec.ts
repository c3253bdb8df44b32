import { expect } from "chai";
import { connect } from "node:net";
import { startDoors, type Doors } from "../support/doors.ts";

const host = "Host: localhost\r\n";

describe("Requests that two servers could read differently", () => {
  let doors: Doors;
  let owner: string;

  before(async () => {
    doors = await startDoors();
    owner = doors.home.userId("Alex");
  });
  after(() => doors.close());

  /** What is answered to these bytes until the server closes: the last request of each asks for that. */
  const send = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      const { port, hostname } = new URL(doors.url);
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.setEncoding("utf8");
      socket.on("data", (part) => (text += String(part)));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(text));
      socket.write(bytes);
    });
  const statuses = (text: string) =>
    [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

  const bearer = () => `Authorization: Bearer ${doors.people.resident.secret}\r\n`;
  const hidden = () => `GET /api/auth/me HTTP/1.1\r\n${host}${bearer()}Connection: close\r\n\r\n`;
  const post = `POST /api/auth/login HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;

  for (const [what, head, body] of [
    ["two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n", ""],
    ["a length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"],
    ["chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"],
    ["an encoding that there is not", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"],
    ["two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"],
    ["a space before the colon", "Content-Length : 5\r\n", ""],
    ["a length with a sign", "Content-Length: +5\r\n", ""],
    ["a length with a letter", "Content-Length: 5x\r\n", ""],
    ["a header over two lines", "X-Header: a\r\n Content-Length: 5\r\n", ""],
    ["a line that ends in the middle", "X-Header: a\nContent-Length: 5\r\n", ""],
    ["a chunk with a sign", "Transfer-Encoding: chunked\r\n", "+2\r\n{}\r\n0\r\n\r\n"],
    ["a chunk that lies", "Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"],
  ] as const)
    it(`are refused and nothing behind them is read: ${what}`, async () => {
      const text = await send(`${post}${head}\r\n${body}${hidden()}`);

      expect(statuses(text)[0]).to.be.oneOf([400, 422]);
      expect(statuses(text)).to.not.include(200);
      expect(text).to.not.include('"username":"resident"');
    });

  it("do not become headers of Ingress by trailers", async () => {
    const text = await send(
      `${post}Transfer-Encoding: chunked\r\nTrailer: X-Remote-User-Id\r\nConnection: close\r\n\r\n` +
        `2\r\n{}\r\n0\r\nX-Remote-User-Id: ${owner}\r\n\r\n`,
    );

    expect(statuses(text)).to.deep.equal([422]);
  });

  for (const name of [
    ...[
      "X-Remote-User-Id ",
      "X-Remote-User-Id\t",
      "X-Remote-User-Id\u00a0",
      "\u00a0X-Remote-User-Id",
    ],
    ...["X-Remote-User-Id", "X-REMOTE-USER-ID", "x_remote_user_id", "X-Remote_User-Name"],
    ...[
      "X.Remote.User.Id",
      "X-RemoteUser-Id",
      "X-Remote-User-Id\0",
      "Remote-User",
      "X-Ingress-Path",
    ],
  ])
    it(`name nobody on the public port: ${JSON.stringify(name)}`, async () => {
      const text = await send(
        `GET /api/auth/me HTTP/1.1\r\n${host}${name}: ${owner}\r\nConnection: close\r\n\r\n`,
      );

      expect(statuses(text)[0]).to.be.oneOf([400, 401, 403]);
    });

  it("say by their first bearer alone who is asking, and by no two in one", async () => {
    const ask = (headers: string) =>
      send(`GET /api/auth/me HTTP/1.1\r\n${host}${headers}Connection: close\r\n\r\n`);
    const { admin, resident } = doors.people;

    const two = await ask(`${bearer()}Authorization: Bearer ${admin.secret}\r\n`);
    const later = await ask(`Authorization: Bearer no\r\n${bearer()}`);
    const listed = await ask(
      `Authorization: Bearer ${resident.secret}, Bearer ${admin.secret}\r\n`,
    );

    expect(two).to.include('"username":"resident"');
    expect([later, listed].flatMap(statuses)).to.deep.equal([401, 401]);
  });

  it("are known by Host, whatever else names a host", async () => {
    const evil = "evil.example.com";
    const ask = (target: string, headers: string) =>
      send(`GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);

    const answers = [
      await ask(`http://localhost/api/auth/me`, `Host: ${evil}\r\n${bearer()}`),
      await ask("/api/auth/me", `Host: ${evil}\r\nX-Forwarded-Host: localhost\r\n${bearer()}`),
      await ask("/api/auth/me", `Host: localhost@${evil}\r\n${bearer()}`),
      await ask("/api/auth/me", `Host: localhost, ${evil}\r\n${bearer()}`),
      await ask("/api/auth/me", `Host: ${evil}:localhost\r\n${bearer()}`),
      await ask("/api/auth/me", bearer()),
    ];

    expect(answers.flatMap(statuses)).to.deep.equal([403, 403, 403, 403, 403, 400]);
  });

  it("reach nothing of a guarded route by another spelling of its path", async () => {
    const paths = [
      ...["/api/users", "/API/users", "/Api/Users/", "//api/users", "/api//users", "/api/./users"],
      ...["/api/../api/users", "/x/../api/users", "/api/%75sers", "/%61pi/users", "/api%2fusers"],
      ...[
        "/api/%2e%2e/api/users",
        "/api/auth/options/../../users",
        "/api;a=b/users",
        "/api\\users",
      ],
      ...["/api/users;a=b", "/api/users%00", "/api/users?x=/api/auth/login", "/api/users#/health"],
      ...[
        "/health/../api/users",
        "/assets/../api/users",
        "/assets/..%2fapi/users",
        "/rest/../api/users",
      ],
      ...["/api/auth/login/../../users", "/mcp/../api/users", "http://localhost/api/users"],
    ];
    for (const method of ["GET", "HEAD", "OPTIONS", "POST", "TRACE", "PROPFIND", "get"])
      for (const path of paths) {
        const text = await send(`${method} ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);

        expect(statuses(text)[0], `${method} ${path}`).to.be.oneOf([400, 401, 403, 404, 405, 429]);
        expect(text).to.not.include("username");
      }
  });

  it("are let in as the Supervisor's for no header that says so", async () => {
    const closed = await startDoors({ ingressPeer: "172.30.32.2" });
    try {
      for (const name of [
        "X-Forwarded-For",
        "X-Real-IP",
        "Forwarded",
        "X-Client-IP",
        "Client-IP",
      ]) {
        const answer = await closed.ingress
          .get("/api/auth/me")
          .set({ "X-Remote-User-Id": closed.home.userId("Alex"), [name]: "172.30.32.2" });

        expect(answer.status, name).to.equal(403);
      }
    } finally {
      await closed.close();
    }
  });

  it("name one person through Ingress, or nobody", async () => {
    const ask = (id: string | string[]) =>
      doors.ingress.get("/api/auth/me").set({ "X-Remote-User-Id": id });
    const robin = doors.home.userId("Robin");

    for (const id of [
      [owner, robin],
      `${robin}, ${owner}`,
      `${owner} `.repeat(2),
      `${owner}\u00a0`,
    ]) {
      const { status } = await ask(id);
      expect(status, String(id)).to.equal(401);
    }
    const underscored = await doors.ingress.get("/api/auth/me").set({ X_Remote_User_Id: owner });
    const both = await doors.ingress
      .get("/api/auth/me")
      .set({ "X-Remote-User-Id": robin, X_Remote_User_Id: owner });

    expect(underscored.status).to.equal(401);
    expect(both.body).to.include({ name: "Robin" });
  });
});

describe("The address of a request", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  it("is what a proxy says only when the proxy is known", async () => {
    const { resident } = doors.people;
    const { secret } = await doors.access.tokens.create(resident.user.id, {
      ...{ name: "at home", rights: "same", doors: ["api"], addresses: ["192.168.7.7"] },
    });
    for (const header of ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"])
      for (const value of ["192.168.7.7", "for=192.168.7.7", "192.168.7.7, 127.0.0.1"]) {
        const answer = await doors.http
          .get("/api/auth/me")
          .auth(secret, { type: "bearer" })
          .set(header, value);

        expect(answer.status, `${header}: ${value}`).to.equal(403);
      }
  });
});
