import { expect } from "chai";
import fc from "fast-check";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { makeEntry } from "../support/entries.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";
import { auditStatuses } from "../../shared/audit-statuses.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const hourMs = 3_600_000;

describe("the hourly statistics", () => {
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

  const all = () => store.statistics.find({ from: 0, to: noon * 2 });

  it("count what ended, by everything that charts ask for", async () => {
    await store.audit.write([
      makeEntry({ at: noon + 1, duration_ms: 2, token_id: "t1", home: "default" }),
      makeEntry({ at: noon + 2, duration_ms: 3, token_id: "t1", home: "default" }),
      makeEntry({ at: noon + 3, status: "started" }),
    ]);

    expect(await all()).to.deep.equal([
      {
        hour: noon,
        kind: "call",
        door: "rest",
        home: "default",
        user_id: "user-ada",
        token_id: "t1",
        tool: "get_entity",
        status: "completed",
        calls: 2,
        duration_ms: 5,
      },
    ]);
  });

  it("count an entry once, however often it is written", async () => {
    const entry = makeEntry({ at: noon, duration_ms: 2 });

    await store.audit.write([{ ...entry, status: "started" }]);
    await store.audit.write([entry, entry]);
    await store.audit.write([entry]);

    expect((await all()).map(({ calls, duration_ms }) => [calls, duration_ms])).to.deep.equal([
      [1, 2],
    ]);
  });

  it("are found by the hours that begin in a range", async () => {
    await store.audit.write([noon - 1, noon, noon + hourMs].map((at) => makeEntry({ at })));

    const hours = await store.statistics.find({ from: noon, to: noon + hourMs });

    expect(hours.map(({ hour }) => hour)).to.deep.equal([noon]);
  });

  it("always add up to the audit, whatever is written over what", async () => {
    const entry = fc.record({
      id: fc.constantFrom("vst-1-0a", "vst-1-0b", "vst-1-0c", "vst-1-0d"),
      at: fc.constantFrom(noon, noon + 5, noon + hourMs),
      status: fc.constantFrom(...auditStatuses),
      tool: fc.constantFrom("get_entity", "whoami"),
      duration_ms: fc.nat(9),
    });

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(entry, { maxLength: 5 }), { maxLength: 5 }),
        async (groups) => {
          for (const group of groups) await store.audit.write(group.map(makeEntry));
          const { entries } = await store.audit.find({}, { limit: 100 });

          expect(
            new Map((await all()).map((row) => [keyOf(row, row.hour), row.calls])),
          ).to.deep.equal(countsOf(entries));
        },
      ),
      { numRuns: 25 },
    );
  });
});

const keyOf = ({ tool, status }: Pick<AuditEntry, "tool" | "status">, hour: number) =>
  `${hour} ${tool} ${status}`;

function countsOf(entries: readonly AuditEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.status === "started") continue;
    const key = keyOf(entry, entry.at - (entry.at % hourMs));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
