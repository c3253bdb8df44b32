import { expect } from "chai";
import { createSecret } from "../../server/access/tokens/secrets.ts";
import { askApi } from "../support/ask-api.ts";
import { openBrowser, signIn, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const session = "vestibule_session";
const refresh = "vestibule_refresh";

describe("A session that somebody else prepared", () => {
  let doors: Doors;
  let attacker: Browser;

  before(async () => {
    doors = await startDoors();
    attacker = await signIn(doors, "viewer");
  });
  after(() => doors.close());

  const cookieOf = (browser: Browser, name: string) => `${name}=${browser.cookies.get(name)}`;
  const me = (cookie: string) => doors.http.get("/api/auth/me").set("Cookie", cookie);

  it("is not what the victim signs in to", async () => {
    const stolen = new Map(attacker.cookies);
    const victim = openBrowser();
    for (const [name, value] of stolen) victim.cookies.set(name, value);

    await askApi(doors, "POST /api/auth/login", victim, {
      body: { username: "admin", password: usualPassword },
    });
    const after = await me(cookieOf(attacker, session));

    for (const [name, value] of stolen) expect(victim.cookies.get(name), name).to.not.equal(value);
    expect(after.body).to.include({ username: "viewer" });
  });

  it("is nothing by a secret of the attacker's invention, before and after the victim signs in", async () => {
    const invented = createSecret("vss_");
    const victim = openBrowser();
    victim.cookies.set(session, invented);
    await askApi(doors, "POST /api/auth/login", victim, {
      body: { username: "resident", password: usualPassword },
    });

    expect((await me(`${session}=${invented}`)).status).to.equal(401);
    expect((await me(cookieOf(victim, session))).body).to.include({ username: "resident" });
  });

  it("does not count beside the victim's own, whichever comes first", async () => {
    const victim = await signIn(doors, "resident");
    const both = [cookieOf(victim, session), cookieOf(attacker, session)];

    for (const cookies of [both, both.toReversed(), [both[0], both[0]]])
      expect((await me(cookies.join("; "))).status).to.equal(401);
    // With spaces and tabs that a parser would leave out.
    expect((await me(`${both[0]};\t${session} =${createSecret("vss_")}`)).status).to.equal(401);
    expect((await me(`${both[0]}; ${refresh}=; ${session}x=1; x${session}=2`)).status).to.equal(
      200,
    );
  });

  it("is renewed for nobody beside the victim's own, and neither secret is spent by that", async () => {
    const victim = await signIn(doors, "resident");
    const both = [cookieOf(attacker, refresh), cookieOf(victim, refresh)];
    const renew = (cookie: string) => doors.http.post("/api/auth/refresh").set("Cookie", cookie);

    const confused = await renew(both.join("; "));
    const [theirs, own] = [await renew(both[0] ?? ""), await renew(both[1] ?? "")];

    expect(confused.status).to.equal(401);
    expect(theirs.body).to.include({ username: "viewer" });
    expect(own.body).to.include({ username: "resident" });
    for (const { headers } of [theirs, own]) expect(headers["set-cookie"]).to.have.length(2);
    attacker.received?.(theirs);
  });

  it("is no session by another spelling, nor by another kind of secret", async () => {
    const victim = await signIn(doors, "resident");
    const secret = victim.cookies.get(session) ?? "";
    const { resident } = doors.people;

    for (const cookie of [
      ...[`VESTIBULE_SESSION=${secret}`, `__Host-${session}=${secret}`, `$${session}=${secret}`],
      ...[`${session}[]=${secret}`, `${session}%3D${secret}`, `x="; ${session}=${secret}x"`],
      ...[`${session}=${secret} ${secret}`, `${session}=${resident.secret}`],
      ...[`${session}=${victim.cookies.get(refresh)}`, `${refresh}=${secret}`],
      `${session}=${resident.token.id}`,
    ])
      expect((await me(cookie)).status, cookie).to.equal(401);
  });

  it("is not made by a header or an address instead of a cookie", async () => {
    const secret = attacker.cookies.get(session) ?? "";

    const asBearer = await doors.http.get("/api/auth/me").auth(secret, { type: "bearer" });
    const inAddress = await doors.http.get(`/api/auth/me?${session}=${secret}`);

    expect([asBearer.status, inAddress.status]).to.deep.equal([401, 401]);
  });

  it("gives its CSRF token to nobody else's", async () => {
    const victim = await signIn(doors, "resident");
    const change = (token: string | undefined) =>
      doors.http
        .patch("/api/auth/me")
        .set({ Cookie: cookieOf(victim, session), "X-CSRF-Token": token ?? "" })
        .send({ language: "fr" });

    expect((await change(attacker.me.csrf_token)).status).to.equal(403);
    expect((await change(victim.me.csrf_token)).status).to.equal(200);
  });

  it("breaks nothing by cookies that are too large or too many", async () => {
    const large = await me(`a=${"b".repeat(20_000)}`);
    const many = await me(
      Array.from({ length: 500 }, (_, at) => `${session}=${at.toString(36)}`).join("; "),
    );

    expect([large.status, many.status]).to.deep.equal([431, 401]);
    expect((await me(cookieOf(attacker, session))).status).to.equal(200);
  });
});
