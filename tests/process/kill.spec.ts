import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { promise } from "../support/promise.ts";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

interface Answer {
  readonly callId: string;
  readonly status: number;
  readonly at: number;
  readonly tookMs: number;
}

const callers = 4;
const loadMs = 1_000;
/** What the audit promises of entries that need not be durable at once. */
const groupMs = 250;

describe("A server that is killed under load", function () {
  this.timeout(60_000);
  let settled: Settled;
  let answers: readonly Answer[];
  let killedAt: number;
  let journal: ReadonlyMap<string, AuditEntry>;

  before(async () => {
    settled = await settle();
    const secret = await settled.moveIn();
    const server = settled.start({ CALLS_PER_MINUTE: "100000" });
    const url = await server.listening();
    await inStep(url);
    settled.home.hang(true);
    const hanging = callRest(url, secret, "get_history", {
      entities: ["light.kitchen_ceiling"],
    }).catch(() => undefined);
    const load = startLoad(url, secret);
    await pause(loadMs);
    killedAt = performance.now();
    server.kill("SIGKILL");
    answers = await load;
    await hanging;
    await server.ended;
    settled.home.hang(false);
    await settled.start().listening();
    journal = await settled.journal();
  });
  after(() => settled.close());

  promise("audit.kill", "refusals of the whole server", () => {
    const refused = answers.filter(({ status }) => status !== 200);

    expect(refused).to.have.length.above(10);
    for (const { callId } of refused)
      expect(journal.get(callId)?.status, callId).to.equal("refused");
  });

  it("loses no entry that is older than a quarter of a second", () => {
    // A machine that is busy with other things is late with everything, by what its slowest answer shows.
    const lateMs = Math.max(...answers.map(({ tookMs }) => tookMs));
    const old = answers.filter(({ at }) => at < killedAt - groupMs - lateMs);

    expect(old).to.have.length.above(10);
    for (const { callId } of old) expect(journal.has(callId), callId).to.equal(true);
  });

  it("finds out at the next start what was interrupted", () => {
    const unfinished = [...journal.values()].filter(({ status }) => status === "started");
    const hanging = [...journal.values()].find(({ tool }) => tool === "get_history");

    expect(unfinished).to.deep.equal([]);
    expect(hanging).to.include({ status: "interrupted", error_code: "internal" });
  });
});

/** Several callers, each with one call after the other until nobody answers: what may be, and what is refused. */
async function startLoad(url: string, secret: string): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const call = async (round: number): Promise<boolean> => {
    const before = performance.now();
    const isWrong = round % 3 === 0;
    const answered = await callRest(url, secret, "whoami", isWrong ? { nonsense: 1 } : {}).catch(
      () => undefined,
    );
    if (answered?.callId == null) return false;
    const at = performance.now();
    const { callId, status } = answered;
    answers.push({ callId, status, at, tookMs: at - before });
    return true;
  };
  const caller = async () => {
    for (let round = 0; await call(round); round++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return answers;
}
