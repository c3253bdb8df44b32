import { expect } from "chai";
import { createHomeList } from "../../../server/access/people/ask-home.ts";
import type { HomePerson } from "../../../server/access/people/people.ts";

const ada: HomePerson = { id: "ada", name: "Ada", isAdmin: true, isActive: true };
const bob: HomePerson = { id: "bob", name: "Bob", isAdmin: false, isActive: true };
const demoted: HomePerson = { ...ada, isAdmin: false };

describe("asking the home who its people are", () => {
  let now: number;
  let answer: () => Promise<readonly HomePerson[]>;
  let asked: number;
  let followed: (readonly HomePerson[])[];
  let warnings: number;

  beforeEach(() => {
    now = 1_000_000;
    answer = () => Promise.resolve([ada]);
    asked = 0;
    followed = [];
    warnings = 0;
  });

  const start = () =>
    createHomeList({
      ask() {
        asked += 1;
        return answer();
      },
      follow(people) {
        followed.push(people);
        return Promise.resolve();
      },
      now: () => now,
      log: { warn: () => (warnings += 1) },
    });

  it("finds them, and follows what is answered before it counts", async () => {
    const home = start();

    expect(await home.find("ada")).to.equal(ada);

    expect(followed).to.deep.equal([[ada]]);
  });

  it("asks every 30 seconds at most for somebody who is known", async () => {
    const home = start();
    await home.find("ada");

    now += 29_999;
    await home.find("ada");
    const before = asked;
    now += 1;
    await home.find("ada");

    expect([before, asked]).to.deep.equal([1, 2]);
  });

  it("asks at once for somebody new, and every 5 seconds at most for whom it does not know", async () => {
    const home = start();
    await home.find("ada");
    now += 1;
    const counts: number[] = [];
    const find = async (id: string) => {
      const found = await home.find(id);
      counts.push(asked);
      return found;
    };

    expect(await find("bob")).to.equal("nobody");
    now += 4_999;
    expect(await find("bob")).to.equal("nobody");
    now += 1;
    answer = () => Promise.resolve([ada, bob]);
    expect(await find("bob")).to.equal(bob);

    expect(counts).to.deep.equal([2, 2, 3]);
  });

  it("is not made to ask again and again by ids that are invented", async () => {
    const home = start();
    for (let i = 0; i < 100; i += 1) {
      now += 10;
      expect(await home.find(`id${i}`)).to.equal("nobody");
    }

    expect(asked).to.equal(11);
  });

  it("takes nobody at all for no answer", async () => {
    answer = () => Promise.resolve([]);

    expect(await start().find("ada")).to.equal(undefined);
  });

  it("asks once for all who come at the same time", async () => {
    const home = start();

    const found = await Promise.all(["ada", "ada", "bob"].map((id) => home.find(id)));

    expect(found).to.deep.equal([ada, ada, "nobody"]);
    expect(asked).to.equal(1);
  });

  it("finds nobody while the home cannot be asked, whatever it said before", async () => {
    const home = start();
    await home.find("ada");
    now += 30_000;
    answer = () => Promise.reject(new Error("away"));

    expect(await home.find("ada")).to.equal(undefined);
    expect(warnings).to.equal(1);
    now += 5_000;
    answer = () => Promise.resolve([demoted]);
    expect(await home.find("ada")).to.equal(demoted);
  });

  it("believes what the home said by itself, not an answer that was on its way before", async () => {
    const home = start();
    let finish: (people: readonly HomePerson[]) => void = () => undefined;
    answer = () => new Promise((resolve) => (finish = resolve));
    const finding = home.find("ada");

    await home.take([demoted]);
    finish([ada]);

    expect(await finding).to.equal(demoted);
    expect(followed).to.deep.equal([[demoted]]);
  });

  it("still believes it when that answer never comes", async () => {
    const home = start();
    let fail: (error: Error) => void = () => undefined;
    answer = () => new Promise((_, reject) => (fail = reject));
    const finding = home.find("ada");

    await home.take([demoted]);
    fail(new Error("away"));

    expect(await finding).to.equal(demoted);
  });

  it("finds nobody where there is nobody to ask, until somebody says who there is", async () => {
    const home = createHomeList({
      follow: () => Promise.resolve(),
      now: () => now,
      log: { warn: () => undefined },
    });

    expect(await home.find("ada")).to.equal(undefined);
    await home.take([ada]);
    expect(await home.find("ada")).to.equal(ada);
  });
});
