import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { signIn, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("A browser session elsewhere", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const me = (browser: Browser) => askApi(doors, "GET /api/auth/me", browser);

  it("is listed, and ended by its user", async () => {
    const here = await signIn(doors, "viewer");
    const there = await signIn(doors, "viewer");
    const { reply } = await askApi(doors, "GET /api/auth/sessions", here);
    const ended = await askApi(doors, "DELETE /api/auth/sessions/:id", here, {
      id: there.me.session_id ?? "",
    });

    const current = reply.sessions.filter((session) => session.current);
    expect(current.map(({ id }) => id)).to.deep.equal([here.me.session_id]);
    expect(reply.sessions.map(({ id }) => id)).to.include(there.me.session_id);
    expect(ended.reply).to.deep.equal({ revoked: true });
    expect((await me(there)).status).to.equal(401);
  });

  it("is all ended at once, but here", async () => {
    const there = await signIn(doors, "viewer");
    const here = await signIn(doors, "viewer");
    const { reply } = await askApi(doors, "DELETE /api/auth/sessions", here);

    expect(reply.revoked).to.be.greaterThan(0);
    expect((await me(there)).status).to.equal(401);
    expect((await me(here)).status).to.equal(200);
  });

  it("is an admin's to see and to end, and nobody else's", async () => {
    const viewer = await signIn(doors, "viewer");
    const resident = await signIn(doors, "resident");
    const admin = await signIn(doors, "admin");
    const ofViewer = { query: { user_id: viewer.me.id } };
    const end = (browser: Browser) =>
      askApi(doors, "DELETE /api/auth/sessions/:id", browser, { id: viewer.me.session_id ?? "" });

    expect((await askApi(doors, "GET /api/auth/sessions", resident, ofViewer)).status).to.equal(
      403,
    );
    expect((await end(resident)).status).to.equal(404);
    const seen = await askApi(doors, "GET /api/auth/sessions", admin, ofViewer);
    expect(seen.reply.sessions.map(({ id }) => id)).to.include(viewer.me.session_id);
    expect((await end(admin)).status).to.equal(200);
    expect((await me(viewer)).status).to.equal(401);
  });

  it("ends with a new password, and neither password is written down", async () => {
    await doors.access.users.create({ username: "ivy", password: usualPassword, role: "viewer" });
    const there = await signIn(doors, "ivy");
    const here = await signIn(doors, "ivy");
    const change = (current: string) =>
      askApi(doors, "POST /api/auth/password", here, {
        body: { current, password: "battery staple 1" },
      });

    expect((await change("wrong horse")).status).to.equal(403);
    expect((await change(usualPassword)).reply).to.deep.equal({ changed: true });
    expect((await me(there)).status).to.equal(401);
    expect((await me(here)).status).to.equal(200);
    const entries = await doors.journal();
    expect(entries.slice(0, 2).map(({ tool }) => tool)).to.include("password.change");
    expect(JSON.stringify(entries) + doors.lines.join("")).not.to.match(
      /correct horse|wrong horse|battery staple/,
    );
  });
});
