import { expect } from "chai";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import type { RecordedCall } from "../../server/demo/contract.ts";
import { promise } from "../support/promise.ts";
import { actUntilKilled, acts, brightnessOf, type AnsweredAct } from "./act-until-killed.ts";
import { inStep, settle, type Settled } from "./settled.ts";

const lamp = "light.kitchen_ceiling";

describe("A server that is killed in the middle of two hundred acts", function () {
  this.timeout(60_000);
  let settled: Settled;
  let answers: readonly AnsweredAct[];
  let done: readonly RecordedCall[];
  let journal: ReadonlyMap<string, AuditEntry>;

  before(async () => {
    settled = await settle();
    const secret = await settled.moveIn();
    const server = settled.start({ CALLS_PER_MINUTE: "100000" });
    const url = await server.listening();
    await inStep(url);
    answers = await actUntilKilled({ url, secret, lamp, kill: () => server.kill("SIGKILL") });
    await server.ended;
    done = settled.home.calls.filter(({ service }) => service === "turn_on");
    await settled.start().listening();
    journal = await settled.journal();
  });
  after(() => settled.close());

  promise("audit.before-act", "also when it is killed a moment later", () => {
    const written = [...journal.values()].map((entry) => brightnessOf(entry));
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
      expect(entry.contexts).to.deep.equal([contexts.get(brightnessOf(entry))]);
  });

  it("says of what was under way that it was interrupted", () => {
    const open = [...journal.values()].filter(({ status }) => status === "started");

    expect(open).to.deep.equal([]);
  });
});
