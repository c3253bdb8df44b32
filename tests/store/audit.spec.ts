import { createHash } from "node:crypto";
import { expect } from "chai";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { createAuditLog, type AuditFilter, type Sight } from "../../server/store/audit.ts";
import { openDatabase } from "../../server/store/database.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { makeEntry } from "../support/entries.ts";
import { failureOf } from "../support/failure.ts";
import { promise } from "../support/promise.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const noon = Date.UTC(2026, 10, 20, 12);

describe("the audit's store", () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  promise("audit.before-act", "by the store", async () => {
    const database = openDatabase({ file: `${folder.path}/vestibule.db` });
    const ways: string[] = [];
    const audit = createAuditLog({
      ...database,
      write: (work) => (ways.push("usual"), database.write(work)),
      writeDurably: (work) => (ways.push("durable"), database.writeDurably(work)),
    });

    await audit.write([whole]);
    await audit.write([whole, { ...whole, id: "vst-abc124-0011aaff", status: "started" }]);
    await database.close();

    expect(ways).to.deep.equal(["usual", "durable"]);
    expect((await store.audit.find({})).entries).to.have.length(2);
  });

  const whole: AuditEntry = {
    id: "vst-abc123-0011aaff",
    kind: "call",
    at: noon,
    door: "mcp",
    user_id: "u1",
    username: "ada",
    role: "resident",
    token_id: "t1",
    token_name: "n8n",
    token_hash: "0123456789ab",
    client: "Claude",
    session: "s1",
    address: "192.168.1.20",
    home: "default",
    tool: "get_entity",
    arguments: '{"entity_id":"light.kitchen"}',
    decision: "allow",
    rule: "role resident",
    status: "failed",
    error_code: "not_found",
    error: "There is no such entity.",
    result_summary: "nothing",
    duration_ms: 1.25,
    entities: ["light.kitchen", "light.hall"],
    before: "off",
    after: "on",
    contexts: ["01ABC"],
  };

  it("gives back every field it was given", async () => {
    await store.audit.write([whole]);

    expect(await store.audit.get(whole.id)).to.deep.equal(whole);
  });

  it("gives what was judged only to who asks for it", async () => {
    const deeds = '[{"service":"light.turn_on"}]';
    await store.audit.write([{ ...whole, deeds }]);

    const [plain, withDeeds] = await Promise.all([
      store.audit.find({}),
      store.audit.find({}, { withDeeds: true }),
    ]);

    expect(await store.audit.get(whole.id)).to.deep.equal(whole);
    expect(plain.entries).to.deep.equal([whole]);
    expect(withDeeds.entries).to.deep.equal([{ ...whole, deeds }]);
    expect((await store.audit.find({ text: "light.turn_on" })).entries).to.deep.equal([]);
  });

  it("gives back no field that was not given", async () => {
    const entry = makeEntry({ at: noon });

    await store.audit.write([entry]);

    expect(await store.audit.get(entry.id)).to.deep.equal(entry);
  });

  it("keeps digests that outlive the payloads", async () => {
    await store.audit.write([whole]);

    const database = openDatabase({ file: `${folder.path}/vestibule.db` });
    const [row] = await database.select(
      "SELECT arguments_digest, before_digest, after_digest FROM audit",
    );
    await database.close();

    const digest = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(row).to.deep.equal({
      arguments_digest: digest('{"entity_id":"light.kitchen"}'),
      before_digest: digest("off"),
      after_digest: digest("on"),
    });
  });

  it("replaces an entry that it knows, also within one group", async () => {
    const completed = makeEntry({ at: noon });
    const started = { ...completed, status: "started", error: "left over" } as const;

    await store.audit.write([started]);
    await store.audit.write([started, completed]);

    expect((await store.audit.find({})).entries).to.deep.equal([completed]);
  });

  it("takes any text a stranger may send, and loses no other entry over it", async () => {
    const texts = ["nul \0 inside", "';--", "$1 :name ?", "\ud800 alone", "emoji 🏠", "%_\\"];
    const entries = texts.map((tool, index) => makeEntry({ at: noon + index, tool, client: tool }));

    await store.audit.write(entries);

    const found = (await store.audit.find({})).entries.map(({ tool }) => tool).reverse();
    expect(found).to.have.length(texts.length);
    expect(found.filter((_, index) => index !== 3)).to.deep.equal(
      texts.filter((_, index) => index !== 3),
    );
  });

  it("writes a group whole or not at all", async () => {
    const entry = makeEntry({ at: noon });
    // A type that the database refuses, for want of a disk that fails half-way.
    const broken = { ...makeEntry({ at: noon }), tool: undefined as unknown as string };

    await failureOf(store.audit.write([entry, broken]));

    expect((await store.audit.find({})).entries).to.deep.equal([]);
    expect(await store.statistics.find({ from: 0, to: noon * 2 })).to.deep.equal([]);
  });

  it("ends what a killed process left open, and counts it", async () => {
    await store.audit.write([
      makeEntry({ at: noon, id: "vst-1-00000001", status: "started" }),
      makeEntry({ at: noon, id: "vst-1-00000002", status: "completed" }),
    ]);

    expect(await store.audit.interruptStarted()).to.equal(1);
    expect(await store.audit.interruptStarted()).to.equal(0);

    expect(await store.audit.get("vst-1-00000001")).to.deep.include({
      status: "interrupted",
      error_code: "internal",
    });
    const hours = await store.statistics.find({ from: 0, to: noon * 2 });
    expect(hours.map(({ status, calls }) => [status, calls])).to.have.deep.members([
      ["interrupted", 1],
      ["completed", 1],
    ]);
  });

  describe("finds", () => {
    const entries = [
      makeEntry({ at: noon, tool: "find_entities", entities: ["light.kitchen", "light.hall"] }),
      makeEntry({ at: noon + 1, user_id: "user-tom", username: "tom", token_id: "t-tom" }),
      makeEntry({ at: noon + 2, door: "mcp", status: "refused", error: "Ask your parents 100%" }),
      makeEntry({ at: noon + 3, kind: "security", tool: "token.create", home: "cabin" }),
      makeEntry({ at: noon + 4, arguments: '{"text":"a_b"}', entities: ["light.kitchen_2"] }),
    ] as const;
    const table: [string, AuditFilter, number[]][] = [
      ["everything", {}, [4, 3, 2, 1, 0]],
      ["a user's", { user_id: "user-tom" }, [1]],
      ["several users'", { user_ids: ["user-tom", "user-eve"] }, [1]],
      ["a token's", { token_id: "t-tom" }, [1]],
      ["a tool's", { tool: "find_entities" }, [0]],
      ["a door's", { door: "mcp" }, [2]],
      ["those of a status", { status: "refused" }, [2]],
      ["those of a kind", { kind: "security" }, [3]],
      ["a home's", { home: "cabin" }, [3]],
      ["an entity's, and not its neighbour's", { entity: "light.kitchen" }, [0]],
      ["those with a text, in any case", { text: "PARENTS" }, [2]],
      ["those with a text that could be a pattern", { text: "100%" }, [2]],
      ["those with an underscore as it is", { text: "a_b" }, [4]],
      ["those from a time on, up to another", { from: noon + 1, to: noon + 3 }, [2, 1]],
      [
        "those for which all is true",
        { user_id: "user-ada", door: "rest", from: noon + 1 },
        [4, 3],
      ],
      ["nothing for a stranger", { user_id: "' OR 1=1 --" }, []],
    ];
    beforeEach(() => store.audit.write(entries));

    for (const [title, filter, expected] of table)
      it(title, async () => {
        const page = await store.audit.find(filter);

        expect(page).to.deep.equal({
          entries: expected.map((index) => entries[index]),
          has_more: false,
        });
      });

    it("by index, whatever one filter is given", async () => {
      const database = openDatabase({ file: `${folder.path}/vestibule.db` });
      for (const column of ["user_id", "token_id", "tool", "status"]) {
        const plan = await database.select<{ detail: string }>(
          `EXPLAIN QUERY PLAN SELECT * FROM audit WHERE ${column} = 'x'
           AND (at, id) < (1, 'x') ORDER BY at DESC, id DESC LIMIT 51`,
        );
        expect(plan.map(({ detail }) => detail).join()).to.match(
          new RegExp(`^SEARCH audit USING INDEX audit_${column} `),
        );
      }
      await database.close();
    });
  });

  describe("shows who looks", () => {
    const others = { user_id: "user-tom", username: "tom" };
    const entries = [
      makeEntry({ at: noon, token_id: "t-ada" }),
      makeEntry({ at: noon + 1, token_id: "t-ada-2" }),
      makeEntry({ at: noon + 2, ...others, error: "no lamp", entities: ["light.bed"] }),
      makeEntry({ at: noon + 3, ...others, tool: "set_light", entities: ["light.bed"] }),
      makeEntry({ at: noon + 4, ...others, kind: "security", tool: "token.create" }),
    ] as const;
    const ada = { user_id: "user-ada", acting: ["set_light"] };
    const self: Sight = { ...ada, security: false, calls: "none" };
    const admin: Sight = { ...ada, security: true, calls: "outlined" };
    const auditor: Sight = { ...ada, security: false, calls: "whole" };
    const table: [string, AuditFilter, number[]][] = [
      ["what they did", { sight: self }, [1, 0]],
      ["what this token did", { sight: { ...self, token_id: "t-ada" } }, [0]],
      ["everything, if they are an admin", { sight: admin }, [4, 3, 2, 1, 0]],
      ["every call, if they are an auditor", { sight: auditor }, [3, 2, 1, 0]],
      ["security alone", { sight: { ...self, security: true } }, [4, 1, 0]],
      ["to an admin no read by what it was about", { sight: admin, entity: "light.bed" }, [3]],
      ["to an admin no read by what it answered", { sight: admin, text: "no lamp" }, []],
      ["to an admin a read by who asked", { sight: admin, text: "tom" }, [4, 3, 2]],
      ["to an auditor reads by what they were about", { sight: auditor, text: "no lamp" }, [2]],
    ];
    beforeEach(() => store.audit.write(entries));

    for (const [title, filter, expected] of table)
      it(title, async () => {
        const page = await store.audit.find(filter);

        expect(page.entries).to.deep.equal(expected.map((index) => entries[index]));
      });
  });

  it("pages from the newest to the oldest, unmoved by what comes in between", async () => {
    // Several in one millisecond: the id decides.
    const entries = Array.from({ length: 7 }, (_, index) =>
      makeEntry({ at: noon + Math.floor(index / 3) }),
    );
    await store.audit.write(entries);

    const first = await store.audit.find({}, { limit: 3 });
    await store.audit.write([makeEntry({ at: noon + 99 })]);
    const second = await store.audit.find({}, { limit: 3, cursor: first.next ?? "" });
    const third = await store.audit.find({}, { limit: 3, cursor: second.next ?? "" });

    const ids = [first, second, third].flatMap((page) => page.entries.map(({ id }) => id));
    expect(ids).to.deep.equal(entries.map(({ id }) => id).reverse());
    expect([first, second, third].map((page) => page.has_more)).to.deep.equal([true, true, false]);
    expect(third).to.not.have.property("next");
  });

  it("refuses a cursor that no page gave", async () => {
    for (const cursor of ["", "1", "1.2", "x.vst-1-0", "1.vst-1-0; DROP TABLE audit"])
      expect(await failureOf(store.audit.find({}, { cursor }))).to.have.property(
        "code",
        "invalid_input",
      );
  });
});
