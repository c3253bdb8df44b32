import { expect } from "chai";
import { refusalOf, serveApi, type Heard, type ServedApi } from "./served-api.ts";

const json = "application/json";
const realm = 'Basic realm="Home Assistant Authentication"';

describe("The Supervisor's login with an account of Home Assistant", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi({ auth_api: true });
    served.passwords.set("anna", "first");
  });
  afterEach(() => served.close());

  const login = (password: unknown, username: unknown = "anna", type = json): Promise<Heard> =>
    served.ask("/auth", {
      method: "POST",
      headers: { "Content-Type": type },
      body: JSON.stringify({ username, password }),
    });
  const statusOf = async (password: string) => (await login(password)).status;

  it("says ok to the right password", async () => {
    const heard = await login("first");
    expect([heard.status, heard.body]).to.deep.equal([200, '{"result":"ok","data":{}}']);
  });

  it("says no to a wrong one, in text and without naming a way to log in", async () => {
    const heard = await login("wrong");
    expect([heard.status, heard.type, heard.body]).to.deep.equal([
      401,
      "text/plain; charset=utf-8",
      "401: Unauthorized",
    ]);
    expect(heard.headers).not.to.have.property("www-authenticate");
  });

  it("knows the field by the name user as well", async () => {
    const heard = await served.ask("/auth", {
      method: "POST",
      headers: { "Content-Type": json },
      body: JSON.stringify({ user: "anna", password: "first" }),
    });
    expect(heard.status).to.equal(200);
  });

  it("takes JSON with GET too", async () => {
    const body = JSON.stringify({ username: "anna", password: "first" });
    const headers = { "Content-Type": json, "Content-Length": String(body.length) };
    expect((await served.ask("/auth", { headers, body })).status).to.equal(200);
  });

  it("refuses a content type that names a charset", async () => {
    const heard = await login("first", "anna", "application/json; charset=utf-8");
    expect([heard.status, heard.body]).to.deep.equal([401, "401: Unauthorized"]);
    expect(heard.headers["www-authenticate"]).to.equal(realm);
  });

  it("refuses a token in Authorization, which it reads as a login", async () => {
    const heard = await served.send("/auth", {
      method: "POST",
      headers: { Authorization: `Bearer ${served.token}`, "Content-Type": json },
      body: JSON.stringify({ username: "anna", password: "first" }),
    });
    expect([heard.status, heard.body]).to.deep.equal([401, "401: Unauthorized"]);
    expect(heard.headers["www-authenticate"]).to.equal(realm);
  });

  it("offers Basic to whoever sends nothing", async () => {
    const heard = await served.ask("/auth");
    expect([heard.status, heard.headers["www-authenticate"]]).to.deep.equal([401, realm]);
  });

  it("takes Basic beside a token in its own header", async () => {
    const basic = (login: string) => `Basic ${Buffer.from(login).toString("base64")}`;
    const right = await served.ask("/auth", { headers: { Authorization: basic("anna:first") } });
    const wrong = await served.ask("/auth", { headers: { Authorization: basic("anna:wrong") } });
    expect(right.status).to.equal(200);
    expect([wrong.status, wrong.headers["www-authenticate"]]).to.deep.equal([401, realm]);
  });

  it("refuses Basic that holds no name and password", async () => {
    const headers = { Authorization: `Basic ${Buffer.from("anna").toString("base64")}` };
    expect((await served.ask("/auth", { headers })).status).to.equal(401);
  });

  it("takes a form", async () => {
    const heard = await served.ask("/auth", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "username=anna&password=first",
    });
    expect(heard.status).to.equal(200);
  });

  for (const [what, password, username] of [
    ["a password that is a number", 5, "anna"],
    ["a password that is null", null, "anna"],
    ["a name that is null", "first", null],
  ] as const)
    it(`refuses ${what}, by its own key`, async () => {
      const heard = await login(password, username);
      expect(heard.status).to.equal(401);
      expect(JSON.parse(heard.body)).to.deep.equal({
        result: "error",
        message: "Username and password must be strings",
        error_key: "auth_invalid_non_string_value_error",
      });
      expect(heard.headers["www-authenticate"]).to.equal(realm);
    });

  it("refuses an app that did not ask for it in its manifest", async () => {
    served.app.manifest = { ...served.app.manifest, auth_api: false };
    expect(refusalOf(await login("first"))).to.deep.equal([403, "Can't use Home Assistant auth!"]);
  });

  it("fails when Home Assistant cannot say", async () => {
    served.passwords.set("anna", null);
    expect(refusalOf(await login("first"))).to.deep.equal([
      500,
      "Unable to validate authentication details with Home Assistant. Check Supervisor logs for details",
    ]);
  });

  it("fails the first login after a change of the password, and takes the second", async () => {
    await login("first");
    served.passwords.set("anna", "second");
    expect(await statusOf("second")).to.equal(401);
    await served.api.authCache.settled();
    expect(await statusOf("second")).to.equal(200);
  });

  it("takes the old password once more after a change, and not twice", async () => {
    await login("first");
    served.passwords.set("anna", "second");
    expect(await statusOf("first")).to.equal(200);
    await served.api.authCache.settled();
    expect(await statusOf("first")).to.equal(401);
  });

  it("forgets nobody for a wrong password that somebody types", async () => {
    await login("first");
    await login("wrong");
    await served.api.authCache.settled();
    expect(served.api.authCache.remembers("anna", "first")).to.equal(true);
  });

  it("keeps what it remembers when Home Assistant cannot say", async () => {
    await login("first");
    served.passwords.set("anna", null);
    expect(await statusOf("first")).to.equal(200);
    await served.api.authCache.settled();
    expect(served.api.authCache.remembers("anna", "first")).to.equal(true);
  });

  it("answers from memory while Home Assistant is down", async () => {
    await login("first");
    served.machine.coreIsUp = false;
    served.passwords.set("anna", "second");
    expect(await statusOf("first")).to.equal(200);
    expect(await statusOf("second")).to.equal(401);
  });

  it("knows nobody new while Home Assistant is down", async () => {
    served.machine.coreIsUp = false;
    expect(await statusOf("first")).to.equal(401);
  });

  it("forgets everybody when a manager says so", async () => {
    served.app.manifest = { ...served.app.manifest, hassio_api: true, hassio_role: "manager" };
    await login("first");
    await served.ask("/auth/cache", { method: "DELETE" });
    expect(served.api.authCache.remembers("anna", "first")).to.equal(undefined);
  });
});
