import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { z } from "zod";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import {
  actUntilKilled,
  acts,
  brightnessOf,
  type AnsweredAct,
} from "../process/act-until-killed.ts";
import { inStep, settleBefore, type Household } from "../process/settled.ts";
import { promise } from "../support/promise.ts";
import { openOnlooker, type HeardCall, type Onlooker } from "./acts/onlooker.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { until } from "./harness/until.ts";

const lamp = "light.bed_light";
const lampCall = z.object({ brightness: z.number() });

const recordedCalls = z.array(
  z.object({
    domain: z.string(),
    service: z.string(),
    service_data: z.record(z.string(), z.unknown()),
    context_id: z.string(),
  }),
);

describe("A server that is killed in the middle of two hundred acts on a real home", () => {
  let home: RealHome;
  let household: Household;
  let onlooker: Onlooker;
  let answers: readonly AnsweredAct[];
  /** By brightness: every act sets another, by which it is known again. */
  let reached: ReadonlyMap<number, HeardCall>;
  let journal: ReadonlyMap<string, AuditEntry>;

  before(async () => {
    home = await startHomeAssistant();
    onlooker = await openOnlooker(home.url, home.ownerToken);
    household = await settleBefore({ url: home.url, token: home.ownerToken });
    const secret = await household.moveIn();
    const server = household.start({ CALLS_PER_MINUTE: "100000" });
    const url = await server.listening();
    await inStep(url);
    answers = await actUntilKilled({ url, secret, lamp, kill: () => server.kill("SIGKILL") });
    await server.ended;
    // What was on its way to the home arrives without us.
    await pause(1_000);
    reached = new Map(
      onlooker
        .heard()
        .filter(({ service }) => service === "light.turn_on")
        .map((call) => [lampCall.parse(call.data).brightness, call]),
    );
    await household.start().listening();
    journal = await household.journal();
  });
  after(async () => {
    await onlooker.close();
    await household.close();
    await home.remove();
  });

  promise("audit.before-act", "in a real home, killed a moment later", () => {
    const written = new Set([...journal.values()].map(brightnessOf));

    expect(reached.size).to.be.within(acts / 4, acts - 1);
    expect([...reached.keys()].filter((brightness) => !written.has(brightness))).to.deep.equal([]);
  });

  promise("audit.kill", "in a real home, each act that was answered has its entry", () => {
    expect(answers).to.have.length.above(acts / 4);
    expect(answers.filter(({ callId }) => !journal.has(callId))).to.deep.equal([]);
  });

  it("has kept Home Assistant's own ids of what was finished", () => {
    const finished = [...journal.values()].filter(({ status }) => status === "completed");

    expect(finished).to.have.length.above(10);
    for (const entry of finished)
      expect(entry.contexts).to.deep.equal([reached.get(brightnessOf(entry))?.contextId]);
  });

  it("knows of every call that Home Assistant has recorded, and of no other that was finished", async () => {
    const known = [...journal.values()].flatMap(({ contexts }) => contexts ?? []);
    await until(async () => (await recorded()).length === reached.size, {
      ...{ what: "Home Assistant to record all calls", seconds: 10 },
    });

    expect((await recorded()).map(({ context_id }) => context_id)).to.include.members(known);
    expect(
      (await recorded()).map(({ service_data }) => service_data["brightness"]),
    ).to.have.members([...reached.keys()]);
  });

  /** Home Assistant's own list of the calls that acted on the lamp. */
  const recorded = async () =>
    recordedCalls
      .parse(
        await onlooker.wire.command({
          type: "logbook/get_action_calls",
          start_time: new Date(Date.now() - 600_000).toISOString(),
        }),
      )
      .filter(({ domain, service }) => domain === "light" && service === "turn_on");

  it("says of what was under way that it was interrupted, and of nothing that it was done twice", () => {
    const statuses = new Set([...journal.values()].map(({ status }) => status));
    const calls = onlooker.heard().filter(({ service }) => service === "light.turn_on");

    expect([...statuses]).to.have.members(["completed", "interrupted"]);
    expect(calls).to.have.length(reached.size);
  });
});
