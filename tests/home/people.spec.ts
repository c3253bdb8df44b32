import { expect } from "chai";
import type { Home } from "../../server/home/home.ts";
import { createHomeSignIn } from "../../server/home/sign-in.ts";
import { toFailure } from "../../server/errors.ts";
import { createLog } from "../../server/log.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import * as owner from "./harness/people.ts";
import { enter, NotSignedIn, signInAtHome, turnOnSecondFactor } from "./harness/sign-in.ts";
import { until } from "./harness/until.ts";
import { connectHome, lastingDifferences } from "./harness/vestibule.ts";
import { withWire } from "./harness/wire.ts";

describe("the people of a real home", () => {
  const client = {
    clientId: "http://127.0.0.1:7180/",
    redirectUri: "http://127.0.0.1:7180/auth/home/callback",
  };
  const mila = { username: "mila", password: "not-a-secret-in-a-test-3" };
  const otto = { username: "otto", password: "not-a-secret-in-a-test-4" };
  const lines: string[] = [];
  const log = createLog({ level: "trace", format: "text", write: (line) => lines.push(line) });
  let real: RealHome;
  let home: Home;
  let milaId: string;
  let ottoId: string;
  let told = 0;

  before(async () => {
    real = await startHomeAssistant();
    home = connectHome({ url: real.url, token: real.ownerToken });
    expect(await home.ready(30_000)).to.equal(true);
    home.onPeople(() => (told += 1));
    milaId = await owner.createPerson(real, { name: "Mila", ...mila, group: "system-admin" });
    ottoId = await owner.createPerson(real, { name: "Otto", ...otto });
  });

  after(async () => {
    await home.close();
    await real.remove();
  });

  const person = async (id: string) => (await home.people()).find((one) => one.id === id);
  const entity = (id: string) => home.snapshot().entities.get(id);
  const signIn = () => createHomeSignIn({ address: () => Promise.resolve({ url: real.url }), log });
  const identify = (code: string) =>
    signIn().identify({ code, clientId: client.clientId, signal: new AbortController().signal });
  const refusalOf = (asked: Promise<unknown>) =>
    asked.then(
      () => "answered",
      (error: unknown) => toFailure(error).code,
    );
  const tells = async (what: string, change: Promise<unknown>, before = told) => {
    await change;
    await until(() => told > before, { what, seconds: 5 });
  };
  const sessionsOf = async (account: typeof mila & { totp?: string }) => {
    const code = await signInAtHome(real.url, account, client);
    return { code, who: await identify(code) };
  };

  it("are those that its settings show", async () => {
    const people = await home.people();

    expect(people.map(({ name }) => name).sort()).to.deep.equal([
      "Camille",
      "Mila",
      "Noah",
      "Otto",
    ]);
    expect(await person(milaId)).to.deep.equal({
      ...{ id: milaId, name: "Mila", username: "mila", isAdmin: true, isActive: true },
    });
    expect(await person(ottoId)).to.include({ isAdmin: false, isActive: true });
  });

  it("say who they are by signing in there with a password", async () => {
    const { who } = await sessionsOf(mila);

    expect(who).to.deep.equal({ id: milaId, name: "Mila", isAdmin: true });
  });

  it("say it with a code that is good once, and for us alone", async () => {
    const { code } = await sessionsOf(mila);
    expect(await refusalOf(identify(code))).to.equal("not_authenticated");

    const other = await signInAtHome(real.url, mila, {
      clientId: "http://127.0.0.1:9999/",
      redirectUri: "http://127.0.0.1:9999/callback",
    });
    expect(await refusalOf(identify(other))).to.equal("not_authenticated");
    expect(await refusalOf(identify("made-up"))).to.equal("not_authenticated");
  });

  it("need their second factor, once it is turned on", async () => {
    const totp = await turnOnSecondFactor(real.url, otto);

    const refused = await signInAtHome(real.url, otto, client).catch((error: unknown) => error);
    const { who } = await sessionsOf({ ...otto, totp });

    expect(refused).to.be.instanceOf(NotSignedIn);
    expect(String(refused)).to.contain('"step_id":"mfa"');
    expect(who).to.deep.equal({ id: ottoId, name: "Otto", isAdmin: false });
  });

  it("are sent back by Home Assistant only to where we are at home", async () => {
    const elsewhere = { ...client, redirectUri: "http://127.0.0.1:9999/callback" };
    const refused = await signInAtHome(real.url, mila, elsewhere).catch((error: unknown) => error);

    expect(String(refused)).to.contain("403");
  });

  it("find Home Assistant's own page where we send them", async () => {
    const page = await fetch(
      signIn().authorizeUrl({ ...client, home: real.url, state: "a state & more" }),
    );

    expect(page.status).to.equal(200);
    expect(page.headers.get("content-type")).to.contain("text/html");
  });

  it("leave nothing behind there, nor in our log", async () => {
    const { code } = await sessionsOf(mila);

    const { access_token } = await enter(real.url, mila);
    const tokens = await withWire(real.url, access_token, ({ command }) =>
      command({ type: "auth/refresh_tokens" }),
    );

    expect(tokens, "only the one that this spec made itself").to.have.length(1);
    expect(lines.join("\n")).not.to.contain(code);
  });

  it("are told of when they are promoted, demoted, sent away and removed", async () => {
    const kim = { name: "Kim", username: "kim", password: "not-a-secret-in-a-test-5" };
    const id = await owner.createPerson(real, kim);
    await until(async () => (await person(id)) !== undefined, { what: "Kim", seconds: 5 });

    await tells("a promotion", owner.promote(real, id));
    expect(await person(id)).to.include({ isAdmin: true });
    await tells("a demotion", owner.demote(real, id));
    expect(await person(id)).to.include({ isAdmin: false });
    await tells("a dismissal", owner.deactivate(real, id));
    expect(await person(id)).to.include({ isActive: false });
    const refused = await signInAtHome(real.url, kim, client).catch((error: unknown) => error);
    expect(String(refused)).to.contain("403");
    await tells("a farewell", owner.removeAccount(real, id));
    expect(await person(id)).to.equal(undefined);
  });

  it("are who a phone is private to, and all that it tells", async () => {
    const { access_token } = await enter(real.url, mila);
    const phone = await owner.setUpPhone(real.url, access_token, "Mila phone");
    await phone.move(45.77, 4.83);
    await phone.tell("geocoded_location", "1 Rue de la Paix");

    const location = "sensor.mila_phone_geocoded_location";
    const isOf = (users: readonly string[]) => () =>
      JSON.stringify(entity(location)?.people ?? []) === JSON.stringify(users) &&
      entity(location)?.personal === true;
    const seconds = 10;
    await until(isOf([milaId]), { what: "Mila's phone", seconds });
    expect(entity("device_tracker.mila_phone")).to.deep.include({ people: [milaId] });
    expect(entity("person.mila")).to.deep.include({ personal: true, people: [milaId] });
    expect(entity("camera.demo_camera")).to.include({ personal: true });
    expect(entity("camera.demo_camera")).not.to.have.property("people");

    await owner.changePerson(real, "Mila", { device_trackers: [] });
    await until(isOf([]), { what: "nobody's phone", seconds });
    const device_trackers = ["device_tracker.mila_phone"];
    await owner.changePerson(real, "Otto", { device_trackers });
    await until(isOf([ottoId]), { what: "Otto's phone", seconds });
    await owner.changePerson(real, "Otto", { user_id: null });
    await until(isOf([]), { what: "the phone of no user", seconds });
    expect(await lastingDifferences(real, home)).to.deep.equal([]);
  });

  it("get a switch that is there at once, under the name the registry gave it", async () => {
    const first = await home.createSwitch("Freeze Léa's tokens");
    const second = await home.createSwitch("Freeze Léa's tokens");

    expect([first, second]).to.deep.equal([
      ...["input_boolean.freeze_lea_s_tokens", "input_boolean.freeze_lea_s_tokens_2"],
    ]);
    expect(entity(second)).to.include({ state: "off", platform: "input_boolean" });
  });

  it("are found again after Home Assistant restarted", async () => {
    const before = told;
    await real.restart();
    await until(() => told > before && home.status().state === "ready", {
      ...{ what: "the home again", seconds: 60 },
    });

    expect((await home.people()).length).to.be.greaterThan(3);
    expect(await lastingDifferences(real, home)).to.deep.equal([]);
  });
});
