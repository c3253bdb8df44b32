import { expect } from "chai";
import { createAccess } from "../../../server/access/create-access.ts";
import type { RunSettings } from "../../../server/access/rules/house-rules.ts";
import { openStore } from "../../../server/store/store.ts";
import { silentLog, startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";

const usual: RunSettings = {
  ...{ calls_per_minute: 100, registration: false, registration_role: "viewer" },
  ...{ newcomer_role: "resident", home_sign_in: true },
};

describe("settings", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess({ settings: { calls_per_minute: 7 } });
  });
  afterEach(() => house.close());

  const settings = () => house.access.settings;
  const another = async () =>
    createAccess({
      ...{ store: house.store, catalogue: house.access.catalogue, log: silentLog },
      settings: { calls_per_minute: 8, home_sign_in: false },
    });

  it("are what the options say, and what is usual", () => {
    expect(settings().now()).to.deep.equal({ ...usual, calls_per_minute: 7 });
  });

  it("that are changed win over the options, also after a restart; the others do not", async () => {
    const changed = await settings().change({ calls_per_minute: 50, newcomer_role: "guest" });

    expect(changed).to.deep.equal({ ...usual, calls_per_minute: 50, newcomer_role: "guest" });
    expect(settings().now()).to.equal(changed);
    const access = await another();
    const after = access.settings.now();
    await access.close();
    expect(after).to.deep.equal({ ...changed, home_sign_in: false });
  });

  it("are the same object until one of them is another", async () => {
    const before = settings().now();

    await house.access.roles.put("nanny", {}, house.people.admin.user.id);
    expect(settings().now()).to.equal(before);
    await settings().change({ registration: true });

    expect(settings().now()).to.not.equal(before);
  });

  it("are the new ones for whoever hears of a change, also by another process", async () => {
    const heard = new Promise<RunSettings>((resolve) =>
      house.access.onChange(() => {
        if (settings().now().calls_per_minute === 50) resolve(settings().now());
      }),
    );
    const store = await openStore({ dataDir: house.dataDir, log: silentLog, version: "1" });
    const { catalogue } = house.access;
    const access = await createAccess({ store, catalogue, log: silentLog });
    await access.settings.change({ calls_per_minute: 50 });
    await access.close();
    await store.close();

    expect(await heard).to.deep.equal({ ...usual, calls_per_minute: 50 });
  });

  it("of two changes at the same time are those of both", async () => {
    await Promise.all([
      settings().change({ calls_per_minute: 50 }),
      settings().change({ registration: true }),
    ]);

    expect(settings().now()).to.deep.include({ calls_per_minute: 50, registration: true });
  });

  it("that another Vestibule wrote, and this one does not know, are left out", async () => {
    await house.store.settings.set(
      "run_settings",
      JSON.stringify({ calls_per_minute: "many", colour: "blue", registration: true }),
    );
    const access = await another();
    const found = access.settings.now();
    await access.close();

    expect(found).to.deep.equal({
      ...{ ...usual, calls_per_minute: 8, home_sign_in: false, registration: true },
    });
  });
});

describe("settings to be", () => {
  // One house for the whole table: nothing comes of it.
  let house: TestAccess;
  before(async () => {
    house = await startAccess();
  });
  after(() => house.close());

  for (const [what, wrong, sentence] of [
    ["half a call", { calls_per_minute: 1.5 }, "This cannot be the setting calls_per_minute."],
    ["no calls", { calls_per_minute: 0 }, "This cannot be the setting calls_per_minute."],
    ["a flag in words", { registration: "yes" }, "This cannot be the setting registration."],
    ["a name that nothing has", { colour: "blue" }, 'There is no setting "colour".'],
    ["a prototype", { constructor: 1 }, 'There is no setting "constructor".'],
    ["no role", { newcomer_role: "" }, "This cannot be the setting newcomer_role."],
    [
      "a role that is not there",
      { registration_role: "butler" },
      "registration_role: there is no such role.",
    ],
    [
      "a role with power",
      { newcomer_role: "admin" },
      "newcomer_role: a role with power is not for newcomers.",
    ],
  ] as const)
    it(`cannot be ${what}`, async () => {
      // As it may come from who knows no types.
      const change: object = wrong;

      expect(await failureOf(house.access.settings.change(change))).to.deep.include({
        ...{ code: "invalid_input", message: sentence },
      });
      expect(house.access.settings.now()).to.deep.equal(usual);
    });
});
