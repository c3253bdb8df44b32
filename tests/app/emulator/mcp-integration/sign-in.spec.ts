import { expect } from "chai";
import { coreByTheBook, core2026_11, type CoreSide } from "./client.ts";
import { announce, reasonIn, sayYes } from "./play-consent.ts";
import {
  playMcpServer,
  resourcePath,
  type McpPlay,
  type PlayMcpServer,
} from "./play-mcp-server.ts";

const serverPath = "/.well-known/oauth-authorization-server";
const openidPath = "/.well-known/openid-configuration";

let server: PlayMcpServer | undefined;
const play = async (wish: McpPlay = {}) => (server = await playMcpServer(wish));
const closeServer = async () => {
  await server?.close();
  server = undefined;
};
/** How it ends before a server like this. */
async function endBefore(wish: McpPlay, core: Partial<CoreSide> = {}): Promise<string> {
  const { url } = await play(wish);
  return reasonIn(await announce(url, core));
}
/** What was looked for, in which order. */
const lookedFor = (): readonly string[] =>
  (server?.asked ?? []).flatMap(({ path }) => (path.includes("/.well-known/") ? [path] : []));
const gone = (...paths: readonly string[]) => ({
  routes: () => Object.fromEntries(paths.map((path) => [`GET ${path}`, () => ({ status: 404 })])),
});

const metadataOf = (origin: string) => ({
  issuer: origin,
  authorization_endpoint: "/authorize",
  token_endpoint: "/token",
  registration_endpoint: "/register",
});

describe("Home Assistant, refused by an MCP server with 401", () => {
  afterEach(closeServer);

  it("signs in where the refusal leads to, and adds the server", async () => {
    expect(await endBefore({})).to.equal("it is added");
  });

  it("looks at the resource metadata that the refusal names, and nowhere else", async () => {
    await endBefore({});
    expect(lookedFor()).to.deep.equal([`${resourcePath}/mcp`, serverPath]);
  });

  it("takes an address in the refusal that is relative to the server", async () => {
    const challenge = `Bearer resource_metadata="${resourcePath}/mcp"`;
    expect(await endBefore({ challenge })).to.equal("it is added");
  });

  it("looks at the path, then at the root, when nothing is where the refusal leads", async () => {
    const challenge = 'Bearer resource_metadata="/nowhere/.well-known/x"';
    const end = await endBefore({ challenge, ...gone(`${resourcePath}/mcp`) });
    expect([end, ...lookedFor()]).to.deep.equal([
      ...["cannot_connect", "/nowhere/.well-known/x", `${resourcePath}/mcp`, resourcePath],
    ]);
  });

  it("takes metadata of the path when what the refusal names is of another resource", async () => {
    const challenge = 'Bearer resource_metadata="/other"';
    const other = { resource: "http://elsewhere/mcp", authorization_servers: ["http://elsewhere"] };
    const routes = () => ({ "GET /other": () => ({ json: other }) });
    expect(await endBefore({ challenge, routes })).to.equal("it is added");
  });

  it("reads no resource metadata when the refusal names none, wherever it is", async () => {
    expect(await endBefore({ challenge: "Bearer" })).to.equal("missing_credentials");
    expect(lookedFor()).to.deep.equal([
      ...[`${serverPath}/mcp`, `${openidPath}/mcp`, `/mcp${openidPath}`],
    ]);
  });

  it("takes the server for its own authorization server when the refusal names nothing", async () => {
    const routes = (origin: string) => ({
      [`GET ${serverPath}/mcp`]: () => ({ json: metadataOf(origin) }),
    });
    expect(await endBefore({ challenge: "Bearer", routes })).to.equal("it is added");
  });

  it("wants the resource to be the address that it has, to the last character", async () => {
    const { url } = await play();
    expect(reasonIn(await announce(`${url}?`))).to.equal("cannot_connect");
    expect(reasonIn(await announce(url))).to.equal("it is added");
  });

  it("says of which resource the metadata is when it is another", async () => {
    const { url, origin } = await play({ resource: { resource: "http://elsewhere/mcp" } });
    const outcome = await announce(url);
    const place = `${origin}${resourcePath}/mcp`;
    expect(outcome).to.have.property("why").that.includes(`${place} is of http://elsewhere/mcp`);
  });

  for (const [what, authorization_servers] of [
    ["says nothing of authorization servers", undefined],
    ["has none", []],
    ["has one instead of a list of them", "http://elsewhere"],
  ] as const)
    it(`finds nothing in metadata that ${what}`, async () => {
      expect(await endBefore({ resource: { authorization_servers } })).to.equal("cannot_connect");
    });

  it("does not wait for metadata for ever", async () => {
    const routes = () => ({
      [`GET ${resourcePath}/mcp`]: () => "silent" as const,
    });
    expect(await endBefore({ routes }, { timeoutMs: 200 })).to.equal("timeout_connect");
  });
});

describe("Home Assistant, led to an authorization server", () => {
  afterEach(closeServer);

  it("takes the first of several", async () => {
    const first = await play();
    const second = await playMcpServer({
      resource: { authorization_servers: [first.origin, "http://127.0.0.1:9"] },
    });
    await announce(second.url);
    await second.close();
    expect(lookedFor()).to.deep.equal([serverPath]);
  });

  it("looks for one with a path in three places", async () => {
    const { origin } = await play();
    const beside = await playMcpServer({
      resource: { authorization_servers: [`${origin}/tenant`] },
    });
    await announce(beside.url);
    await beside.close();
    expect(lookedFor()).to.deep.equal([
      ...[`${serverPath}/tenant`, `${openidPath}/tenant`, `/tenant${openidPath}`],
    ]);
  });

  it("takes what OpenID's place says as well", async () => {
    const routes = (origin: string) => ({
      [`GET ${serverPath}`]: () => ({ status: 404 }),
      [`GET ${openidPath}`]: () => ({ json: metadataOf(origin) }),
    });
    expect(await endBefore({ routes })).to.equal("it is added");
  });

  it("refuses one whose issuer differs by a slash", async () => {
    const { url } = await play({
      routes: (origin) => ({
        [`GET ${serverPath}`]: () => ({
          json: { issuer: `${origin}/`, authorization_endpoint: "/a", token_endpoint: "/t" },
        }),
      }),
    });
    expect(reasonIn(await announce(url))).to.equal("cannot_connect");
  });

  it("asks a person for a client where there is no metadata", async () => {
    const nothing = gone(serverPath, openidPath);
    expect(await endBefore(nothing)).to.equal("missing_credentials");
  });

  it("asks a person for a client where nobody can register", async () => {
    const metadata = { registration_endpoint: undefined };
    expect(await endBefore({ authorization: { metadata } })).to.equal("missing_credentials");
  });

  it("asks a person for a client in 2026.11, which does not register itself", async () => {
    expect(await endBefore({}, { habits: core2026_11 })).to.equal("missing_credentials");
  });

  it("does not understand metadata without a token endpoint", async () => {
    const metadata = { token_endpoint: undefined };
    expect(await endBefore({ authorization: { metadata } })).to.equal("unknown");
  });
});

describe("Home Assistant, in somebody's browser", () => {
  afterEach(closeServer);

  /** What the page is asked with. */
  async function pageOf(wish: McpPlay, core: Partial<CoreSide> = {}) {
    const { url } = await play(wish);
    const pages: URL[] = [];
    const consent = (page: string) => {
      pages.push(new URL(page));
      return sayYes(page);
    };
    await announce(url, { ...core, consent });
    return { url, asked: Object.fromEntries(pages[0]?.searchParams ?? []) };
  }

  it("asks for a code with a challenge, and for consent to a lasting token", async () => {
    const { asked } = await pageOf({});
    expect(asked).to.include({
      response_type: "code",
      code_challenge_method: "S256",
      access_type: "offline",
      prompt: "consent",
      redirect_uri: "https://my.home-assistant.io/redirect/oauth",
    });
    expect(asked["code_challenge"]).to.match(/^[\w-]{43}$/);
  });

  it("has no word about the resource in any version so far", async () => {
    expect((await pageOf({})).asked).not.to.have.property("resource");
  });

  it("names the resource when it goes by MCP's book, and is added", async () => {
    const { url, asked } = await pageOf({}, { habits: coreByTheBook });
    expect(asked["resource"]).to.equal(url);
    expect(server?.methods()).to.include("tools/list");
  });

  const challenge = `Bearer resource_metadata="${resourcePath}/mcp", scope="lights"`;
  const resource = { scopes_supported: ["doors"] };
  const scopes: readonly (readonly [string, McpPlay, string])[] = [
    ["that the refusal names", { challenge, resource }, "lights"],
    ["of the resource, when the refusal names none", { resource }, "doors"],
    [
      "of the authorization server, all of them, when nobody else names any",
      {},
      "home offline_access",
    ],
  ];
  for (const [which, wish, scope] of scopes)
    it(`asks for the scopes ${which}`, async () => {
      expect((await pageOf(wish)).asked["scope"]).to.equal(scope);
    });

  it("ends when the person says no", async () => {
    const authorization = { refuses: true };
    expect(await endBefore({ authorization })).to.equal("user_rejected_authorize");
  });

  const back = "https://my.home-assistant.io/redirect/oauth";
  for (const [what, whereTo] of [
    ["another state", () => `${back}?code=c&state=other`],
    ["another address", (state: string) => `https://elsewhere/?code=c&state=${state}`],
    ["nothing but its state", (state: string) => `${back}?state=${state}`],
  ] as const)
    it(`ends when the browser comes back with ${what}`, async () => {
      const consent = (page: string) =>
        Promise.resolve(whereTo(new URL(page).searchParams.get("state") ?? ""));
      expect(await endBefore({}, { consent })).to.equal("oauth_failed");
      expect(server?.asked.map(({ path }) => path)).not.to.include("/token");
    });
});
