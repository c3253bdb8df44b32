import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { allRoutes } from "../../scripts/rights-table.ts";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { openSession } from "../support/raw-mcp.ts";

type Name = keyof Api;

/** What somebody else has, and nobody has: ids of the same form. */
type Ids = Readonly<Record<Kind, readonly [theirs: string, nobodys: string]>>;

const kinds = ["user", "token", "session", "invitation", "entry", "mcp", "role", "helper"] as const;
type Kind = (typeof kinds)[number];

/** Whose id stands in the path of a route. */
const kindOfPath: readonly (readonly [RegExp, Kind])[] = [
  [/\/users\/invitations\//, "invitation"],
  [/\/(?:permissions\/)?users\//, "user"],
  [/\/tokens\//, "token"],
  [/\/auth\/sessions\//, "session"],
  [/\/sessions\/mcp\//, "mcp"],
  [/\/audit\//, "entry"],
  [/\/roles\//, "role"],
  [/\/freeze\/helpers\/|\/reviews\//, "helper"],
];

const nothing = { rules: [], scope: [], limits: [] };

/** Ids elsewhere than in the path. */
const named: readonly (readonly [Name, Kind, (id: string) => Asked])[] = [
  ["GET /api/auth/sessions", "user", (id) => ({ query: { user_id: id } })],
  ["GET /api/tokens", "user", (id) => ({ query: { user_id: id } })],
  ["GET /api/audit", "user", (id) => ({ query: { user_id: id } })],
  ["GET /api/audit", "token", (id) => ({ query: { token_id: id } })],
  ["GET /api/security/events", "user", (id) => ({ query: { user_id: id } })],
  ["POST /api/permissions/explain", "user", (id) => ({ body: { tool: "whoami", user_id: id } })],
  ["POST /api/permissions/explain", "token", (id) => ({ body: { tool: "whoami", token_id: id } })],
  ["POST /api/permissions/validate", "user", (id) => subject("user", id, { tool: "whoami" })],
  ["POST /api/permissions/validate", "token", (id) => subject("token", id, { tool: "whoami" })],
  ["POST /api/permissions/validate", "role", (id) => subject("role", id, { tool: "whoami" })],
  ["POST /api/permissions/replay", "user", (id) => subject("user", id, { permissions: nothing })],
  ["POST /api/permissions/replay", "token", (id) => subject("token", id, { permissions: nothing })],
  ["POST /api/permissions/replay", "role", (id) => subject("role", id, { permissions: nothing })],
  ["POST /api/freeze", "user", (id) => ({ body: { kind: "user", id } })],
  ["POST /api/freeze", "token", (id) => ({ body: { kind: "token", id } })],
  ["POST /api/freeze/lift", "user", (id) => ({ body: { kind: "user", id } })],
  ["POST /api/freeze/lift", "token", (id) => ({ body: { kind: "token", id } })],
  ["POST /api/users/invitations", "user", (id) => ({ body: { user_id: id } })],
];

const subject = (kind: string, id: string, body: object): Asked => ({
  body: { ...body, subject: { kind, id } },
});

describe("Ids of others", () => {
  let doors: Doors;
  let ids: Ids;
  let owner: ApiCaller;

  before(async () => {
    doors = await startDoors();
    const { admin } = doors.people;
    const browser = await signIn(doors, "admin");
    owner = browser;
    const invited = await askApi(doors, "POST /api/users/invitations", browser, {
      body: { role: "guest" },
    });
    await askApi(doors, "PUT /api/roles/:id", browser, { id: "gardener", body: {} });
    await askApi(doors, "POST /api/freeze/helpers", browser, {
      body: {
        freezes: { kind: "token", id: admin.token.id },
        entity_id: "input_boolean.guests",
      },
    });
    const [entry] = await doors.journal();
    ids = {
      user: [admin.user.id, randomUUID()],
      token: [admin.token.id, randomUUID()],
      session: [browser.me.session_id ?? "", randomUUID()],
      invitation: [invited.reply.id, randomUUID()],
      entry: [entry?.id ?? "", "vst-mwqvs82n-05dd9afb"],
      mcp: [await openSession(doors.url, admin.secret), randomUUID()],
      role: ["gardener", "gondolier"],
      helper: ["input_boolean.guests", "input_boolean.nobody"],
    };
    for (const kind of kinds) expect(ids[kind][0], kind).to.not.equal("");
  });
  after(() => doors.close());

  /** All that is answered but for the id that was asked about, and what is new each time: entries, moments, calls. */
  async function answerTo(name: Name, who: string | ApiCaller, id: string, asked: Asked) {
    const { status, text } = await askApi(doors, name, who, asked);
    expect(status, name).to.not.equal(429);
    const said = text.replaceAll(id, "ID").replace(/"(?:call_id":"[^"]+"|calls":\d+)/g, "");
    return `${status} ${said.replace(/\d{13}/g, "AT")}`;
  }

  async function isToldApart(name: Name, kind: Kind, who: string | ApiCaller, of: AskedOf) {
    const [theirs, nobodys] = ids[kind];
    const known = await answerTo(name, who, theirs, of(theirs));
    const unknown = await answerTo(name, who, nobodys, of(nobodys));
    expect(known, `${name} of a ${kind}`).to.equal(unknown);
  }

  const strangers: Readonly<Record<string, () => Promise<string | ApiCaller>>> = {
    "a resident in a browser": () => signIn(doors, "resident"),
    "a token of an editor": () => Promise.resolve(doors.people.editor.secret),
    "a viewer's token without rights": async () => {
      const wish = { name: "none", rights: "none", doors: ["api"] } as const;
      return (await doors.access.tokens.create(doors.people.viewer.user.id, wish)).secret;
    },
  };

  for (const [who, enter] of Object.entries(strangers))
    it(`answer ${who} like ids that nobody has, at every route`, async () => {
      const stranger = await enter();
      const withId = allRoutes().filter(({ name }) => name.includes(":id"));
      expect(withId.length).to.be.above(20);
      for (const { name } of withId) {
        const kind = kindOfPath.find(([path]) => path.test(name))?.[1];
        if (kind === undefined) throw new Error(`${name}: whose id is that?`);
        const rest = name.startsWith("GET ") ? {} : { body: {} };
        await isToldApart(name, kind, stranger, (id) => ({ id, ...rest }));
      }
      for (const [name, kind, of] of named) await isToldApart(name, kind, stranger, of);
    });

  it("are all as they were after that", async () => {
    const { admin } = doors.people;

    const me = await askApi(doors, "GET /api/auth/me", owner);
    const invitations = await askApi(doors, "GET /api/users/invitations", owner);
    const role = await askApi(doors, "GET /api/roles/:id", owner, { id: "gardener" });
    const mcp = await askApi(doors, "GET /api/sessions/mcp", owner);
    const { reply: frozen } = await askApi(doors, "GET /api/freeze", owner);

    expect([me, role].map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(await doors.access.tokens.get(admin.token.id)).to.include({ status: "active" });
    expect(invitations.reply.invitations.map(({ id }) => id)).to.include(ids.invitation[0]);
    expect(mcp.reply.sessions.map(({ id }) => id)).to.include(ids.mcp[0]);
    expect(frozen).to.deep.include({ everything: false, users: [], tokens: [] });
    expect(frozen.helpers).to.have.length(1);
  });

  it("are no way into somebody else's MCP session", async () => {
    const [theirs, nobodys] = ids.mcp;
    const { secret } = doors.people.resident;
    const enter = (id: string) =>
      doors.http
        .post("/mcp")
        .auth(secret, { type: "bearer" })
        .set({ "Mcp-Session-Id": id, Accept: "application/json, text/event-stream" })
        .send({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    const leave = (id: string) =>
      doors.http.delete("/mcp").auth(secret, { type: "bearer" }).set("Mcp-Session-Id", id);

    const answers = [await enter(theirs), await enter(nobodys)];
    const ends = [await leave(theirs), await leave(nobodys)];

    for (const { status, text } of [...answers, ...ends])
      expect(`${status} ${text}`).to.match(/^404 .*Session not found/);
    const { reply } = await askApi(doors, "GET /api/sessions/mcp", owner);
    expect(reply.sessions.map(({ id }) => id)).to.include(theirs);
  });

  it("are answered for those whom an admin in a browser names, not for the admin", async () => {
    const { guest, resident } = doors.people;
    const ask = (who: string | ApiCaller, body: object) =>
      askApi(doors, "POST /api/permissions/explain", who, {
        body: { tool: "set_lock", ...body },
      });

    const { reply } = await ask(owner, { user_id: guest.user.id });
    const { reply: byToken } = await ask(doors.people.editor.secret, {});
    const other = await ask(await signIn(doors, "resident"), { user_id: guest.user.id });
    const own = await ask(await signIn(doors, "resident"), { user_id: resident.user.id });

    expect(reply.rule).to.not.include("admin");
    expect(byToken.rule).to.include("editor");
    expect([other.status, own.status]).to.deep.equal([403, 200]);
  });
});

type AskedOf = (id: string) => Asked;
