import { expect } from "chai";
import { setTimeout as delay } from "node:timers/promises";
import { watchRevision } from "../../server/access/watch.ts";
import { openStore } from "../../server/store/store.ts";
import { silentLog, startAccess, type TestAccess } from "../support/access.ts";

describe("a change of people and rules", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  it("counts up the revision, whatever it is", async () => {
    const { resident } = house.people;
    const revisions = [await house.store.revision()];
    for (const change of [
      () => house.access.tokens.create(resident.user.id, { name: "new" }),
      () => house.access.tokens.change(resident.token.id, { name: "old" }),
      () => house.access.tokens.rotate(resident.token.id),
      () => house.access.tokens.revoke(resident.token.id),
      () => house.access.tokens.delete(resident.token.id),
      () => house.access.users.create({ username: "x", password: "12345678", role: "guest" }),
    ]) {
      await change();
      revisions.push(await house.store.revision());
    }

    expect(revisions).to.deep.equal([...new Set(revisions)].sort((one, other) => one - other));
  });

  it("by another process is heard, and the token is refused", async () => {
    const { secret, token } = house.people.resident;
    const arrival = { door: "rest", address: "::1" } as const;
    await house.access.authenticate(secret, arrival);
    const other = await openStore({ dataDir: house.dataDir, log: silentLog, version: "1" });

    const heard = new Promise<void>((resolve) => house.access.onChange(resolve));
    await other.tokens.change(token.id, { revoked_at: Date.now() });
    await heard;
    await other.close();

    const refused = await house.access.authenticate(secret, arrival).then(
      () => false,
      () => true,
    );
    expect(refused).to.equal(true);
  });

  it("is heard no more by who stopped listening", async () => {
    let heard = 0;
    house.access.onChange(() => (heard += 1))();

    await house.access.tokens.revoke(house.people.guest.token.id);

    expect(heard).to.equal(0);
  });
});

describe("the watch over the revision", () => {
  it("hears what changed between an own change and its announcement", async () => {
    let revision = 1;
    let forgotten = 0;
    const watch = watchRevision({ revision: () => Promise.resolve(revision), log: silentLog });
    watch.onChange(() => (forgotten += 1));

    const own = watch.changed();
    revision += 1;
    await own;
    const atOnce = forgotten;
    while (forgotten === atOnce) await delay(20);
    await watch.close();

    expect(atOnce).to.equal(1);
    expect(forgotten).to.equal(2);
  });

  it("announces an own change even when the revision cannot be read", async () => {
    let forgotten = 0;
    const watch = watchRevision({
      revision: () => Promise.reject(new Error("disk")),
      log: silentLog,
    });
    watch.onChange(() => (forgotten += 1));

    await watch.changed();
    await watch.close();

    expect(forgotten).to.equal(1);
  });

  it("says once that it sees nothing, and again only after it saw something", async () => {
    const answers = ["fails", "fails", "answers", "fails"];
    const warnings: string[] = [];
    let asked = 0;
    const watch = watchRevision({
      revision: () => {
        asked += 1;
        return answers[asked - 1] === "answers"
          ? Promise.resolve(1)
          : Promise.reject(new Error("disk"));
      },
      log: { warn: (_, message) => warnings.push(message ?? "") },
    });

    while (asked <= answers.length) await delay(20);
    await watch.close();

    expect(warnings).to.deep.equal(Array(2).fill("changes of people and rules are not seen"));
  });
});
