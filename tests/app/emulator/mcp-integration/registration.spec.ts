import { expect } from "chai";
import type { AuthorizationPlay } from "./play-authorization.ts";
import { announce, reasonIn } from "./play-consent.ts";
import { playMcpServer, type PlayMcpServer } from "./play-mcp-server.ts";

let server: PlayMcpServer | undefined;
const closeServer = async () => {
  await server?.close();
  server = undefined;
};
async function endBefore(authorization: AuthorizationPlay, timeoutMs = 5_000): Promise<string> {
  server = await playMcpServer({ authorization });
  return reasonIn(await announce(server.url, { timeoutMs }));
}
const offering = (...methods: readonly string[]): AuthorizationPlay => ({
  metadata: { token_endpoint_auth_methods_supported: methods },
});
const registered = (): unknown =>
  JSON.parse(server?.asked.find(({ path }) => path === "/register")?.body ?? "null");

describe("Home Assistant, at a registration endpoint", () => {
  afterEach(closeServer);

  it("says who it is, where it comes back to, and what it wants", async () => {
    await endBefore({});
    expect(registered()).to.deep.equal({
      redirect_uris: ["https://my.home-assistant.io/redirect/oauth"],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      client_name: "Home Assistant",
      application_type: "web",
      scope: "home offline_access",
    });
  });

  it("asks for no scope where none is known", async () => {
    await endBefore({ metadata: { scopes_supported: undefined } });
    expect(registered()).not.to.have.property("scope");
  });

  const offers: readonly (readonly [AuthorizationPlay, string])[] = [
    [offering("client_secret_basic", "client_secret_post", "none"), "none"],
    [offering("client_secret_basic", "client_secret_post"), "client_secret_post"],
    [offering("client_secret_basic"), "client_secret_basic"],
    [{ metadata: { token_endpoint_auth_methods_supported: undefined } }, "client_secret_basic"],
  ];
  for (const [offer, method] of offers) {
    const offered = JSON.stringify(offer.metadata).replaceAll('"', "");
    it(`is a client of ${method} where the server has ${offered}, and gets its token`, async () => {
      expect(await endBefore(offer)).to.equal("it is added");
      expect(registered()).to.have.property("token_endpoint_auth_method", method);
    });
  }

  it("has no way in where the token endpoint takes none of its ways", async () => {
    expect(await endBefore(offering("private_key_jwt"))).to.equal("oauth_registration_failed");
  });

  for (const answer of [
    { redirect_uris: undefined, scope: undefined, token_endpoint_auth_method: undefined },
    { scope: "more offline_access home" },
    { client_secret_expires_at: 0 },
  ])
    it(`accepts a registration with ${JSON.stringify(answer)}`, async () => {
      expect(await endBefore({ registration: answer })).to.equal("it is added");
    });

  it("accepts 200 as well as 201", async () => {
    expect(await endBefore({ registrationStatus: 200 })).to.equal("it is added");
  });

  for (const status of [202, 302, 400, 429, 500])
    it(`accepts no ${String(status)}`, async () => {
      expect(await endBefore({ registrationStatus: status })).to.equal("oauth_registration_failed");
    });

  it("goes nowhere else to register", async () => {
    server = await playMcpServer({
      authorization: { metadata: { registration_endpoint: "/moved" } },
      routes: () => ({
        "POST /moved": () => ({ status: 307, headers: { Location: "/register" } }),
      }),
    });
    expect(reasonIn(await announce(server.url))).to.equal("oauth_registration_failed");
  });

  for (const answer of [
    { redirect_uris: ["https://elsewhere/"] },
    { redirect_uris: [] },
    { scope: "home" },
    { client_id: "" },
    { client_id: undefined },
    { client_secret_expires_at: -1 },
    { client_secret_expires_at: "0" },
    { token_endpoint_auth_method: "private_key_jwt" },
    { token_endpoint_auth_method: "client_secret_post" },
  ])
    it(`refuses a registration with ${JSON.stringify(answer)}`, async () => {
      expect(await endBefore({ registration: answer })).to.equal("oauth_registration_failed");
    });

  it("refuses a secret that expires, whenever that is", async () => {
    const registration = { client_secret_expires_at: 4_102_444_800 };
    expect(await endBefore({ registration })).to.equal("oauth_secret_expires");
  });
});

describe("Home Assistant, at a token endpoint", () => {
  afterEach(closeServer);

  for (const [status, reason] of [
    [400, "oauth_unauthorized"],
    [401, "oauth_unauthorized"],
    [429, "oauth_failed"],
    [503, "oauth_failed"],
  ] as const)
    it(`ends with ${reason} when it is answered ${String(status)}`, async () => {
      expect(await endBefore({ tokenStatus: status })).to.equal(reason);
    });

  for (const expires_in of [undefined, "soon", null])
    it(`ends when the token expires in ${String(expires_in)}`, async () => {
      expect(await endBefore({ token: { expires_in } })).to.equal("oauth_error");
    });

  it("takes a number that is written as a text", async () => {
    expect(await endBefore({ token: { expires_in: "3600" } })).to.equal("it is added");
  });

  it("ends when the server does not take the token that was given for it", async () => {
    expect(await endBefore({ token: { access_token: "other" } })).to.equal("unknown");
  });
});
