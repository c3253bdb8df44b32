import { expect } from "chai";
import { startDoors, type Doors } from "../support/doors.ts";
import { clients } from "../support/mcp-clients.ts";
import { promise } from "../support/promise.ts";
import { inSession, modern, openSession, post, type RawRequest } from "../support/raw-mcp.ts";
import { until } from "../support/until.ts";

describe("MCP door", () => {
  let doors: Doors;
  let secret: string;

  before(async () => {
    doors = await startDoors();
    secret = doors.people.resident.secret;
  });
  after(() => doors.close());

  for (const [make, connect] of Object.entries(clients))
    describe(`to ${make}`, () => {
      it("lists what the caller may use, answers a call, and writes it down", async () => {
        const client = await connect(doors.url, secret);

        const names = await client.toolNames();
        const answer = await client.call("whoami");
        await client.close();

        expect(names).to.include("whoami").and.include("find_entities");
        expect(answer.structured).to.include({ user: "resident" });
        expect(JSON.parse(answer.text)).to.deep.equal(answer.structured);
        const [entry] = await doors.journal();
        expect(entry).to.include({
          ...{ tool: "whoami", door: "mcp", username: "resident", client: "spec 1.2.3" },
          ...{ status: "completed", token_name: "laptop" },
        });
      });

      it("answers a refusal as a result that says what to do next", async () => {
        const client = await connect(doors.url, secret);

        const answer = await client.call("find_entities", { nonsense: 1 });
        await client.close();

        expect(answer.isError).to.equal(true);
        expect(answer.text).to.include("nonsense");
        const [entry] = await doors.journal();
        expect(entry).to.include({ tool: "find_entities", error_code: "invalid_input" });
      });

      it("says that the list changed when the rights of the token do", async () => {
        const { access, people } = doors;
        const { token, secret: own } = await access.tokens.create(people.admin.user.id, {
          name: `changing ${make}`,
          rights: "same",
        });
        const client = await connect(doors.url, own);
        let told = 0;
        client.onToolsChanged(() => told++);
        await client.call("whoami");

        // A stream may still be opening: what is asked is that a change is told while it is open.
        await until("the news", async () => {
          await access.tokens.change(token.id, { rights: told % 2 === 0 ? "none" : "same" });
          return told > 0;
        });
        await access.tokens.change(token.id, { rights: "none" });

        expect(await client.toolNames()).to.deep.equal(["whoami"]);
        await client.close();
      });
    });

  for (const [make, connect] of Object.entries(clients))
    describe(`to ${make}, of what changes while it is open`, () => {
      const connected = async (name: string) => {
        const { id } = doors.people.admin.user;
        const issued = await doors.access.tokens.create(id, {
          name: `${name} ${make}`,
          rights: "same",
        });
        const client = await connect(doors.url, issued.secret);
        const news = { told: 0 };
        client.onToolsChanged(() => (news.told += 1));
        await client.call("whoami");
        return { client, news, token: issued.token };
      };

      promise("access.freeze", `an open connection of ${make}`, async () => {
        const { client, news, token } = await connected("frozen");
        const by = { id: doors.people.admin.user.id, username: "admin" };
        const target = { kind: "token", id: token.id } as const;

        await until("the news", async () => {
          await doors.access.freeze.freeze(target, by);
          if (news.told === 0) await doors.access.freeze.lift(target);
          return news.told > 0;
        });
        await doors.access.freeze.freeze(target, by);
        const refused = await client.call("whoami");

        expect(refused.isError).to.equal(true);
        expect(refused.text).to.include("the token is frozen").and.include("can lift it");
        // A client may keep its list until it is told.
        await until("an empty list", async () => (await client.toolNames()).length === 0);
        await doors.access.freeze.lift(target);
        await until("its tools", async () => (await client.toolNames()).includes("whoami"));
        await client.close();
      });

      it("tells nobody whose tools stay the same", async () => {
        const { client, news } = await connected("unchanged");

        await doors.access.tokens.create(doors.people.guest.user.id, { name: `other ${make}` });
        await doors.access.users.change(doors.people.viewer.user.id, { name: `Vi ${make}` });
        await client.toolNames();

        expect(news.told).to.equal(0);
        await client.close();
      });
    });

  it("tells that the home took a right away, though nothing was changed here", async () => {
    const { user, token, secret: own } = await guestOf("dark");
    await doors.access.permissions.put(
      [
        {
          subject: { kind: "user", id: user.id },
          permissions: {
            rules: [
              {
                ...{ target: "tool:get_history", decision: "deny" },
                when: { state: { entity_id: "light.kitchen_ceiling", is: ["off"] } },
              },
            ],
            ...{ scope: [], limits: [] },
          },
        },
      ],
      user.id,
    );
    const stream = await listenTo(own);
    const names = async () =>
      JSON.stringify((await post(doors.url, modern(own, "tools/list", {}))).message.result);
    expect(await names()).to.include("get_history");

    doors.home.setState("light.kitchen_ceiling", "off");

    await stream.said("tools/list_changed");
    expect(await names()).to.not.include("get_history");
    await doors.access.tokens.revoke(token.id);
  });

  for (const [what, end] of [
    ["a token that expires", (at: string) => ({ token: { expires: at }, user: {} })],
    [
      "a guest whose stay ends",
      (at: string) => ({ token: {}, user: { expires_at: Date.parse(at) } }),
    ],
  ] as const)
    promise("access.revocation", `${what}, though nothing is announced`, async () => {
      const { token, user } = end(new Date(Date.now() + 1_500).toISOString());
      const { secret: own } = await guestOf(what, token, user);
      const [stream, session] = [await listenTo(own), await openSession(doors.url, own)];
      const isOpen = () =>
        doors.access.authenticate(own, { door: "mcp", address: "127.0.0.1" }).then(
          () => true,
          () => false,
        );

      await until("the end of the token", async () => !(await isOpen()));
      await stream.ended;

      expect(await isOpen()).to.equal(false);
      const late = await post(doors.url, inSession(own, session, "tools/list", {}));
      expect(late.status).to.equal(401);
    });

  /** Somebody new, with a token that may do the same. */
  async function guestOf(name: string, wish: object = {}, about: object = {}) {
    const username = name.replaceAll(" ", "-");
    const user = await doors.access.users.create({
      ...{ username, password: "correct horse", role: "resident", ...about },
    });
    const issued = await doors.access.tokens.create(user.id, { name, rights: "same", ...wish });
    return { user, ...issued };
  }

  /** A stream of the modern era that waits for news of tools. */
  async function listenTo(own: string) {
    const { headers, body } = modern(own, "subscriptions/listen", {
      notifications: { toolsListChanged: true },
    });
    const stream = await fetch(`${doors.url}/mcp`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${own}`,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(body),
    });
    let text = "";
    const read = async () => {
      for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString();
    };
    const ended = read().catch(() => undefined);
    const said = (what: string) => until(what, () => text.includes(what));
    await said("acknowledged");
    return { said, ended };
  }

  describe("in both eras", () => {
    const eras: Record<string, (method: string, params: object) => Promise<RawRequest>> = {
      "2025": async (method, params) =>
        inSession(secret, await openSession(doors.url, secret), method, params),
      "2026": (method, params) => Promise.resolve(modern(secret, method, params)),
    };

    for (const [era, request] of Object.entries(eras)) {
      promise("rules.hidden-tools", `at MCP in ${era}`, async () => {
        const { secret: small } = await doors.access.tokens.create(doors.people.resident.user.id, {
          name: `small ${era}`,
          rights: "none",
        });
        secret = small;

        const hidden = await post(
          doors.url,
          await request("tools/call", { name: "find_entities", arguments: {} }),
        );
        const missing = await post(
          doors.url,
          await request("tools/call", { name: "no_such_tool", arguments: {} }),
        );
        secret = doors.people.resident.secret;

        expect(hidden.status).to.equal(200);
        expect(hidden.message.error?.code).to.equal(-32_602);
        expect(missing.message.error?.code).to.equal(-32_602);
        const generic = (text = "") => text.replace(/find_entities|no_such_tool|vst-\S+/g, "…");
        expect(generic(hidden.message.error?.message)).to.equal(
          generic(missing.message.error?.message),
        );
        const [second, first] = await doors.journal();
        expect(first).to.include({ tool: "find_entities", status: "refused" });
        expect(second).to.include({ tool: "no_such_tool", status: "refused" });
      });

      for (const [what, params] of Object.entries({
        "arguments as a list": { name: "whoami", arguments: [1] },
        "arguments as a text": { name: "whoami", arguments: "{}" },
        "no name": { arguments: {} },
        "a name that is a number": { name: 7, arguments: {} },
      }))
        it(`refuses ${what} and writes it down, in ${era}`, async () => {
          const before = (await doors.journal()).length;

          const answer = await post(doors.url, await request("tools/call", params));

          expect(answer.status).to.be.below(500);
          expect(answer.message.error?.code).to.equal(-32_602);
          const entries = await doors.journal();
          expect(entries.length).to.be.above(before);
          expect(entries[0]).to.include({ status: "refused", error_code: "invalid_input" });
        });

      it(`takes null arguments for none, in ${era}`, async () => {
        const answer = await post(
          doors.url,
          await request("tools/call", { name: "whoami", arguments: null }),
        );

        expect(answer.message.result?.["isError"]).to.not.equal(true);
        expect(answer.message.error).to.equal(undefined);
      });

      it(`answers an unknown method with a protocol error, in ${era}`, async () => {
        const answer = await post(doors.url, await request("no/such_method", {}));

        expect(answer.status).to.be.below(500);
        expect(answer.message.error?.code).to.equal(-32_601);
      });
    }
  });

  it("tells clients in a few words how to begin, and names tools that there are", async () => {
    const { message } = await post(doors.url, modern(secret, "server/discover", {}));
    const listed = await post(doors.url, modern(secret, "tools/list", {}));

    const words = String(message.result?.["instructions"]);
    const named = Array.from(words.matchAll(/\b[a-z]+_[a-z_]+\b/g), ([name]) => name);
    expect(named).to.have.length.above(2);
    for (const name of named)
      expect(JSON.stringify(listed.message.result)).to.include(`"name":"${name}"`);
    expect(words).to.include("rehearse");
    expect(words).to.have.length.below(500);
  });

  describe("against bad requests", () => {
    const cases: Record<
      string,
      { body: unknown; headers?: Record<string, string>; status: number }
    > = {
      "that are not JSON": { body: "{not json", status: 400 },
      "of 5 MB": { body: `"${"x".repeat(5_000_000)}"`, status: 413 },
      "nested a thousand deep": { body: "[".repeat(1000) + "]".repeat(1000), status: 422 },
      "of another content type": {
        body: "{}",
        headers: { "Content-Type": "text/plain" },
        status: 415,
      },
      "of a revision nobody serves": {
        ...modern("", "tools/list", {}),
        body: {
          jsonrpc: "2.0",
          id: 1,
          method: "tools/list",
          params: {
            _meta: {
              "io.modelcontextprotocol/protocolVersion": "2031-01-01",
              "io.modelcontextprotocol/clientCapabilities": {},
            },
          },
        },
        headers: { "MCP-Protocol-Version": "2031-01-01", "Mcp-Method": "tools/list" },
        status: 400,
      },
      "without a session": {
        body: { jsonrpc: "2.0", id: 1, method: "tools/list" },
        status: 400,
      },
      "of an unknown session": {
        body: { jsonrpc: "2.0", id: 1, method: "tools/list" },
        headers: { "Mcp-Session-Id": "nobody" },
        status: 404,
      },
    };

    for (const [what, { body, headers, status }] of Object.entries(cases))
      it(`says what is wrong with requests ${what}, and writes them down`, async () => {
        const before = (await doors.journal()).length;

        const answer = await post(doors.url, { secret, body, ...(headers ? { headers } : {}) });

        expect(answer.status).to.equal(status);
        expect(answer.message.error?.message).to.be.a("string").and.not.equal("");
        expect((await doors.journal()).length).to.be.above(before);
      });

    it("names the revisions it serves when asked for another", async () => {
      const { body, headers = {} } = cases["of a revision nobody serves"] ?? {};

      const { message } = await post(doors.url, { secret, body, headers });

      expect(message.error?.code).to.equal(-32_022);
      expect(message.error?.data).to.have.property("supported").that.includes("2026-07-28");
    });

    it("answers a GET without a session at once", async () => {
      const answer = await fetch(`${doors.url}/mcp`, {
        headers: { Authorization: `Bearer ${secret}`, Accept: "text/event-stream" },
      });

      expect(answer.status).to.equal(405);
      expect(answer.headers.get("allow")).to.equal("POST");
    });
  });

  describe("sessions", () => {
    it("belong to one token: to another they do not exist", async () => {
      const session = await openSession(doors.url, secret);

      const foreign = await post(
        doors.url,
        inSession(doors.people.admin.secret, session, "tools/list", {}),
      );
      const own = await post(doors.url, inSession(secret, session, "tools/list", {}));

      expect(foreign.status).to.equal(404);
      expect(own.status).to.equal(200);
    });

    it("end with DELETE", async () => {
      const session = await openSession(doors.url, secret);

      await fetch(`${doors.url}/mcp`, {
        method: "DELETE",
        headers: { Authorization: `Bearer ${secret}`, "Mcp-Session-Id": session },
      });
      const answer = await post(doors.url, inSession(secret, session, "tools/list", {}));

      expect(answer.status).to.equal(404);
    });

    for (const era of ["2025", "2026"])
      promise("access.revocation", `an open stream at MCP in ${era}`, async () => {
        const { token, secret: own } = await doors.access.tokens.create(
          doors.people.resident.user.id,
          { name: `revoked ${era}`, rights: "same" },
        );
        const listen = modern(own, "subscriptions/listen", {
          notifications: { toolsListChanged: true },
        });
        const stream =
          era === "2025"
            ? await fetch(`${doors.url}/mcp`, {
                headers: {
                  Authorization: `Bearer ${own}`,
                  Accept: "text/event-stream",
                  "Mcp-Session-Id": await openSession(doors.url, own),
                },
              })
            : await fetch(`${doors.url}/mcp`, {
                method: "POST",
                headers: {
                  Authorization: `Bearer ${own}`,
                  "Content-Type": "application/json",
                  Accept: "application/json, text/event-stream",
                  ...listen.headers,
                },
                body: JSON.stringify(listen.body),
              });
        expect(stream.status).to.equal(200);
        const ended = stream.text().then(
          () => "closed",
          () => "closed",
        );

        await doors.access.tokens.revoke(token.id);

        expect(await ended).to.equal("closed");
        const late = await post(doors.url, modern(own, "tools/list", {}));
        expect(late.status).to.equal(401);
      });
  });
});
