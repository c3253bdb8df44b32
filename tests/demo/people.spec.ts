import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { hangUp, talkTo } from "./talk.ts";

describe("The demo home's people", () => {
  const client_id = "http://127.0.0.1:7180/";
  const redirect_uri = "http://127.0.0.1:7180/callback";
  let home: DemoHome;

  beforeEach(async () => {
    home = await createDemoHome();
  });
  afterEach(async () => {
    hangUp();
    await home.close();
  });

  const post = async (path: string, body: URLSearchParams | object) => {
    const isForm = body instanceof URLSearchParams;
    const answer = await fetch(home.url + path, {
      method: "POST",
      redirect: "manual",
      ...(isForm ? {} : { headers: { "content-type": "application/json" } }),
      body: isForm ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const json = answer.headers.get("content-type")?.includes("json") === true;
    const told: unknown = json && text !== "" ? JSON.parse(text) : text;
    return { status: answer.status, told, location: answer.headers.get("location") };
  };
  const field = (told: unknown, name: string) =>
    String(Object.fromEntries(Object.entries(told ?? {}))[name]);
  const begin = async (more: object = {}) => {
    const flow = { client_id, handler: ["homeassistant", null], redirect_uri, ...more };
    return `/auth/login_flow/${field((await post("/auth/login_flow", flow)).told, "flow_id")}`;
  };
  const right = { client_id, username: "robin", password: "right" };
  const token = (given: Record<string, string>) =>
    post("/auth/token", new URLSearchParams({ client_id, ...given }));
  const signIn = async () => {
    home.updateUser("Robin", { password: "right" });
    const code = field((await post(await begin(), right)).told, "result");
    return (await token({ grant_type: "authorization_code", code })).told;
  };

  it("sign in step by step, as at the real one", async () => {
    home.updateUser("Robin", { password: "right", one_time_code: "123456" });
    const flow = await begin();

    const wrong = await post(flow, { ...right, password: "wrong" });
    const factor = await post(flow, right);
    const mistyped = await post(flow, { client_id, code: "1" });
    const done = await post(flow, { client_id, code: "123456" });

    expect(wrong.told).to.deep.include({ step_id: "init", errors: { base: "invalid_auth" } });
    expect(factor.told).to.deep.include({ step_id: "mfa", errors: {} });
    expect(mistyped.told).to.deep.include({ step_id: "mfa", errors: { base: "invalid_code" } });
    expect(done.told).to.include({ type: "create_entry" });
  });

  it("are let in by a form, too", async () => {
    home.updateUser("Robin", { password: "right" });
    const query = new URLSearchParams({ client_id, redirect_uri, state: "a&b" });
    const path = `/auth/authorize?${query.toString()}`;

    const page = await fetch(home.url + path);
    const wrong = await post(path, new URLSearchParams({ username: "robin", password: "no" }));
    const back = await post(path, new URLSearchParams(right));

    expect(await page.text()).to.contain('<form method="post">');
    expect(wrong.told).to.contain("not right");
    expect(back.status).to.equal(302);
    expect(back.location).to.match(/^http:\/\/127\.0\.0\.1:7180\/callback\?code=\w+&state=a%26b$/);
  });

  it("are not sent back to another host, nor let in when they are not active", async () => {
    home.updateUser("Robin", { password: "right" });
    const elsewhere = await begin({ redirect_uri: "http://evil.example/" });
    expect(await post(elsewhere, right)).to.deep.include({
      ...{ status: 403, told: { message: "Invalid redirect URI" } },
    });

    home.updateUser("Robin", { is_active: false });
    expect(await post(await begin(), right)).to.deep.include({
      ...{ status: 403, told: { message: "Login blocked: User is not active" } },
    });
  });

  it("get tokens for a code, once, and lose them when they are revoked", async () => {
    const told = await signIn();
    const talk = await talkTo(home, field(told, "access_token"));

    expect(await talk.read("auth/current_user")).to.include({ name: "Robin" });
    expect(home.signedIn).to.equal(1);
    const body = new URLSearchParams({ token: field(told, "refresh_token") });
    expect((await post("/auth/revoke", body)).status).to.equal(200);
    expect(await talk.closed).to.equal(1000);
    expect(home.signedIn).to.equal(0);
  });

  it("are refused in the real one's words", async () => {
    const refusal = (error: string, error_description?: string) => ({
      ...{ status: 400, location: null },
      told: { error, ...(error_description && { error_description }) },
    });
    const grant_type = "authorization_code";

    expect(await token({})).to.deep.equal(refusal("unsupported_grant_type"));
    expect(await token({ grant_type, code: "x" })).to.deep.equal(
      refusal("invalid_request", "Invalid code"),
    );
    expect(await token({ grant_type, client_id: "x" })).to.deep.equal(
      refusal("invalid_request", "Invalid client id"),
    );
    expect((await post("/auth/login_flow/none", right)).status).to.equal(404);
  });

  it("come, change and go, and admins hear whose account it was", async () => {
    const talk = await talkTo(home);
    const ids = [];
    for (const event_type of ["user_added", "user_updated", "user_removed"]) {
      ids.push(talk.nextId);
      await talk.ask("subscribe_events", { event_type });
    }

    const user_id = home.addUser({ name: "Kim" });
    home.updateUser("Kim", { group_ids: ["system-users"] });
    home.removeUser("Kim");

    for (const id of ids) {
      await talk.sees((message) => message["id"] === id && message["type"] === "event");
      expect(talk.events(id)).to.have.length(1);
      expect(talk.events(id)[0]).to.deep.include({ data: { user_id } });
    }
  });

  it("have their new groups at once, and no socket when they are not active", async () => {
    const talk = await talkTo(home, home.userToken);
    expect(await talk.refusal("config/auth/list")).to.equal("unauthorized");

    home.updateUser("Robin", { group_ids: ["system-admin"] });
    expect(await talk.read("config/auth/list")).to.have.length(3);

    home.updateUser("Robin", { is_active: false });
    expect(await talk.closed).to.equal(1000);
  });

  it("make switches, named as the real one names them", async () => {
    const talk = await talkTo(home);
    const name = "Freeze Léa's tokens";

    expect(await talk.read("input_boolean/create", { name })).to.deep.equal({
      ...{ id: "freeze_lea_s_tokens", name },
    });
    expect(await talk.read("input_boolean/create", { name })).to.include({
      id: "freeze_lea_s_tokens_2",
    });
    expect(await talk.refusal("input_boolean/create", { name: "" })).to.equal("invalid_format");
    expect(home.state("input_boolean.freeze_lea_s_tokens_2")).to.include({ state: "off" });
  });
});
