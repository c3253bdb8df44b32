import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { AuditEntryView } from "../../shared/views.ts";
import { askApi } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { makeEntry } from "../support/entries.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

const noon = Date.UTC(2026, 10, 20, 12);

describe("An export of the audit", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const exported = (secret: string, query: object) =>
    askApi(doors, "GET /api/audit/export", secret, { query });
  const ofAda = { username: "ada", door: "mcp" } as const;

  it("holds no formula, whatever a field begins with", async () => {
    const { admin } = doors.people;
    const attacks = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'];
    await doors.store.audit.write(
      attacks.map((client, index) =>
        makeEntry({ at: noon + index, ...ofAda, tool: "set_light", client, error: client }),
      ),
    );

    const { text, headers } = await exported(admin.secret, { format: "csv", door: "mcp" });

    expect(text.match(/(?:^|[,\n])"?[=+\-@\t\r]/g)).to.equal(null);
    expect(text).to.include("'=1+1");
    expect(headers["content-type"]).to.equal("text/csv; charset=utf-8");
    expect(headers["content-disposition"]).to.match(
      /^attachment; filename="vestibule-audit-\d{4}-\d\d-\d\d\.csv"$/,
    );
  });

  it("is every page of what the filter finds, in each format the same", async () => {
    const { admin } = doors.people;
    const entries = Array.from({ length: 230 }, (_, index) =>
      makeEntry({
        at: noon + index,
        door: "rest",
        tool: "set_light",
        entities: ["light.a", "light.b"],
      }),
    );
    await doors.store.audit.write(entries);
    const filter = { door: "rest", from: noon, to: noon + 1_000 };

    const [csv, json, jsonl] = await Promise.all(
      ["csv", "json", "jsonl"].map((format) => exported(admin.secret, { ...filter, format })),
    );

    const all = entries.map(({ id }) => id).reverse();
    const lines = (csv?.text ?? "").trim().split("\n").slice(1);
    expect(lines.map((line) => line.split(",")[0])).to.deep.equal(all);
    expect(lines[0]).to.include("2026-11-20T12:00:00.229Z").and.to.include("light.a light.b");
    expect((json?.body as AuditEntryView[]).map(({ id }) => id)).to.deep.equal(all);
    const parsed = (jsonl?.text ?? "")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as AuditEntryView); // our own
    expect(parsed.map(({ id }) => id)).to.deep.equal(all);
  });

  it("is an empty list, and a head alone, where nothing is found", async () => {
    const { admin } = doors.people;
    const nothing = { to: 1 };

    expect((await exported(admin.secret, { ...nothing, format: "json" })).body).to.deep.equal([]);
    expect((await exported(admin.secret, { ...nothing, format: "jsonl" })).text).to.equal("");
    expect((await exported(admin.secret, { ...nothing, format: "csv" })).text).to.match(
      /^id,.*\n$/,
    );
  });

  promise("audit.privacy", "in exports", async () => {
    const { admin, resident, viewer } = doors.people;
    const error = "nothing at camera.bath";
    await doors.store.audit.write([
      makeEntry({ at: noon, id: "vst-2-0000000a", user_id: resident.user.id, door: "x", error }),
    ]);
    const query = { format: "jsonl", door: "x" };

    expect((await exported(resident.secret, query)).text).to.include("camera.bath");
    expect((await exported(admin.secret, query)).text)
      .to.include("vst-2-0000000a")
      .and.not.include("camera.bath");
    expect((await exported(viewer.secret, query)).text).to.equal("");
  });

  it("is written down before it begins", async () => {
    const { resident } = doors.people;

    const { headers } = await exported(resident.secret, { format: "json", tool: "get_entity" });

    const id = String(headers["x-call-id"]);
    expect(await doors.store.audit.get(id)).to.include({
      ...{ kind: "security", tool: "audit.export", username: "resident", status: "completed" },
      arguments: '{"format":"json","tool":"get_entity"}',
    });
  });

  it("waits for a client that does not read, and ends with it", async () => {
    const { admin } = doors.people;
    const large = "x".repeat(20_000);
    await doors.store.audit.write(
      Array.from({ length: 1_500 }, (_, index) =>
        makeEntry({ at: noon + index, door: "large", tool: "set_light", after: large }),
      ),
    );
    let pages = 0;
    const { audit } = doors.store;
    const find = audit.find.bind(audit);
    Object.assign(audit, {
      find: (...asked: Parameters<typeof find>) => ((pages += 1), find(...asked)),
    });
    const gone = new AbortController();

    const answer = await fetch(`${doors.url}/api/audit/export?format=jsonl&door=large`, {
      headers: { Authorization: `Bearer ${admin.secret}` },
      signal: gone.signal,
    });
    await answer.body?.getReader().read();
    await untilStill(() => pages);
    const whileOpen = pages;
    gone.abort();
    await untilStill(() => pages);
    Object.assign(audit, { find });

    expect(whileOpen).to.be.within(1, 14);
    expect(pages).to.equal(whileOpen);
  });

  it("refuses a format that it does not have", async () => {
    const { status } = await exported(doors.people.admin.secret, { format: "xlsx" });

    expect(status).to.equal(422);
  });
});

async function untilStill(count: () => number): Promise<void> {
  let before = -1;
  await until("it stands still", async () => {
    const isStill = before === count();
    before = count();
    if (!isStill) await pause(100);
    return isStill;
  });
}
