import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { openBrowser, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const evil = "evil.example.com";
const stateName = "vestibule_home_sign_in";

describe("Home Assistant's way back in the hands of a stranger", () => {
  let doors: Doors;
  let attempts = 0;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    doors.home.updateUser("Robin", { password: "robins secret" });
    doors.home.updateUser("Alex", { password: "owners secret" });
  });
  after(() => doors.close());

  const get = (path: string) =>
    doors.http.get(path).set("X-Forwarded-For", `10.3.1.${(attempts += 1)}`);

  async function begin(browser: Browser): Promise<URL> {
    const answer = await get("/auth/home").set(browser.headers());
    browser.received?.(answer);
    return new URL(answer.headers["location"] ?? "");
  }
  /** What Home Assistant sends the browser back with. */
  async function vouch(
    location: URL,
    username: string,
    password: string,
  ): Promise<URLSearchParams> {
    const form = { method: "POST", body: new URLSearchParams({ username, password }) };
    const answer = await fetch(location, { ...form, redirect: "manual" });
    return new URL(answer.headers.get("location") ?? "http://nowhere/").searchParams;
  }
  const comeBack = (browser: Browser, query: string) =>
    get(`/auth/home/callback?${query}`).set(browser.headers());

  async function isNobody(browser: Browser, query: string): Promise<string> {
    const answer = await comeBack(browser, query);
    expect(answer.status, query).to.equal(401);
    expect(String(answer.headers["set-cookie"])).to.not.include("vestibule_session=");
    return answer.text;
  }

  it("signs no victim in as the attacker, by a link with the attacker's own code", async () => {
    const attacker = openBrowser();
    const theirs = String(await vouch(await begin(attacker), "robin", "robins secret"));
    const [fresh, busy] = [openBrowser(), openBrowser()];
    await begin(busy);

    for (const victim of [fresh, busy]) await isNobody(victim, theirs);
    // Nor with a state beside the victim's own.
    const own = busy.cookies.get(stateName) ?? "";
    const theirState = attacker.cookies.get(stateName) ?? "";
    for (const cookie of [
      `${stateName}=${theirState}; ${stateName}=${own}`,
      `${stateName}=${own}; ${stateName}=${theirState}`,
    ]) {
      const { status } = await get(`/auth/home/callback?${theirs}`).set("Cookie", cookie);
      expect(status).to.equal(401);
    }
    expect((await comeBack(attacker, theirs)).status).to.equal(200);
  });

  it("makes nothing of a victim's code that was got by another client's address", async () => {
    const attacker = openBrowser();
    const location = await begin(attacker);
    const forElsewhere = new URL(location);
    for (const name of ["client_id", "redirect_uri"])
      forElsewhere.searchParams.set(name, `http://${evil}/`);
    const code = (await vouch(forElsewhere, "alex", "owners secret")).get("code") ?? "stolen";

    await isNobody(attacker, `code=${code}&state=${attacker.cookies.get(stateName)}`);
  });

  it("takes one state and one code, and neither of another kind", async () => {
    const browser = openBrowser();
    for (const queryOf of [
      (state: string, code: string) => `state=${state}&state=${state}&code=${code}`,
      (state: string, code: string) => `state=${state}&code=${code}&code=${code}`,
      (state: string, code: string) => `state[]=${state}&code=${code}`,
      (state: string, code: string) => `state=${state}%00&code=${code}`,
      (state: string, code: string) => `state=${state.slice(0, -1)}&code=${code}`,
      (state: string) => `state=${state}&code=${"x".repeat(501)}`,
      (state: string) => `state=${state}&error=access_denied`,
      (state: string) => `state=${state}&access_token=owner&response_type=token`,
      (_state: string, code: string) => `code=${code}`,
      (_state: string, code: string) => `state=&code=${code}`,
      (_state: string, code: string) => `state=undefined&code=${code}`,
    ]) {
      const location = await begin(browser);
      const code = (await vouch(location, "robin", "robins secret")).get("code") ?? "";
      await isNobody(browser, queryOf(browser.cookies.get(stateName) ?? "", code));
    }
  });

  it("does not put what comes with the way back into a page", async () => {
    const script = "<script>alert(1)</script>";
    for (const name of ["error", "error_description", "state", "code", "name", "base", "hint"])
      expect(await isNobody(openBrowser(), `${name}=${encodeURIComponent(script)}`)).to.not.include(
        "<script",
      );
    doors.home.addUser({ name: `${script}{{base}}`, password: "mallorys secret" });
    const browser = openBrowser();
    const vouched = await vouch(await begin(browser), script, "mallorys secret");
    const { text } = await comeBack(browser, String(vouched));
    expect(text).to.not.include("<script>alert");
  });

  it("leads nowhere else by a header, a parameter or a path", async () => {
    for (const [name, value] of [
      ...[["Host", evil] as const, ["Host", `127.0.0.1@${evil}`] as const],
      ...[["Origin", `https://${evil}`] as const, ["Host", `${evil}#.local`] as const],
    ]) {
      const answer = await get("/auth/home").set(name, value);
      expect(answer.status, value).to.equal(403);
      expect(answer.headers).to.not.have.property("location");
    }
    for (const path of [
      ...[`?redirect_uri=https://${evil}/`, `?client_id=https://${evil}`, `?next=//${evil}`],
      ...[`?state=mine&response_type=token`, "/?home=https://evil.example.com"],
    ]) {
      const { headers } = await get(`/auth/home${path}`);
      expect(headers["location"]).to.not.include("evil").and.not.include("token");
    }
    for (const path of [
      `//${evil}/auth/home`,
      `/auth/home/%2f%2f${evil}`,
      `/auth/home/..//${evil}`,
    ])
      expect((await get(path)).headers).to.not.have.property("location");
  });

  it("leads to public_url and back for whoever comes through a proxy, whatever the proxy passes on", async () => {
    const own = await startDoors({
      ...{ trusted_proxies: ["127.0.0.1"], public_url: "https://home.example.org" },
      allowed_hosts: ["other.example.org"],
    });
    try {
      const answer = await own.http
        .get("/auth/home")
        .set({ "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https" })
        .set({ "X-Forwarded-Host": evil, Host: "other.example.org" });
      const location = new URL(answer.headers["location"] ?? "");

      expect(location.searchParams.get("redirect_uri")).to.equal(
        "https://home.example.org/auth/home/callback",
      );
      expect(location.searchParams.get("client_id")).to.equal("https://home.example.org");
      expect(String(answer.headers["set-cookie"])).to.include("Secure");
    } finally {
      await own.close();
    }
  });

  it("takes no session from who asks in the background of another page", async () => {
    const browser = openBrowser();
    const back = await vouch(await begin(browser), "robin", "robins secret");
    for (const marks of [
      { "Sec-Fetch-Dest": "image" },
      { "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate" },
      { "Sec-Fetch-Mode": "no-cors" },
    ]) {
      const answer = await comeBack(browser, String(back)).set(marks);
      expect(answer.status).to.equal(403);
      expect(String(answer.headers["set-cookie"])).to.not.include("vestibule_session=");
    }
    for (const method of ["head", "post", "put"] as const) {
      const answer = await doors.http[method](`/auth/home/callback?${String(back)}`)
        .set(browser.headers())
        .set("X-Forwarded-For", `10.3.2.${(attempts += 1)}`);
      expect(answer.status, method).to.be.oneOf([403, 404]);
    }
    const me = await askApi(doors, "GET /api/auth/me", browser);
    expect(me.status).to.equal(401);
  });
});
