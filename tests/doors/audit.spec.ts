import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { AuditEntryView } from "../../shared/views.ts";
import { askApi } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { makeEntry } from "../support/entries.ts";
import { promise } from "../support/promise.ts";

type Query = Api["GET /api/audit"]["query"];

const noon = Date.UTC(2026, 10, 20, 12);

describe("The audit, as the API shows it", () => {
  let doors: Doors;
  let auditor: string;
  let narrow: { readonly id: string; readonly secret: string };

  before(async () => {
    doors = await startDoors();
    const { access, people, store } = doors;
    await access.roles.put("archivist", { powers: ["auditor"] }, people.admin.user.id);
    const keeper = await access.users.create({
      ...{ username: "keeper", password: "correct horse", role: "archivist" },
    });
    const whole = { name: "keeper", rights: "same", doors: ["api"] } as const;
    auditor = (await access.tokens.create(keeper.id, whole)).secret;
    const little = { name: "little", rights: "none", doors: ["api"] } as const;
    const { token, secret } = await access.tokens.create(people.resident.user.id, little);
    narrow = { id: token.id, secret };
    const ofResident = { user_id: people.resident.user.id, username: "resident" };
    const told = {
      arguments: '{"entities":["camera.bath"]}',
      error: "nothing at camera.bath",
      result_summary: "camera.bath is on",
      entities: ["camera.bath"],
      before: "{}",
      after: "{}",
      contexts: ["01ABC"],
    };
    await store.audit.write([
      makeEntry({ at: noon, id: "vst-1-0000000a", ...ofResident, ...told, decision: "allow" }),
      makeEntry({ at: noon + 1, id: "vst-1-0000000b", ...ofResident, ...told, tool: "set_light" }),
      makeEntry({ at: noon + 2, id: "vst-1-0000000c", ...ofResident, ...told, tool: "peep" }),
      makeEntry({
        ...{ at: noon + 3, id: "vst-1-0000000d", ...ofResident },
        ...{ kind: "security", tool: "token.create", arguments: '{"name":"n8n"}' },
      }),
      makeEntry({
        ...{ at: noon + 4, id: "vst-1-0000000e", ...ofResident, ...told, token_id: token.id },
      }),
    ]);
  });
  after(() => doors.close());

  const [read, act, unknownTool] = ["vst-1-0000000a", "vst-1-0000000b", "vst-1-0000000c"];
  const [event, byNarrow] = ["vst-1-0000000d", "vst-1-0000000e"];
  const list = async (secret: string, query: Query = {}) => {
    const { reply } = await askApi(doors, "GET /api/audit", secret, {
      query: { to: noon + 100, ...query },
    });
    return reply.entries;
  };
  const ids = (entries: readonly AuditEntryView[]) => entries.map(({ id }) => id);
  const get = async (secret: string, id: string) =>
    askApi(doors, "GET /api/audit/:id", secret, { id });
  const hidden = [
    "arguments",
    "error",
    "result_summary",
    "entities",
    "before",
    "after",
    "contexts",
  ];

  promise("audit.privacy", "in lists and one by one", async () => {
    const { admin } = doors.people;

    const listed = await list(admin.secret);
    const seen = Object.fromEntries(listed.map((entry) => [entry.id, entry]));
    const one = await get(admin.secret, read);

    expect(ids(listed)).to.deep.equal([byNarrow, event, unknownTool, act, read]);
    for (const entry of [seen[read], seen[unknownTool], seen[byNarrow], one.reply])
      expect(entry).to.not.have.any.keys(hidden);
    expect(one.reply).to.include({ tool: "get_entity", decision: "allow", status: "completed" });
    expect(one.reply).to.include({ username: "resident", at: noon });
  });

  it("shows an admin acts and security events of everybody whole", async () => {
    const { admin } = doors.people;

    const [acted, happened] = await Promise.all([get(admin.secret, act), get(admin.secret, event)]);

    expect(acted.reply).to.include.all.keys(hidden);
    expect(happened.reply).to.include({ arguments: '{"name":"n8n"}' });
  });

  promise("audit.privacy", "also from who guesses what they were about", async () => {
    const { admin, resident } = doors.people;
    const guesses = [{ entity: "camera.bath" }, { text: "camera.bath" }, { text: "nothing at" }];

    for (const guess of guesses) {
      expect(ids(await list(admin.secret, guess))).to.deep.equal([act]);
      expect(await list(resident.secret, guess)).to.have.length(4);
      expect(await list(auditor, guess)).to.have.length(4);
    }
  });

  it("shows everybody their own, whole, and nobody else's", async () => {
    const { resident, viewer } = doors.people;

    const own = await list(resident.secret);

    expect(own).to.have.length(5);
    expect(own.find(({ id }) => id === read)).to.include.all.keys(hidden);
    expect(await list(viewer.secret)).to.deep.equal([]);
    expect((await get(viewer.secret, read)).status).to.equal(404);
    expect((await get(viewer.secret, "vst-0-00000000")).body).to.deep.equal(
      (await get(viewer.secret, read)).body,
    );
  });

  it("shows an auditor every call whole, and others' security events not at all", async () => {
    expect(ids(await list(auditor))).to.deep.equal([byNarrow, unknownTool, act, read]);
    expect((await get(auditor, read)).reply).to.include.all.keys(hidden);
    expect((await get(auditor, event)).status).to.equal(404);
  });

  it("shows a token that may do less than its user only what it did itself", async () => {
    expect(ids(await list(narrow.secret))).to.deep.equal([byNarrow]);
    expect((await get(narrow.secret, byNarrow)).status).to.equal(200);
    expect((await get(narrow.secret, read)).status).to.equal(404);
  });

  it("lists security events by themselves", async () => {
    const { admin, resident, viewer } = doors.people;
    const events = async (secret: string) => {
      const query = { to: noon + 100 };
      return ids(
        (await askApi(doors, "GET /api/security/events", secret, { query })).reply.entries,
      );
    };

    expect(await events(admin.secret)).to.deep.equal([event]);
    expect(await events(resident.secret)).to.deep.equal([event]);
    expect(await events(viewer.secret)).to.deep.equal([]);
  });

  it("keeps what was judged to itself", async () => {
    const { admin, resident } = doors.people;
    const id = "vst-1-0000000f";
    const deeds = '[{"service":"lock.unlock"}]';
    await doors.store.audit.write([
      makeEntry({ at: noon + 200, id, user_id: resident.user.id, tool: "set_lock", deeds }),
    ]);

    for (const { secret } of [admin, resident]) {
      const { text } = await get(secret, id);
      expect(text).to.not.include("lock.unlock");
      expect(await list(secret, { to: noon + 300, text: "lock.unlock" })).to.deep.equal([]);
    }
  });
});
