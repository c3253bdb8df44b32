import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("API of settings", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(
    name: Name,
    who: string | ApiCaller | undefined,
    asked?: Asked<Name>,
  ) => askApi(doors, name, who, asked);
  const change = (body: object) => ask("PATCH /api/settings", admin, { body });

  it("change what is named and nothing else, at once", async () => {
    const register = (username: string) =>
      ask("POST /api/auth/register", undefined, {
        body: { username, password: "a long enough password" },
      });

    const { reply: before } = await ask("GET /api/settings", admin);
    const closed = await register("early");
    const { reply } = await change({ registration: true, registration_role: "guest" });
    const open = await register("stranger");
    await change({ registration: false });
    const late = await register("late");

    expect(before).to.include({ registration: false, newcomer_role: "resident" });
    expect(reply).to.deep.equal({ ...before, registration: true, registration_role: "guest" });
    expect(open.reply).to.include({ username: "stranger", role: "guest" });
    expect([closed.status, open.status, late.status]).to.deep.equal([403, 201, 403]);
  });

  it("give the next newcomer of the home their role", async () => {
    await change({ newcomer_role: "viewer" });

    const { me } = await throughIngress(doors, "Robin");

    expect(me).to.include({ role: "viewer", role_from: "home" });
    expect((await ask("GET /api/permissions/defaults", admin)).reply.newcomer_role).to.equal(
      "viewer",
    );
  });

  for (const [what, body, says] of [
    ["a role with power for newcomers", { newcomer_role: "admin" }, "newcomer_role"],
    ["a role with power for who registers", { registration_role: "admin" }, "registration_role"],
    ["a role that is not there", { newcomer_role: "king" }, "newcomer_role"],
    ["a role that every object has", { newcomer_role: "constructor" }, "newcomer_role"],
    ["no calls at all", { calls_per_minute: 0 }, "calls_per_minute"],
    ["half a call", { calls_per_minute: 0.5 }, "calls_per_minute"],
    ["a word for a switch", { registration: "yes" }, "registration"],
    ["a setting that there is not", { public_url: "http://evil.example" }, "public_url"],
  ] as const)
    it(`refuse ${what}, and say which setting it is`, async () => {
      const before = (await ask("GET /api/settings", admin)).reply;

      const { status, body: answer } = await change(body);

      expect(status).to.equal(422);
      expect(answer).to.have.nested.property("error.message").that.includes(says);
      expect((await ask("GET /api/settings", admin)).reply).to.deep.equal(before);
    });

  it("are written down", async () => {
    await change({ home_sign_in: false });

    const [entry] = await doors.journal();

    expect(entry).to.include({ tool: "settings.change", username: "admin", door: "dashboard" });
    expect(entry?.arguments).to.include("home_sign_in");
  });
});

describe("API of limits", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, who: string | ApiCaller, asked?: Asked<Name>) =>
    askApi(doors, name, who, asked);
  const put = (calls_per_minute: unknown) =>
    ask("PUT /api/limits", admin, { body: { calls_per_minute } });

  it("hold from the next call on", async () => {
    const { secret } = doors.people.viewer;
    const call = async () =>
      (await doors.http.post("/rest/whoami").auth(secret, { type: "bearer" })).status;

    const before = [await call(), await call(), await call()];
    const { reply } = await put(3);
    const after = await call();
    await put(100_000);

    expect(reply).to.deep.equal({ calls_per_minute: 3, yours: 3 });
    expect([...before, after, await call()]).to.deep.equal([200, 200, 200, 429, 200]);
  });

  it("are the lesser of everybody's and a token's own", async () => {
    const { secret } = await doors.access.tokens.create(doors.people.viewer.user.id, {
      ...{ name: "slow", doors: ["api"], calls_per_minute: 5 },
    });

    const own = await ask("GET /api/limits", secret);
    await put(2);
    const everybodys = await ask("GET /api/limits", secret);
    await put(100_000);

    expect(own.reply).to.deep.equal({ calls_per_minute: 100_000, yours: 5 });
    expect(everybodys.reply).to.deep.equal({ calls_per_minute: 2, yours: 2 });
  });

  for (const wrong of [0, -1, 1.5, 100_001, "100", null])
    it(`are not ${JSON.stringify(wrong)}`, async () => {
      expect((await put(wrong)).status).to.equal(422);
    });

  it("are written down", async () => {
    await put(100_000);

    const [entry] = await doors.journal();

    expect(entry).to.include({ tool: "limits.change", username: "admin", status: "completed" });
  });
});
