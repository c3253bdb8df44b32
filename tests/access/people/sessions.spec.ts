import { expect } from "chai";
import fc from "fast-check";
import { AppError } from "../../../server/errors.ts";
import {
  createSecret,
  refreshPrefix,
  sessionPrefix,
} from "../../../server/access/tokens/secrets.ts";
import { createSessions } from "../../../server/access/people/sessions.ts";
import type { StoredUser } from "../../../server/store/users.ts";
import { failureOf } from "../../support/failure.ts";
import { from, startPeople, type TestPeople } from "../../support/people.ts";
import { promise } from "../../support/promise.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe("a browser session", () => {
  let people: TestPeople;
  let ada: StoredUser;
  beforeEach(async () => {
    people = await startPeople();
    ada = await newUser("ada");
  });
  afterEach(() => people.close());

  async function newUser(username: string): Promise<StoredUser> {
    const wish = { username, password: "correct horse", role: "resident" };
    const { id } = await people.users.create(wish);
    const user = await people.store.users.get(id);
    if (user === undefined) throw new Error("nobody was made");
    return user;
  }
  const start = (user = ada) => people.sessions.start(user, "password", from);
  const isLiving = async (secret: string) => (await people.sessions.find(secret)) !== undefined;
  const whyNot = async (secret: string): Promise<unknown> => {
    const error = await failureOf(people.sessions.refresh(secret, from));
    expect(error).to.include({ code: "not_authenticated", message: "The session is over." });
    return error instanceof AppError ? error.cause : undefined;
  };

  promise("access.sessions", "lets in for 24 hours", async () => {
    const { access, accessExpiresAt } = await start();

    people.clock.now += dayMs - 1;
    expect(await isLiving(access)).to.equal(true);
    people.clock.now += 1;
    expect(await isLiving(access)).to.equal(false);
    expect(accessExpiresAt).to.equal(people.clock.now);
  });

  it("is renewed for 30 days, with two new secrets, and the old ones are worth nothing", async () => {
    const first = await start();
    people.clock.now += 30 * dayMs - 1;

    const second = await people.sessions.refresh(first.refresh, { address: "10.0.0.1" });

    expect(await isLiving(first.access)).to.equal(false);
    expect(await isLiving(second.access)).to.equal(true);
    expect(second.refreshExpiresAt).to.equal(people.clock.now + 30 * dayMs);
    expect(second.session).to.include({ id: first.session.id, current: true });
    expect(await people.sessions.list()).to.have.nested.property("[0].address", "10.0.0.1");
  });

  promise(
    "access.refresh-reuse",
    "ends when a spent refresh secret comes back, whoever brings it",
    async () => {
      const first = await start();
      const second = await people.sessions.refresh(first.refresh, from);
      const third = await people.sessions.refresh(second.refresh, from);

      expect(await whyNot(first.refresh)).to.deep.equal({
        ...{ reason: "reused", session_id: first.session.id },
        ...{ user_id: ada.id, username: "ada" },
      });

      expect(await isLiving(third.access)).to.equal(false);
      expect(await whyNot(third.refresh)).to.have.property("reason", "revoked");
      expect(people.seen.changes).to.be.greaterThan(0);
    },
  );

  promise(
    "access.refresh-reuse",
    "is renewed once when two bring the same secret at the same time, and ends",
    async () => {
      const { refresh } = await start();

      const both = await Promise.allSettled([
        people.sessions.refresh(refresh, from),
        people.sessions.refresh(refresh, from),
      ]);

      expect(both.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
      expect(await people.sessions.list()).to.deep.equal([]);
    },
  );

  promise(
    "access.refresh-reuse",
    "never has two living chains, in whatever order old and new secrets come",
    async () => {
      const order = fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 3 }), { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(order, async (rounds) => {
          const issued = [await start()];
          for (const round of rounds) {
            const brought = round.map((index) => issued[index % issued.length]?.refresh ?? "");
            const answers = await Promise.allSettled(
              brought.map((secret) => people.sessions.refresh(secret, from)),
            );
            for (const answer of answers)
              if (answer.status === "fulfilled") issued.push(answer.value);
            const living = await Promise.all(issued.map(({ access }) => isLiving(access)));
            expect(living.slice(0, -1)).to.not.include(true);
          }
        }),
        { numRuns: 15 },
      );
    },
  );

  for (const [what, reason, secret] of [
    ["an invention", "malformed", "vsr_invented"],
    ["an access secret", "malformed", createSecret(sessionPrefix)],
    ["a secret that nobody was given", "unknown", createSecret(refreshPrefix)],
  ] as const)
    it(`is not renewed by ${what}`, async () => {
      expect(await whyNot(secret)).to.deep.equal({ reason });
    });

  it("is not renewed after 30 days", async () => {
    const { refresh, session } = await start();
    people.clock.now += 30 * dayMs;

    expect(await whyNot(refresh)).to.include({ reason: "expired", session_id: session.id });
  });

  it("is not renewed for somebody who is let in no more, and ends", async () => {
    const { refresh } = await start();
    await people.store.users.change(ada.id, { is_active: false });

    expect(await whyNot(refresh)).to.include({ reason: "revoked", username: "ada" });
    expect(await people.sessions.list()).to.deep.equal([]);
  });

  it("is nothing by a secret of another kind or by none", async () => {
    const { refresh } = await start();

    for (const secret of ["", refresh, createSecret(sessionPrefix), createSecret()])
      expect(await isLiving(secret)).to.equal(false);
  });

  it("is listed for its user while it lives, newest first", async () => {
    const eve = await newUser("eve");
    const old = await start();
    people.clock.now += 1;
    const young = await start();
    await start(eve);

    const idsOf = async (userId?: string) =>
      (await people.sessions.list(userId)).map(({ id }) => id);

    expect(await idsOf(ada.id)).to.deep.equal([young.session.id, old.session.id]);
    expect(await idsOf()).to.have.length(3);
    expect(JSON.stringify(await people.sessions.list())).to.not.match(/hash|vs[sr]_/);
  });

  promise("access.sessions", "ends when it is revoked, once", async () => {
    const { session, access, refresh } = await start();

    await people.sessions.revoke(session.id);

    expect(await isLiving(access)).to.equal(false);
    expect(await whyNot(refresh)).to.have.property("reason", "revoked");
    expect(await failureOf(people.sessions.revoke(session.id))).to.have.property(
      "code",
      "not_found",
    );
  });

  it("stays when all others of its user are revoked", async () => {
    const eve = await start(await newUser("eve"));
    const [one, other, third] = [await start(), await start(), await start()];

    expect(await people.sessions.revokeOthers(ada.id, other.session.id)).to.equal(2);

    const living = [one, other, third, eve].map(({ access }) => isLiving(access));
    expect(await Promise.all(living)).to.deep.equal([false, true, false, true]);
    expect(await people.sessions.revokeOthers(ada.id)).to.equal(1);
  });

  it("is one of 50 of its user: the oldest ends for a new one", async () => {
    const oldest = await start();
    const second = await start();
    for (let i = 2; i < 51; i += 1) await start();

    expect(await people.sessions.list(ada.id)).to.have.length(50);
    expect(await isLiving(oldest.access)).to.equal(false);
    expect(await isLiving(second.access)).to.equal(true);
  });

  it("is forgotten when it is over and another one begins", async () => {
    const { session } = await start();
    people.clock.now += 30 * dayMs;

    await start();

    expect(await people.store.sessions.get(session.id)).to.equal(undefined);
  });

  it("says when it was used last, to the minute, without a change of anybody's rights", async () => {
    const { access } = await start();
    const began = people.clock.now;
    const revision = await people.store.revision();
    const usedAt = async () => (await people.sessions.list())[0]?.last_used_at;

    people.clock.now += 59_999;
    await people.sessions.find(access);
    expect(await usedAt()).to.equal(began);

    people.clock.now += 1;
    await people.sessions.find(access, { address: "10.0.0.2" });
    expect(await usedAt()).to.equal(began + 60_000);
    expect(await people.store.revision()).to.equal(revision);
  });

  it("lets in also when its use cannot be written down, and says so", async () => {
    const { access } = await start();
    const warnings: unknown[] = [];
    const { store, clock } = people;
    const sessions = createSessions({
      ...{ now: () => clock.now + hourMs, changed: () => Promise.resolve() },
      log: { warn: (_facts: unknown, message?: unknown) => warnings.push(message) },
      store: {
        users: store.users,
        sessions: { ...store.sessions, used: () => Promise.reject(new Error("disk")) },
      },
    });

    expect(await sessions.find(access)).to.have.property("userId", ada.id);
    expect(warnings).to.deep.equal(["use of a session could not be written down"]);
  });

  it("keeps no more than 100 characters of what the client calls itself", async () => {
    const { session } = await people.sessions.start(ada, "home", {
      ...{ address: "::1", client: "x".repeat(500) },
    });

    expect(session.client).to.have.length(100);
  });

  it("is not begun with a password that is another one by now, nor by who is gone", async () => {
    await people.users.changePassword(ada.id, "correct horse", "another horse");
    expect(await failureOf(start())).to.have.property("code", "not_authenticated");

    await people.users.delete(ada.id);
    expect(await failureOf(start())).to.have.property("code", "not_authenticated");
    expect(await people.sessions.list()).to.deep.equal([]);
  });

  promise("access.sessions", "goes with its user", async () => {
    const { access } = await start();

    await people.users.delete(ada.id);

    expect(await isLiving(access)).to.equal(false);
  });
});
