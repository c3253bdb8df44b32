import { expect } from "chai";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import type { RecordedCall } from "../../server/demo/contract.ts";
import { promise } from "../support/promise.ts";
import { callRest, inStep, settle, type Settled } from "./settled.ts";

const acts = 200;
const callers = 8;
const lamp = "light.kitchen_ceiling";

interface Answer {
  readonly callId: string;
  readonly brightness: number;
}

describe("A server that is killed in the middle of two hundred acts", function () {
  this.timeout(60_000);
  let settled: Settled;
  let answers: readonly Answer[];
  let done: readonly RecordedCall[];
  let journal: ReadonlyMap<string, AuditEntry>;

  before(async () => {
    settled = await settle();
    const secret = await settled.moveIn();
    const server = settled.start({ CALLS_PER_MINUTE: "100000" });
    const url = await server.listening();
    await inStep(url);
    answers = await actUntilKilled(url, secret, () => server.kill("SIGKILL"));
    await server.ended;
    done = settled.home.calls.filter(({ service }) => service === "turn_on");
    await settled.start().listening();
    journal = await settled.journal();
  });
  after(() => settled.close());

  promise("audit.before-act", "also when it is killed a moment later", () => {
    const written = [...journal.values()].map((entry) => brightnessOf(entry.arguments));
    const reached = done.map(({ service_data }) => Number(service_data["brightness"]));

    expect(reached).to.have.length.within(acts / 4, acts - 1);
    expect(reached.filter((brightness) => !written.includes(brightness))).to.deep.equal([]);
  });

  promise("audit.kill", "each act that was answered has its entry", () => {
    expect(answers).to.have.length.above(acts / 4);
    expect(answers.filter(({ callId }) => !journal.has(callId))).to.deep.equal([]);
  });

  it("has kept Home Assistant's own ids of what was finished", () => {
    const contexts = new Map(
      done.map(({ service_data, context }) => [Number(service_data["brightness"]), context.id]),
    );
    const finished = [...journal.values()].filter(({ status }) => status === "completed");

    expect(finished).to.have.length.above(10);
    for (const entry of finished)
      expect(entry.contexts).to.deep.equal([contexts.get(brightnessOf(entry.arguments))]);
  });

  it("says of what was under way that it was interrupted", () => {
    const open = [...journal.values()].filter(({ status }) => status === "started");

    expect(open).to.deep.equal([]);
  });
});

/** Every act sets another brightness, by which it is known again. */
async function actUntilKilled(
  url: string,
  secret: string,
  kill: () => void,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let next = 1;
  const act = async (): Promise<boolean> => {
    const brightness = next++;
    if (brightness > acts) return false;
    const answered = await callRest(url, secret, "call_service", {
      ...{ service: "light.turn_on", target: { entity_id: [lamp] }, data: { brightness } },
    }).catch(() => undefined);
    if (answered?.callId == null) return false;
    if (answered.status === 200) answers.push({ callId: answered.callId, brightness });
    if (answers.length === acts / 2) kill();
    return true;
  };
  const caller = async () => {
    while (await act());
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return answers;
}

const brightnessOf = (args = ""): number => Number(/"brightness":(\d+)/.exec(args)?.[1]);
