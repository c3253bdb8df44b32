import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { signIn, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("A refresh secret that was copied", () => {
  let doors: Doors;
  let people = 0;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
  });
  after(() => doors.close());

  /** A thief of their own address: attempts of one address are few. */
  const renew = (cookie: string) =>
    doors.http
      .post("/api/auth/refresh")
      .set({ Cookie: cookie, "X-Forwarded-For": `10.5.0.${(people += 1)}` });

  async function newcomer(): Promise<{ browser: Browser; id: string; stolen: string }> {
    const username = `person${(people += 1)}`;
    const wish = { username, password: usualPassword, role: "resident" };
    const { id } = await doors.access.users.create(wish);
    const browser = await signIn(doors, username, { from: `10.6.0.${people}` });
    return { browser, id, stolen: copyOf(browser) };
  }
  const copyOf = ({ cookies }: Browser) => `vestibule_refresh=${cookies.get("vestibule_refresh")}`;
  const me = (browser: Browser) => askApi(doors, "GET /api/auth/me", browser);

  it("renews once, however many bring it at the same time, and then nobody", async () => {
    const { browser, stolen } = await newcomer();

    const answers = await Promise.all(Array.from({ length: 8 }, () => renew(stolen)));
    const won = answers.filter(({ status }) => status === 200);
    for (const answer of won) browser.received?.(answer);

    expect(won).to.have.length(1);
    expect(copyOf(browser)).to.not.equal(stolen);
    expect((await renew(copyOf(browser))).status).to.equal(401);
    expect((await me(browser)).status).to.equal(401);
  });

  it("is the end also when it is older than the last one", async () => {
    const { browser, stolen } = await newcomer();
    for (let i = 0; i < 3; i += 1) await askApi(doors, "POST /api/auth/refresh", browser);

    expect((await me(browser)).status).to.equal(200);
    expect((await renew(stolen)).status).to.equal(401);
    expect((await me(browser)).status).to.equal(401);
    expect((await renew(copyOf(browser))).status).to.equal(401);
  });

  it("is the end of its own session, and of no other of the same user", async () => {
    const { browser, stolen } = await newcomer();
    const elsewhere = await signIn(doors, browser.me.username, { from: "10.6.1.1" });
    await renew(stolen);
    await renew(stolen);

    expect((await me(browser)).status).to.equal(401);
    expect((await me(elsewhere)).status).to.equal(200);
  });

  for (const [after, happen] of [
    ["its user signed out", ({ browser }) => askApi(doors, "POST /api/auth/logout", browser)],
    [
      "a new password",
      async ({ browser }) => {
        const elsewhere = await signIn(doors, browser.me.username, { from: "10.6.1.2" });
        const body = { current: usualPassword, password: "another horse" };
        await askApi(doors, "POST /api/auth/password", elsewhere, { body });
      },
    ],
    [
      "its user ended all others",
      async ({ browser }) => {
        const elsewhere = await signIn(doors, browser.me.username, { from: "10.6.1.3" });
        await askApi(doors, "DELETE /api/auth/sessions", elsewhere);
      },
    ],
    ["its user was deleted", ({ id }) => doors.access.users.delete(id)],
    [
      "its user's time was over",
      ({ id }) => doors.store.users.change(id, { expires_at: Date.now() - 1 }),
    ],
    [
      "the home let its user in no more",
      ({ id }) => doors.store.users.change(id, { is_active: false }),
    ],
  ] satisfies readonly (readonly [
    string,
    (whose: { browser: Browser; id: string }) => Promise<unknown>,
  ])[])
    it(`is worth nothing after ${after}`, async () => {
      const whose = await newcomer();
      await happen(whose);

      const answer = await renew(whose.stolen);

      expect(answer.status).to.equal(401);
      expect(answer.body).to.have.nested.property("error.message", "The session is over.");
      expect((await me(whose.browser)).status).to.equal(401);
    });

  it("gives the rights of now, not those of when it was made", async () => {
    const { browser, id } = await newcomer();
    await doors.access.users.change(id, { role: "admin" });
    const promoted = await askApi(doors, "POST /api/auth/refresh", browser);
    await doors.access.users.change(id, { role: "guest" });
    const demoted = await askApi(doors, "POST /api/auth/refresh", browser);

    expect(promoted.reply).to.deep.include({ role: "admin", powers: ["admin"] });
    expect(demoted.reply).to.deep.include({ role: "guest", powers: [] });
  });
});
