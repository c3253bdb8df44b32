import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { openBrowser, signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { makeEntry } from "../support/entries.ts";
import { until } from "../support/until.ts";

const dayMs = 24 * 3_600_000;

describe("The security of the house, in numbers", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const stats = async (days?: number) => {
    const query = days === undefined ? {} : { days };
    const { admin } = doors.people;
    return (await askApi(doors, "GET /api/security/stats", admin.secret, { query })).reply;
  };

  it("count who was not let in, and who is in", async () => {
    const { people, http } = doors;
    for (let attempt = 0; attempt < 7; attempt += 1)
      await askApi(doors, "POST /api/auth/login", openBrowser(), {
        body: { username: "viewer", password: "wrong horse" },
      });
    await signIn(doors, "resident");
    await http
      .post("/rest/whoami")
      .auth(`${people.guest.secret.slice(0, -1)}x`, { type: "bearer" });

    // Hours are counted when they have begun: now has.
    await until("it is counted", async () => (await stats()).refused_tokens === 1);
    const now = await stats();

    expect(now.failed_sign_ins).to.equal(7);
    expect(now.lock_outs).to.equal(1);
    expect(now.open_sessions).to.equal(1);
    expect(now.to - now.from).to.equal(7 * dayMs);
  });

  it("say which rules refused how often, the most frequent first", async () => {
    const at = Date.now() - 2 * dayMs;
    const refused = { at, status: "refused", decision: "deny" } as const;
    await doors.store.audit.write([
      makeEntry({ ...refused, rule: "role viewer" }),
      makeEntry({ ...refused, rule: "no doors" }),
      makeEntry({ ...refused, rule: "no doors" }),
      makeEntry({ at, status: "refused", decision: "allow", rule: "wrong arguments" }),
      makeEntry({ ...refused, at: at - 20 * dayMs, rule: "long ago" }),
    ]);

    expect((await stats()).refusals_by_rule).to.deep.equal([
      { rule: "no doors", calls: 2 },
      { rule: "role viewer", calls: 1 },
    ]);
    expect((await stats(1)).refusals_by_rule).to.deep.equal([]);
    expect((await stats(30)).refusals_by_rule).to.have.length(3);
  });

  it("name tokens that nobody has used in a month, and not those just made", async () => {
    const { access, clock, people } = doors;
    const { id, username } = people.viewer.user;
    clock.now = () => Date.now() - 40 * dayMs;
    const wish = { rights: "none", doors: ["api"] } as const;
    const old = await access.tokens.create(id, { name: "old", ...wish });
    const ended = await access.tokens.create(id, { name: "ended", ...wish });
    clock.now = Date.now;
    await access.tokens.revoke(ended.token.id);

    expect((await stats()).unused_tokens).to.deep.equal([
      { id: old.token.id, name: "old", username },
    ]);
  });

  it("count what the throttle refused", async () => {
    const { access, people, throttle } = doors;
    const principal = await access.principalOf({ userId: people.editor.user.id });
    throttle.setCallsPerMinute(1);
    await throttle.take(principal);
    await throttle.take(principal);
    throttle.setCallsPerMinute(100_000);

    expect((await stats()).throttled).to.equal(1);
  });

  it("are for admins", async () => {
    const { status } = await askApi(
      ...([doors, "GET /api/security/stats", doors.people.editor.secret] as const),
    );

    expect(status).to.equal(403);
  });
});
