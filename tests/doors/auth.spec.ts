import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { openBrowser, signIn, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

const cookieLines = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }) => {
  const lines = headers["set-cookie"];
  return Array.isArray(lines) ? lines.map(String) : [];
};

describe("Signing in on the public port", () => {
  let doors: Doors;
  let asked = 0;
  /** Attempts of one address are few. */
  const elsewhere = () => ({ from: `10.1.0.${(asked += 1)}` });

  before(async () => {
    doors = await startDoors({
      ...{ trusted_proxies: ["127.0.0.1"], public_url: "https://hall.example.org" },
      ...{ registration: true, registration_role: "viewer" },
    });
  });
  after(() => doors.close());

  const enter = (username: string, password = usualPassword, browser: Browser = openBrowser()) =>
    askApi(doors, "POST /api/auth/login", browser, {
      ...{ body: { username, password }, ...elsewhere() },
    });
  const me = (browser: Browser) => askApi(doors, "GET /api/auth/me", browser, elsewhere());
  const newest = async () => (await doors.journal())[0];

  describe("by password", () => {
    it("gives a browser two cookies that scripts and other sites never see", async () => {
      const answer = await enter("resident");
      const lines = cookieLines(answer);

      expect(answer.status).to.equal(200);
      expect(answer.headers["cache-control"]).to.equal("no-store");
      expect(lines).to.have.lengthOf(2);
      expect(lines[0]).to.match(
        /^vestibule_session=vss_\w+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(lines[1]).to.match(
        /^vestibule_refresh=vsr_\w+; Max-Age=\d+; Path=\/api\/auth; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(answer.text).not.to.match(/vs[sr]_/);
    });

    it("tells who is in, and lets them ask", async () => {
      const browser = await signIn(doors, "resident", elsewhere());
      const { status, reply } = await me(browser);

      expect(status).to.equal(200);
      expect(reply).to.include({ username: "resident", role: "resident", door: "dashboard" });
      expect(reply.csrf_token).to.equal(browser.me.csrf_token);
      expect(reply.session_id).to.equal(browser.me.session_id);
    });

    it("keeps no secret that the browser brought", async () => {
      const browser = openBrowser();
      browser.cookies.set("vestibule_session", `vss_${"a".repeat(49)}`);
      const { status } = await enter("resident", usualPassword, browser);

      expect(status).to.equal(200);
      expect(browser.cookies.get("vestibule_session")).not.to.include("aaaa");
      expect((await me(browser)).status).to.equal(200);
    });

    it("answers a wrong name like a wrong password, and writes both down", async () => {
      const wrong = await enter("resident", "wrong horse");
      const unknown = await enter("nobody at all", "wrong horse");
      const [second, first] = await doors.journal();

      expect([wrong.status, unknown.status]).to.deep.equal([401, 401]);
      const withoutId = ({ body }: { readonly body: unknown }) =>
        JSON.stringify(body).replace(/vst-[\w-]+/, "");
      expect(withoutId(unknown)).to.equal(withoutId(wrong));
      expect(first).to.include({ tool: "sign_in", status: "refused", username: "resident" });
      expect(second).to.include({ tool: "sign_in", status: "refused", username: "nobody at all" });
      expect(second?.address).to.match(/^10\.1\./);
      expect(JSON.stringify([first, second])).not.to.include("wrong horse");
    });

    promise("access.lock-out", "at the door, and the audit says so", async () => {
      for (let i = 0; i < 5; i += 1) await enter("guest", "wrong horse");
      const begun = await newest();
      const right = await enter("guest");

      expect(right.status).to.equal(429);
      expect(Number(right.headers["retry-after"])).to.be.greaterThan(60);
      expect(begun).to.include({ tool: "sign_in.locked", username: "guest" });
      expect(await newest()).to.include({ tool: "sign_in", error_code: "too_many_calls" });
    });

    it("counts attempts by address before any password is looked at", async () => {
      const from = "10.2.0.1";
      const attempt = (username: string) =>
        askApi(doors, "POST /api/auth/login", undefined, {
          ...{ body: { username, password: "wrong horse" }, from },
        });
      for (let i = 0; i < 20; i += 1) await attempt(`stranger-${i}`);

      const late = await attempt("stranger");

      expect(late.status).to.equal(429);
      expect((await newest())?.username).to.equal("stranger-19");
    });
  });

  describe("with a session", () => {
    it("is nothing that a cookie of somebody's invention opens; the browser forgets it", async () => {
      const browser = openBrowser();
      browser.cookies.set("vestibule_session", `vss_${"a".repeat(49)}`);
      const { status } = await me(browser);

      expect(status).to.equal(401);
      expect(browser.cookies.has("vestibule_session")).to.equal(false);
      expect(await newest()).to.include({ tool: "session.refused", status: "refused" });
    });

    it("counts a bearer alone when both are sent", async () => {
      const browser = await signIn(doors, "admin", elsewhere());
      const both = (secret: string) =>
        doors.http
          .get("/api/auth/me")
          .set({ ...browser.headers(), Authorization: `Bearer ${secret}` });

      const good = await both(doors.people.resident.secret);
      const bad = await both("nonsense");

      expect(good.body).to.include({ username: "resident", door: "api" });
      expect(good.body).not.to.have.property("csrf_token");
      expect(bad.status).to.equal(401);
      expect(browser.cookies.has("vestibule_session")).to.equal(true);
    });

    it("opens no door but the API's", async () => {
      const browser = await signIn(doors, "admin", elsewhere());
      for (const path of ["/rest/whoami", "/mcp"])
        expect((await doors.http.post(path).set(browser.headers()).send({})).status).to.equal(401);
    });

    promise("access.csrf", "on the public port", async () => {
      const browser = await signIn(doors, "resident", elsewhere());
      const others = await signIn(doors, "viewer", elsewhere());
      const change = (csrf: string | undefined) =>
        doors.http
          .patch("/api/auth/me")
          .set({ Cookie: browser.headers()["Cookie"] ?? "" })
          .set(csrf === undefined ? {} : { "X-CSRF-Token": csrf })
          .send({ name: "Rita" });

      for (const csrf of [
        undefined,
        "",
        "x",
        others.me.csrf_token,
        browser.cookies.get("vestibule_session"),
      ]) {
        const answer = await change(csrf);

        expect(answer.status).to.equal(403);
        expect(answer).to.have.nested.property("body.error.hint").that.includes("X-CSRF-Token");
        expect(await newest()).to.include({ tool: "user.change", status: "refused" });
      }
      expect((await change(browser.me.csrf_token)).body).to.include({ name: "Rita" });
    });

    it("lets no foreign page in, and lets none read with credentials", async () => {
      const browser = await signIn(doors, "resident", elsewhere());
      const ask = (origin: string) =>
        doors.http.get("/api/auth/me").set({ ...browser.headers(), Origin: origin });

      const foreign = await ask("https://evil.example.com");
      const own = await ask("https://hall.example.org");

      expect(foreign.status).to.equal(403);
      expect(own.status).to.equal(200);
      expect(own.headers).not.to.have.property("access-control-allow-credentials");
    });

    promise("access.sessions", "also by signing out", async () => {
      const browser = await signIn(doors, "resident", elsewhere());
      const stolen = new Map(browser.cookies);
      const out = await askApi(doors, "POST /api/auth/logout", browser);
      const kept = [...browser.cookies.keys()];
      for (const [name, value] of stolen) browser.cookies.set(name, value);

      expect(out.reply).to.deep.equal({ signed_out: true });
      expect(kept).to.deep.equal([]);
      expect((await me(browser)).status).to.equal(401);
      expect((await askApi(doors, "POST /api/auth/refresh", browser)).status).to.equal(401);
    });

    it("takes no change of what somebody may do from themselves", async () => {
      const browser = await signIn(doors, "resident", elsewhere());
      for (const body of [
        { role: "admin" },
        { role_from: "home" },
        { id: "x" },
        { powers: ["admin"] },
      ]) {
        const { status } = await askApi(doors, "PATCH /api/auth/me", browser, { body });

        expect(status).to.equal(422);
      }
    });
  });

  describe("renewed", () => {
    const renew = (browser: Browser) =>
      askApi(doors, "POST /api/auth/refresh", browser, elsewhere());

    it("gives new secrets for the same session, and the old ones are worth nothing", async () => {
      const browser = await signIn(doors, "editor", elsewhere());
      const before = new Map(browser.cookies);
      const { status, reply } = await renew(browser);
      const old = openBrowser();
      old.cookies.set("vestibule_session", before.get("vestibule_session") ?? "");

      expect(status).to.equal(200);
      expect(reply.session_id).to.equal(browser.me.session_id);
      expect(reply.csrf_token).not.to.equal(browser.me.csrf_token);
      expect([...browser.cookies.values()]).not.to.include.members([...before.values()]);
      expect((await me(browser)).status).to.equal(200);
      expect((await me(old)).status).to.equal(401);
    });

    promise("access.refresh-reuse", "at the door, and the audit says so", async () => {
      const browser = await signIn(doors, "editor", elsewhere());
      const thief = openBrowser();
      thief.cookies.set("vestibule_refresh", browser.cookies.get("vestibule_refresh") ?? "");
      await renew(browser);
      const stolen = await renew(thief);

      expect(stolen.status).to.equal(401);
      expect(await newest()).to.include({ tool: "session.reused", username: "editor" });
      expect((await me(browser)).status).to.equal(401);
    });

    it("with nothing is nobody", async () => {
      expect((await renew(openBrowser())).status).to.equal(401);
      expect(await newest()).to.include({ tool: "session.refresh", status: "refused" });
    });
  });

  describe("for the first time", () => {
    const register = (body: object) =>
      askApi(doors, "POST /api/auth/register", openBrowser(), { body, ...elsewhere() });

    it("is open to anybody where the setting says so, in the role that it says", async () => {
      const { status, reply } = await register({ username: "nora", password: "a long password" });

      expect(status).to.equal(201);
      expect(reply).to.include({ username: "nora", role: "viewer" });
      expect(await newest()).to.include({ tool: "user.register", username: "nora" });
    });

    it("takes the role of an invitation, once", async () => {
      const { user } = doors.people.admin;
      const { secret } = await doors.access.invitations.create(user.id, { role: "resident" });
      const wish = { invitation: secret, username: "paul", password: "a long password" };

      const first = await register(wish);
      const again = await register({ ...wish, username: "pauline" });

      expect(first.reply).to.include({ username: "paul", role: "resident" });
      expect(again.status).to.equal(403);
      expect(JSON.stringify(await doors.journal())).not.to.include(secret);
    });

    it("gives nobody a role that they ask for", async () => {
      const { status } = await register({
        ...{ username: "eve", password: "a long password", role: "admin" },
      });

      expect(status).to.equal(422);
    });

    it("says what a page to sign in may offer", async () => {
      const { reply } = await askApi(doors, "GET /api/auth/options", undefined);

      expect(reply).to.deep.equal({ registration: true, home_sign_in: true, password: true });
    });
  });
});
