import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("API of reviews", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, who: string | ApiCaller, asked?: Asked<Name>) =>
    askApi(doors, name, who, asked);

  const list = async () => (await ask("GET /api/reviews", doors.people.admin.secret)).reply.reviews;

  async function firstToReview() {
    const [first] = await list();
    if (first === undefined) throw new Error("The demo home has nothing to look at.");
    return first;
  }

  it("are a list of what cannot be read, with what an admin says of it until it is taken back", async () => {
    const { user } = doors.people.admin;
    const before = await list();
    const first = await firstToReview();
    const { kind, id, home } = first;

    const put = await ask("POST /api/reviews", admin, {
      body: { items: [{ kind, id, verdict: "harmless" }] },
    });
    const kept = await doors.store.reviews.list();
    const gone = await ask("DELETE /api/reviews/:kind/:id", admin, { id, kind });
    const again = await ask("DELETE /api/reviews/:kind/:id", admin, { id, kind });

    expect(before.filter(({ verdict }) => verdict !== undefined)).to.deep.equal([]);
    expect(first.why).to.be.a("string");
    const after = put.reply.reviews.find((one) => one.kind === kind && one.id === id);
    expect(after).to.include({ ...first, verdict: "harmless", by: user.id });
    expect(kept.map((one) => [one.home, one.id])).to.deep.equal([[home, id]]);
    expect(gone.reply).to.deep.equal({ deleted: true });
    expect(again.status).to.equal(404);
    expect(await list()).to.deep.equal(before);
    const events = (await doors.journal()).map(({ tool, status }) => `${tool} ${status}`);
    expect(events.slice(0, 3)).to.deep.equal([
      ...["review.delete refused", "review.delete completed", "review.put completed"],
    ]);
  });

  it("say nothing of a thing as it is now when they were of another", async () => {
    const first = await firstToReview();
    const other = {
      ...{ home: first.home, kind: first.kind, id: first.id, platform: "another" },
      ...{ verdict: "harmless" as const, by: doors.people.admin.user.id, at: 1 },
    };
    const lost = { ...other, kind: "entity" as const, id: "light.gone" };
    await doors.store.reviews.put([other, lost]);

    const now = await list();
    for (const key of [other, lost]) await doors.store.reviews.remove(key);

    expect(now.find(({ id }) => id === first.id)).to.deep.equal(first);
    expect(now.find(({ id }) => id === lost.id)).to.include({
      verdict: "harmless",
      name: lost.id,
    });
  });

  it("are of what is there, all of a request or nothing", async () => {
    const { kind, id } = await firstToReview();
    const items = [id, "light.no_such"].map((each) => ({
      ...{ kind, id: each, verdict: "harmless" },
    }));

    const { status } = await ask("POST /api/reviews", admin, {
      body: { items },
    });

    expect(status).to.equal(404);
    expect(await doors.store.reviews.list()).to.deep.equal([]);
  });

  it("are a person's to say: no token takes an action for harmless", async () => {
    const { kind, id } = await firstToReview();
    const { secret } = doors.people.admin;

    const put = await ask("POST /api/reviews", secret, {
      body: { items: [{ kind, id, verdict: "harmless" }] },
    });
    const gone = await ask("DELETE /api/reviews/:kind/:id", secret, { id, kind });

    expect([put.status, gone.status]).to.deep.equal([403, 403]);
    expect(await doors.store.reviews.list()).to.deep.equal([]);
  });

  it("are closed to a token of other homes", async () => {
    const { secret } = await doors.access.tokens.create(doors.people.admin.user.id, {
      ...{ name: "of the cabin", rights: "same", doors: ["api"], homes: ["cabin"] },
    });

    expect((await ask("GET /api/reviews", secret)).reply).to.deep.equal({ reviews: [] });
  });
});
