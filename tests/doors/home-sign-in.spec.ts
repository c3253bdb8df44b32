import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { openBrowser, signIn, throughIngress, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("Signing in with Home Assistant", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    doors.home.updateUser("Alex", { password: "owners secret", one_time_code: "123456" });
    doors.home.updateUser("Robin", { password: "robins secret" });
  });
  after(() => doors.close());

  let asked = 0;
  /** Attempts of one address are few. */
  const get = (path: string) =>
    doors.http.get(path).set("X-Forwarded-For", `10.3.0.${(asked += 1)}`);

  /** A browser that goes where it is led; Home Assistant's page is filled in on the way. */
  async function begin(browser: Browser) {
    const answer = await get("/auth/home").set(browser.headers());
    browser.received?.(answer);
    return answer;
  }
  async function vouch(location: string, given: Readonly<Record<string, string>>) {
    const answer = await fetch(location, {
      ...{ method: "POST", body: new URLSearchParams(given), redirect: "manual" },
    });
    return new URL(answer.headers.get("location") ?? "http://nowhere/");
  }
  async function comeBack(
    browser: Browser,
    { pathname, search }: Pick<URL, "pathname" | "search">,
  ) {
    const answer = await get(pathname + search).set(browser.headers());
    browser.received?.(answer);
    return answer;
  }
  const robin = { username: "robin", password: "robins secret" };
  const me = (browser: Browser) => askApi(doors, "GET /api/auth/me", browser);

  it("leads to the home with our own address and nothing else, and remembers that it did", async () => {
    const browser = openBrowser();
    const answer = await begin(browser);
    const there = new URL(answer.headers["location"] ?? "");

    expect(answer.status).to.equal(302);
    expect(there.origin + there.pathname).to.equal(`${doors.home.url}/auth/authorize`);
    expect(there.searchParams.get("client_id")).to.equal(doors.url);
    expect(there.searchParams.get("redirect_uri")).to.equal(`${doors.url}/auth/home/callback`);
    expect(there.searchParams.get("state")).to.equal(browser.cookies.get("vestibule_home_sign_in"));
    expect(String(answer.headers["set-cookie"])).to.match(
      /Max-Age=600; Path=\/auth\/home; HttpOnly; SameSite=Lax/,
    );
  });

  it("makes the same user as the sidebar does", async () => {
    const browser = openBrowser();
    const { headers } = await begin(browser);
    const page = await comeBack(browser, await vouch(headers["location"] ?? "", robin));
    const { reply } = await me(browser);

    expect(page.status).to.equal(200);
    expect(page.text).to.include('http-equiv="refresh"').and.include("Robin");
    expect(reply).to.include({ name: "Robin", role: "resident", door: "dashboard" });
    expect(reply.id).to.equal((await throughIngress(doors, "Robin")).me.id);
    expect([...browser.cookies.keys()]).to.have.members(["vestibule_session", "vestibule_refresh"]);
    const entries = await doors.journal();
    expect(entries.find(({ tool }) => tool === "sign_in")).to.include({
      ...{ status: "completed", username: reply.username },
    });
  });

  it("holds the second factor that the home asks for", async () => {
    const browser = openBrowser();
    const { headers } = await begin(browser);
    const location = headers["location"] ?? "";
    const owner = { username: "alex", password: "owners secret" };
    const without = await vouch(location, owner);
    await comeBack(browser, await vouch(location, { ...owner, code: "123456" }));

    expect(without.hostname).to.equal("nowhere");
    expect((await me(browser)).reply).to.include({ name: "Alex", role: "admin" });
  });

  it("takes a code only in the browser that began, once", async () => {
    const browser = openBrowser();
    const { headers } = await begin(browser);
    const back = await vouch(headers["location"] ?? "", robin);
    const stranger = openBrowser();
    await begin(stranger);

    const elsewhere = await comeBack(stranger, back);
    const state = browser.cookies.get("vestibule_home_sign_in") ?? "";
    const first = await comeBack(browser, back);
    const again = await comeBack(browser, back);
    browser.cookies.set("vestibule_home_sign_in", state);
    const replayed = await comeBack(browser, back);

    expect([elsewhere, first, again, replayed].map(({ status }) => status)).to.deep.equal([
      ...[401, 200, 401, 401],
    ]);
    expect(elsewhere.text).to.include("not begun in this browser").and.include('href="../../"');
    expect((await me(stranger)).status).to.equal(401);
  });

  it("says what happened when the home does not vouch, and writes it down without code or state", async () => {
    const browser = openBrowser();
    await begin(browser);
    const state = browser.cookies.get("vestibule_home_sign_in") ?? "";
    const search = `?code=stolen-code&state=${state}`;
    const page = await comeBack(browser, { pathname: "/auth/home/callback", search });

    expect(page.status).to.equal(401);
    expect(page.headers["content-type"]).to.include("html");
    const entries = await doors.journal();
    expect(entries[0]).to.include({ tool: "sign_in", status: "refused" });
    const written = JSON.stringify(entries) + doors.lines.join("");
    expect(written).not.to.include("stolen-code").and.not.include(state);
  });

  it("puts no stranger's words into its page", async () => {
    const { text, status } = await get(
      "/auth/home/callback?error=%3Cscript%3E&state=%3Cscript%3E&code=%3Cscript%3E",
    );

    expect(status).to.equal(401);
    expect(text).not.to.include("<script");
  });

  it("is for windows, not for pages that ask in the background", async () => {
    const answer = await get("/auth/home").set("Sec-Fetch-Mode", "no-cors");

    expect(answer.status).to.equal(403);
    expect(answer.headers).not.to.have.property("location");
  });

  it("lets nobody in whom the home has switched off", async () => {
    doors.home.addUser({ name: "Kim", password: "kims secret" });
    const browser = openBrowser();
    const { headers } = await begin(browser);
    const back = await vouch(headers["location"] ?? "", {
      ...{ username: "kim", password: "kims secret" },
    });
    doors.home.updateUser("Kim", { is_active: false });

    expect((await comeBack(browser, back)).status).to.equal(401);
  });

  it("is off where an admin says so", async () => {
    const admin = await signIn(doors, "admin");
    const { status } = await askApi(doors, "PATCH /api/settings", admin, {
      body: { home_sign_in: false },
    });
    const browser = openBrowser();
    const answer = await begin(browser);

    expect(status).to.equal(200);
    expect(answer.status).to.equal(403);
    expect(browser.cookies.size).to.equal(0);
  });
});
