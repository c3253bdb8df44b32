import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { until } from "../support/until.ts";
import { createOddHome, plainAnswer } from "./odd-home.ts";
import { closeHomes, quickHome, readyHome } from "./quick-home.ts";

describe("The people of a home", () => {
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => "answered",
      (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
    );

  it("are those with an account, without the system's own", async () => {
    const home = await readyHome(demo);

    expect(await home.people()).to.deep.equal([
      ...[
        { id: demo.userId("Alex"), name: "Alex", username: "alex", isAdmin: true, isActive: true },
      ],
      {
        id: demo.userId("Robin"),
        name: "Robin",
        username: "robin",
        isAdmin: false,
        isActive: true,
      },
    ]);
  });

  it("are admins as long as they are active and in the group", async () => {
    const home = await readyHome(demo);
    const robin = async () => (await home.people()).find(({ username }) => username === "robin");

    demo.updateUser("Robin", { group_ids: ["system-admin"] });
    expect(await robin()).to.include({ isAdmin: true, isActive: true });
    demo.updateUser("Robin", { is_active: false });
    expect(await robin()).to.include({ isAdmin: false, isActive: false });
    demo.updateUser("Robin", { is_active: true, group_ids: ["system-users"] });
    expect(await robin()).to.include({ isAdmin: false, isActive: true });
  });

  it("are called by what is known of them", async () => {
    const odd = await createOddHome((message, ws) =>
      message.type === "config/auth/list"
        ? [
            { id: "a", username: "ann", name: null, is_active: true },
            { id: "b", username: null, name: "", group_ids: ["system-admin"] },
            { name: "Nobody" },
          ]
        : plainAnswer(message, ws),
    );
    try {
      const home = await readyHome(odd);

      expect(await home.people()).to.deep.equal([
        { id: "a", name: "ann", username: "ann", isAdmin: false, isActive: true },
        { id: "b", name: "b", isAdmin: false, isActive: false },
      ]);
    } finally {
      await closeHomes();
      await odd.close();
    }
  });

  it("are not told to who is no admin, and nothing breaks", async () => {
    const home = await readyHome(demo, { token: demo.userToken });

    expect(await codeOf(home.people())).to.equal("home_refused");
    expect(home.status().state).to.equal("ready");
  });

  it("cannot be asked for while the home is away", async () => {
    const home = await readyHome(demo);
    await demo.refuse("connection");
    demo.drop();
    await until("the loss", () => home.status().state === "away");

    expect(await codeOf(home.people())).to.equal("home_unreachable");
  });

  describe("when they change", () => {
    it("are told of: who comes, is changed and goes", async () => {
      const home = await readyHome(demo);
      let told = 0;
      home.onPeople(() => told++);
      const tells = async (what: string, change: () => unknown) => {
        const before = told;
        change();
        await until(what, () => told > before);
      };

      await tells("a guest", () => demo.addUser({ name: "Kim" }));
      await tells("a promotion", () => demo.updateUser("Kim", { group_ids: ["system-admin"] }));
      await tells("a dismissal", () => demo.updateUser("Kim", { is_active: false }));
      await tells("a farewell", () => demo.removeUser("Kim"));
    });

    it("are told of when the home came, and when it came back", async () => {
      const home = quickHome(demo);
      let told = 0;
      home.onPeople(() => told++);

      await until("the first time", () => told === 1);
      demo.drop();
      await until("the second time", () => told === 2);
    });

    it("are told of to nobody who has left, and to all others, though one of them fails", async () => {
      const home = await readyHome(demo);
      const told: string[] = [];
      const leave = home.onPeople(() => told.push("left"));
      home.onPeople(() => {
        throw new Error("no ear for it");
      });
      home.onPeople(() => told.push("stayed"));
      leave();

      demo.addUser({ name: "Kim" });

      await until("the news", () => told.length > 0);
      expect(told).to.deep.equal(["stayed"]);
    });

    it("are told of from when our own account became an admin's", async () => {
      const home = await readyHome(demo, { token: demo.userToken, timings: { slowLookMs: 20 } });
      let told = 0;
      home.onPeople(() => told++);

      demo.addUser({ name: "Kim" });
      await delay(50);
      expect(told).to.equal(0);

      demo.updateUser("Robin", { group_ids: ["system-admin"] });
      await until("the new rights", () => told === 1);
      demo.removeUser("Kim");
      await until("the farewell", () => told === 2);
    });
  });
});
