import { expect } from "chai";
import { hashOf } from "../../server/access/tokens/secrets.ts";
import { askApi } from "../support/ask-api.ts";
import { throughIngress, usualPassword } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { from, startPeople, type TestPeople } from "../support/people.ts";

const wrong = "wrong horse";

describe("Guessing at the door", () => {
  let doors: Doors;
  let attempts = 0;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
  });
  after(() => doors.close());

  /** From an address of its own: those of one address are few. */
  const attempt = (username: string, password: string) =>
    askApi(doors, "POST /api/auth/login", undefined, {
      ...{ from: `10.8.${attempts >> 8}.${(attempts += 1) & 255}`, body: { username, password } },
    });

  async function somebody(username: string) {
    return doors.access.users.create({ username, password: usualPassword, role: "resident" });
  }
  /** Everything that tells one answer from another, but for its moment and its entry. */
  async function shapeOf(username: string, password: string) {
    const { status, headers, body } = await attempt(username, password);
    const { date, "x-call-id": callId, ...rest } = headers;
    expect(body).to.have.nested.property("error.call_id", callId);
    return { status, rest, said: JSON.stringify(body).replace(String(callId), "") };
  }

  it("is answered alike, headers and all, whoever there is", async () => {
    const { me: robin } = await throughIngress(doors, "Robin");
    const left = await somebody("left");
    await doors.store.users.change(left.id, { expires_at: Date.now() - 1 });
    const out = await somebody("out");
    await doors.store.users.change(out.id, { is_active: false });

    const unknown = await shapeOf("nobody", usualPassword);
    for (const [username, password] of [
      ...[["resident", wrong] as const, ["left", usualPassword] as const],
      ...[["out", usualPassword] as const, [robin.username, usualPassword] as const],
      ...[["resident\0", usualPassword] as const, ["\ud800", wrong] as const],
      ...[["nobody", "x".repeat(500)] as const, ["resident", `${usualPassword}\0`] as const],
      ["' OR 1=1 --", wrong] as const,
    ])
      expect(await shapeOf(username, password), username).to.deep.equal(unknown);
  });

  it("locks a name that nobody has like one that somebody has", async () => {
    await somebody("guessed");
    const answers = { guessed: new Array<number>(), unheard: new Array<number>() };
    for (const name of ["guessed", "unheard"] as const)
      for (let i = 0; i < 7; i += 1) answers[name].push((await attempt(name, wrong)).status);
    const [known, unknown] = [
      await attempt("guessed", usualPassword),
      await attempt("unheard", wrong),
    ];

    expect(answers.guessed).to.deep.equal([401, 401, 401, 401, 401, 429, 429]);
    expect(answers.unheard).to.deep.equal(answers.guessed);
    expect(known.headers["retry-after"]).to.equal("900").and.equal(unknown.headers["retry-after"]);
    expect(known.text.length).to.equal(unknown.text.length);
  });

  for (const [how, spellings] of [
    ["letters", ["Ada.l", "ADA.L", "aDa.l", "ada.L", "AdA.l"]],
    ["spaces around", [" ada.l", "ada.l ", "\tada.l", "ada.l\n", "\u3000ada.l\u00a0"]],
    ["width", ["ａda.l", "adａ.l", "ada．l", "ada.ｌ", "ＡＤＡ．Ｌ"]],
    ["mathematics and circles", ["𝐚da.l", "ⓐda.l", "ᵃda.l", "𝖺𝖽𝖺.𝗅", "ａⓓa.𝗹"]],
  ] as const)
    it(`comes no further by other ${how} in the name`, async () => {
      const name = spellings[0].trim().normalize("NFKC").toLowerCase();
      if ((await doors.access.users.find(name)) === undefined) await somebody(name);
      for (const spelling of spellings) await attempt(spelling, wrong);

      const { status } = await attempt(name, usualPassword);
      // The next case is about the same name.
      await doors.store.signInFailures.forget(hashOf(name));

      expect(status).to.equal(429);
    });

  it("comes no further by guessing at the same time, from as many addresses", async () => {
    await somebody("crowd");

    const answers = await Promise.all(
      Array.from({ length: 25 }, () => attempt("crowd", wrong).then(({ status }) => status)),
    );

    expect(answers.filter((status) => status === 401)).to.have.length(5);
    expect((await attempt("crowd", usualPassword)).status).to.equal(429);
  });

  it("locks one name, and nobody else's", async () => {
    for (let i = 0; i < 6; i += 1) await attempt("viewer", wrong);

    expect((await attempt("viewer", usualPassword)).status).to.equal(429);
    expect((await attempt("editor", usualPassword)).status).to.equal(200);
  });

  it("leaves who is signed in already alone, and those that Home Assistant lets in", async () => {
    const { me } = await throughIngress(doors, "Robin");
    for (let i = 0; i < 6; i += 1) await attempt(me.username, wrong);

    const again = await throughIngress(doors, "Robin");
    const byToken = await askApi(doors, "GET /api/auth/me", doors.people.viewer.secret);

    expect(again.me.id).to.equal(me.id);
    expect(byToken.status).to.equal(200);
  });
});

describe("The work of a guess", () => {
  let people: TestPeople;

  before(async () => {
    people = await startPeople();
    const make = (username: string) =>
      people.users.create({ username, password: usualPassword, role: "resident" });
    await make("ada");
    await people.store.users.change((await make("left")).id, { expires_at: 1 });
    await people.store.users.change((await make("out")).id, { is_active: false });
    await people.users.fromHome({ id: "robin", username: "robin" }, undefined, "resident");
  });
  after(() => people.close());

  async function comparisonsFor(username: string, password: string): Promise<number> {
    const before = people.seen.comparisons;
    await people.signIn.withPassword({ username, password }, from).catch(() => undefined);
    return people.seen.comparisons - before;
  }

  for (const [username, password] of [
    ...[["nobody", wrong] as const, ["ada", wrong] as const, ["ada", usualPassword] as const],
    ...[["left", usualPassword] as const, ["out", usualPassword] as const],
    ...[["robin", wrong] as const, ["ada\0", usualPassword] as const, ["", ""] as const],
    ...[["nobody", "x".repeat(500)] as const, ["ada", "x".repeat(500)] as const],
  ])
    it(`is one comparison for ${JSON.stringify(username)} with ${password.length} signs`, async () => {
      expect(await comparisonsFor(username, password)).to.equal(1);
    });

  it("is none while the name is locked, whether somebody has it or not", async () => {
    for (const name of ["ada", "unheard"]) {
      for (let i = 0; i < 5; i += 1) await comparisonsFor(name, wrong);
      expect(await comparisonsFor(name, usualPassword), name).to.equal(0);
    }
  });
});
