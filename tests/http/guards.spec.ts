import { expect } from "chai";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

describe("Guards of the public port", () => {
  let doors: Doors;
  let proxied: Doors;

  before(async () => {
    doors = await startDoors({ allowed_origins: ["https://chat.example.org"] });
    proxied = await startDoors({
      trusted_proxies: ["127.0.0.1"],
      public_url: "https://home.example.org",
    });
  });
  after(async () => {
    await doors.close();
    await proxied.close();
  });

  const whoami = ({ http, people }: Doors) =>
    http.post("/rest/whoami").auth(people.resident.secret, { type: "bearer" });

  describe("Host", () => {
    it("refuses a foreign name at every door, in the words of the door", async () => {
      for (const [path, hint] of [
        ["/rest/whoami", "body.detail.hint"],
        ["/mcp", "body.error.message"],
        ["/api/status", "body.error.hint"],
        ["/", "body.error.hint"],
      ] as const) {
        const answer = await doors.http.post(path).set("Host", "evil.example.com");

        expect(answer.status).to.equal(403);
        expect(answer).to.have.nested.property(hint).that.includes("allowed_hosts");
      }
    });
  });

  describe("Origin", () => {
    it("refuses foreign pages, also those that hide where they are from", async () => {
      for (const origin of ["https://evil.example.com", "null", "http://127.0.0.1:1", "file://"]) {
        const answer = await whoami(doors).set("Origin", origin);

        expect(answer.status, origin).to.equal(403);
        expect(answer.headers).not.to.have.property("access-control-allow-origin");
      }
    });

    it("lets our own pages and listed ones in, and lets them read the answer", async () => {
      for (const origin of [doors.url, "https://chat.example.org"]) {
        const answer = await whoami(doors).set("Origin", origin);

        expect(answer.status).to.equal(200);
        expect(answer.headers["access-control-allow-origin"]).to.equal(origin);
        expect(answer.headers["vary"]).to.include("Origin");
        expect(answer.headers["access-control-expose-headers"]).to.include("X-Call-Id");
      }
    });

    it("lets pages of public_url in", async () => {
      const answer = await whoami(proxied).set("Origin", "https://home.example.org");

      expect(answer.status).to.equal(200);
    });

    it("answers the preflight of a listed page without a token", async () => {
      const answer = await doors.http
        .options("/mcp")
        .set("Origin", "https://chat.example.org")
        .set("Access-Control-Request-Method", "POST")
        .set("Access-Control-Request-Headers", "authorization, content-type, mcp-session-id");

      expect(answer.status).to.equal(204);
      expect(answer.headers["access-control-allow-headers"]).to.include("authorization");
      expect(answer.headers["access-control-allow-methods"]).to.include("POST");
      expect(answer.headers).not.to.have.property("access-control-allow-credentials");
    });

    it("refuses the preflight of a foreign page", async () => {
      const answer = await doors.http
        .options("/mcp")
        .set("Origin", "https://evil.example.com")
        .set("Access-Control-Request-Method", "POST");

      expect(answer.status).to.equal(403);
    });
  });

  describe("proxies", () => {
    const addressOf = async (house: Doors) => (await house.journal())[0]?.address;

    it("takes the address from a trusted proxy", async () => {
      await whoami(proxied).set("X-Forwarded-For", "203.0.113.9, 192.168.7.7");

      expect(await addressOf(proxied)).to.equal("192.168.7.7");
    });

    it("takes the connection's address when a trusted proxy sends nonsense", async () => {
      await whoami(proxied).set("X-Forwarded-For", "nonsense");

      expect(await addressOf(proxied)).to.equal("127.0.0.1");
    });

    it("takes nothing from anybody else", async () => {
      const answer = await whoami(doors)
        .set("X-Forwarded-For", "203.0.113.9")
        .set("X-Forwarded-Proto", "http")
        .set("X-Forwarded-Host", "evil.example.com")
        .set("Forwarded", "for=203.0.113.9");

      expect(answer.status).to.equal(200);
      expect(await addressOf(doors)).to.equal("127.0.0.1");
    });
  });

  describe("plain HTTP", () => {
    it("is refused from the internet", async () => {
      const answer = await whoami(proxied).set("X-Forwarded-For", "203.0.113.9");

      expect(answer.status).to.equal(403);
      expect(answer).to.have.nested.property("body.detail.hint").that.includes("trusted_proxies");
    });

    it("is fine when the proxy says that it was TLS until there", async () => {
      const answer = await whoami(proxied)
        .set("X-Forwarded-For", "203.0.113.9")
        .set("X-Forwarded-Proto", "https");

      expect(answer.status).to.equal(200);
    });

    it("is let in when the option says so", async () => {
      const open = await startDoors({ trusted_proxies: ["127.0.0.1"], allow_plain_http: true });
      try {
        const answer = await whoami(open).set("X-Forwarded-For", "203.0.113.9");

        expect(answer.status).to.equal(200);
      } finally {
        await open.close();
      }
    });
  });

  describe("headers of Ingress", () => {
    promise("doors.ingress", "they are refused on the public port, in any spelling", async () => {
      for (const name of [
        ...["X-Remote-User-Id", "x-remote-user-name", "X-REMOTE-USER-DISPLAY-NAME"],
        ...["X_Remote_User_Id", "X-Remote_User-Id", "X-Ingress-Path", "x_ingress_path"],
        ...["X-Hass-Source", "X-Remote-User"],
      ]) {
        const answer = await whoami(doors).set(name, "admin");

        expect(answer.status, name).to.equal(403);
        expect(answer).to.have.nested.property("body.detail.hint").that.includes("bearer");
      }
    });
  });
});

describe("The Ingress port", () => {
  const asSupervisor = { "X-Remote-User-Id": "abc", "X-Ingress-Path": "/api/hassio_ingress/x" };

  promise("doors.ingress", "the Ingress port answers nobody else", async () => {
    const doors = await startDoors({ ingressPeer: "172.30.32.2" });
    try {
      const page = await doors.ingress.get("/").set(asSupervisor);
      const health = await doors.ingress.get("/health");
      const posted = await doors.ingress.post("/health");

      expect(page.status).to.equal(403);
      expect(page).to.have.nested.property("body.error.hint").that.includes("sidebar");
      expect(posted.status).to.equal(403);
      expect(health.body).to.deep.equal({ status: "ok" });
    } finally {
      await doors.close();
    }
  });

  promise("doors.two-listeners", "the Ingress port has no door of the public one", async () => {
    const doors = await startDoors({ ingressPeer: "127.0.0.1" });
    try {
      const page = await doors.ingress
        .get("/")
        .set({ ...asSupervisor, "X-Forwarded-Host": "homeassistant.local:8123" });

      expect(page.status).to.equal(200);
      expect(page.text).to.include("http://homeassistant.local:7180/mcp");
      for (const path of ["/mcp", "/rest/whoami", "/setup/x", "/rest/docs", "/auth/home"]) {
        const answer = await doors.ingress.get(path).set(asSupervisor);
        expect(answer.status, path).to.equal(404);
      }
    } finally {
      await doors.close();
    }
  });
});
