import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import type { Principal } from "../../server/access/principal.ts";
import { AppError } from "../../server/errors.ts";
import type { Acting } from "../../server/gateway/act.ts";
import { createAudit } from "../../server/gateway/audit.ts";
import { createGateway } from "../../server/gateway/call-tool.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import { createThrottle } from "../../server/gateway/throttle.ts";
import type { Rights } from "../../server/policy/rules.ts";
import { defineRead } from "../../server/tools/define.ts";
import { catalogue } from "../../server/tools/index.ts";
import { startHouse, type House } from "../support/house.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { createMemoryAudit } from "../support/memory-audit.ts";
import { makePrincipal, readsEverything } from "../support/principals.ts";
import { promise } from "../support/promise.ts";

const words = { title: "Test", description: "For a test.", toolset: "test" };
const input = z.strictObject({ password: z.string().optional() });
const output = z.object({ answer: z.number() });

const lie = defineRead({
  ...{ name: "lie", ...words, input },
  output: z.object({ answer: z.number().max(1) }),
  run: () => ({ answer: 42 }),
});
const crash = defineRead({
  ...{ name: "crash", ...words, input, output },
  run: () => {
    throw new TypeError("secret internals");
  },
});
const refuse = defineRead({
  ...{ name: "refuse", ...words, input, output },
  run: () => {
    throw new AppError("home_unreachable", "The home is away.", { hint: "Wait." });
  },
});
const linger = defineRead({
  ...{ name: "linger", ...words, input, output },
  run: (_args, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    }),
});
const listing = defineRead({
  ...{ name: "listing", ...words, input },
  output: z.array(z.number()),
  run: () => [1],
});

/** For roads on which nobody comes as far as acting. */
const never = () => Promise.reject(new Error("nobody acts here"));
const neverActing: Acting = {
  judging: { judge: never, note: never },
  answers: { claimKey: never, claimPlan: never, moveOn: () => undefined },
};

const failureOf = (outcome: Outcome) => {
  if (outcome.ok) throw new Error(`It came through: ${outcome.json}`);
  return outcome.failure;
};

describe("the road", () => {
  let house: House;
  before(async () => {
    house = await startHouse({ tools: [lie, crash, refuse, linger, listing] });
  });
  after(() => house.close());

  const entryOf = async ({ callId }: Outcome) =>
    (await house.journal()).find((entry) => entry.id === callId);

  promise(
    "audit.every-call",
    "what was asked of which home, what was looked at, and by which rule",
    async () => {
      const outcome = await house.call("get_entity", { entities: ["light.kitchen_ceiling"] });

      expect(outcome).to.include({ ok: true });
      expect(outcome).to.have.nested.property("result.entities[0].state", "on");
      expect(outcome.ok && JSON.parse(outcome.json)).to.deep.equal(outcome.ok && outcome.result);
      expect(outcome.callId).to.match(/^vst-[0-9a-z]+-[0-9a-f]{8}$/);
      expect(outcome.limit).to.include({ limit: 100_000 });
      expect(await entryOf(outcome)).to.deep.include({
        ...{ kind: "call", door: "rest", username: "resident", role: "resident", client: "house" },
        ...{
          home: "default",
          tool: "get_entity",
          arguments: '{"entities":["light.kitchen_ceiling"]}',
        },
        ...{ decision: "allow", rule: "role resident", status: "completed" },
        entities: ["light.kitchen_ceiling"],
      });
    },
  );

  promise("rules.hidden-tools", "on the road", async () => {
    const issued = await house.access.tokens.create(house.people.admin.user.id, { name: "bare" });
    const bare = await house.enter({ secret: issued.secret });

    const hidden = await house.call("get_entity", {}, bare);
    const missing = await house.call("open_sesame", {}, bare);

    const same = { ...failureOf(missing), message: "", call_id: "" };
    expect({ ...failureOf(hidden), message: "", call_id: "" }).to.deep.equal(same);
    expect(failureOf(hidden)).to.include({
      code: "not_found",
      message: 'There is no tool "get_entity".',
    });
    expect(failureOf(hidden).details?.candidates).to.deep.equal(["whoami"]);
    expect(await entryOf(hidden)).to.include({
      ...{ status: "refused", error_code: "not_found", decision: "deny" },
      rule: "token: it has no rights",
    });
    expect(await entryOf(missing)).to.include({ decision: "deny", rule: "no such tool" });
  });

  describe("that is frozen", () => {
    const frozen: Rights["frozen"] = "the user is frozen";
    const freeze = (who: Principal): Principal => ({ ...who, rights: { ...who.rights, frozen } });

    promise("access.freeze", "each call, whether or not there is such a tool", async () => {
      const stuck = freeze(await house.enter("admin"));

      for (const tool of ["whoami", "find_entities", "set_light", "open_sesame"]) {
        const outcome = await house.call(tool, { nonsense: 1 }, stuck);

        expect(failureOf(outcome)).to.include({
          code: "not_allowed",
          message: "Nothing is done and nothing is shown: the user is frozen.",
        });
        expect(await entryOf(outcome)).to.include({
          ...{ tool, status: "refused", decision: "deny", rule: frozen },
        });
      }
      expect(house.gateway.visibleTools(stuck.rights)).to.deep.equal([]);
    });

    it("says so when it is asked what would come of a call", async () => {
      const principal = freeze(await house.enter("resident"));
      const { signal } = new AbortController();

      const explanation = await house.gateway.explain({
        ...{ principal, tool: "set_light", args: {}, signal },
      });

      expect(explanation.decision).to.deep.equal({ kind: "deny", rule: frozen });
      expect(explanation.failure).to.have.property("code", "not_allowed");
    });
  });

  it("takes a caller without a token, such as somebody at the dashboard", async () => {
    const { user, role, powers, rights } = makePrincipal();
    const person: Principal = {
      user,
      role,
      powers,
      rights,
      address: "::1",
      door: "dashboard",
      session: "s1",
    };

    const outcome = await house.call("whoami", {}, person);

    expect(outcome).to.have.property("result").that.does.not.have.property("token");
    expect(await entryOf(outcome)).to.include({ door: "dashboard", session: "s1" });
    expect(await entryOf(outcome)).not.to.have.any.keys("token_id", "client");
  });

  it("decides before it reads the arguments", async () => {
    const asked = makePrincipal({ rules: [{ ...readsEverything, decision: "confirm" }] });
    const approved = makePrincipal({ rules: [{ ...readsEverything, decision: "approve" }] });

    const confirm = await house.call("get_entity", { nonsense: 1 }, asked);
    const approve = await house.call("get_entity", { nonsense: 1 }, approved);

    expect(failureOf(confirm).code).to.equal("needs_confirmation");
    expect(failureOf(approve).code).to.equal("needs_approval");
    expect(await entryOf(approve)).to.include({ status: "refused", decision: "approve" });
  });

  it("refuses wrong arguments with what was expected", async () => {
    const outcome = await house.call("get_entity", { entity: "light.kitchen_ceiling" });

    expect(failureOf(outcome).code).to.equal("invalid_input");
    expect(failureOf(outcome).message).to.include('Unknown argument "entity": remove it.');
    expect(await entryOf(outcome)).to.include({ status: "refused", error_code: "invalid_input" });
  });

  it("lets a fault of a tool out as nothing but a call id, and logs it with its stack", async () => {
    const outcome = await house.call("crash");

    expect(failureOf(outcome)).to.include({ code: "internal", call_id: outcome.callId });
    expect(JSON.stringify(failureOf(outcome))).not.to.include("internals");
    expect(house.lines.join("")).to.include("secret internals").and.to.include(outcome.callId);
    expect(await entryOf(outcome)).to.include({ status: "failed", error_code: "internal" });
  });

  it("refuses to pass on what a tool did not promise", async () => {
    expect(failureOf(await house.call("lie")).code).to.equal("internal");
    expect(failureOf(await house.call("listing")).code).to.equal("internal");
  });

  it("passes on what went wrong in the home", async () => {
    const outcome = await house.call("refuse");

    expect(failureOf(outcome)).to.include({ code: "home_unreachable", hint: "Wait." });
    expect(await entryOf(outcome)).to.include({ status: "failed", decision: "allow" });
  });

  it("ends a call whose caller goes away, before it runs and while it runs", async () => {
    const early = await house.call("linger", {}, undefined, AbortSignal.abort());
    const caller = new AbortController();
    const running = house.call("linger", {}, undefined, caller.signal);
    setImmediate(() => caller.abort());
    const late = await running;

    for (const outcome of [early, late]) {
      expect(failureOf(outcome).message).to.include("cancelled");
      expect(await entryOf(outcome)).to.include({ status: "interrupted" });
    }
  });

  it("reaches no home that the token may not reach", async () => {
    const elsewhere = makePrincipal({ token: { homes: ["cabin"] } });
    const here = makePrincipal({ token: { homes: ["default"] } });
    const signal = new AbortController().signal;

    const outside = await house.call("home_overview", {}, elsewhere);
    const unknown = await house.gateway.call({
      ...{ principal: here, tool: "whoami", args: {}, signal },
      home: "castle",
    });

    expect(failureOf(outside)).to.include({ code: "not_found", message: "There is no such home." });
    expect(failureOf(unknown).message).to.equal("There is no such home.");
    expect(await entryOf(unknown)).to.include({ home: "castle", status: "refused" });
    expect((await house.call("home_overview", {}, here)).ok).to.equal(true);
  });

  promise("audit.every-call", "a request that never became a call", async () => {
    const principal = await house.enter("guest");
    const failure = { code: "invalid_input", message: "No tool is named." } as const;

    const id = await house.gateway.refuse({ principal, tool: "?", args: { pin: 1 }, failure });

    const entry = (await house.journal()).find((one) => one.id === id);
    expect(entry).to.include({
      status: "refused",
      username: "guest",
      arguments: '{"pin":"[secret]"}',
    });
  });

  it("neither throws nor blames itself, whatever it is given", async () => {
    const tools = catalogue.map(({ name }) => name);
    const words = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "light",
        "kitchen",
        "light.kitchen_ceiling",
        "__proto__",
        "2026-11-21",
        "open",
      ),
    );
    const keys = fc.constantFrom(
      ...["text", "domain", "area", "floor", "state", "order", "limit", "offset", "entities"],
      ...["hours", "start", "end", "points", "service", "all_attributes", "__proto__", "x"],
    );
    const values = fc.oneof(words, fc.array(words), fc.integer(), fc.boolean(), fc.jsonValue());
    const args = fc.oneof(fc.dictionary(keys, values), fc.jsonValue());
    const anyTool = fc.oneof(fc.constantFrom(...tools), words);

    await fc.assert(
      fc.asyncProperty(anyTool, args, async (tool, given) => {
        const outcome = await house.call(tool, given);

        if (outcome.ok) JSON.parse(outcome.json);
        else expect(outcome.failure.code).to.be.oneOf(["invalid_input", "not_found"]);
      }),
      { numRuns: 200 },
    );
  });

  it("shows each caller the tools they may use, decided once for each set of rights", async () => {
    const admin = await house.enter("admin");
    const nobody = makePrincipal({ rules: [] });
    const visibleTools = (rights: Rights) => house.gateway.visibleTools(rights);

    expect(visibleTools(admin.rights).map(({ name }) => name)).to.include.members([
      "whoami",
      "lie",
    ]);
    expect(visibleTools(admin.rights)).to.equal(visibleTools({ ...admin.rights }));
    expect(visibleTools(nobody.rights)).to.deep.equal([]);
    expect(failureOf(await house.call("whoami", {}, nobody)).hint).to.include(
      "You may use no tool",
    );
  });
});

describe("the road of a caller in a hurry", () => {
  let house: House;
  before(async () => {
    house = await startHouse({ callsPerMinute: 3 });
  });
  after(() => house.close());

  promise("audit.every-call", "what is beyond the minute is counted", async () => {
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 5; i += 1) outcomes.push(await house.call("whoami"));

    const [, , third, fourth] = outcomes;
    expect(outcomes.map(({ ok }) => ok)).to.deep.equal([true, true, true, false, false]);
    expect(third?.limit).to.include({ limit: 3, remaining: 0 });
    expect(fourth).to.nested.include({ "failure.code": "too_many_calls", "limit.remaining": 0 });
    expect(fourth).to.have.nested.property("failure.details.retry_after_ms").within(1, 60_000);
    expect(await house.journal()).to.have.length(3);
    expect(house.throttle.refusals()[0]).to.include({ refused: 2 });
  });

  it("counts refusals too, so that they cannot fill the disk", async () => {
    const guest = await house.enter("guest");
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 5; i += 1) outcomes.push(await house.call("no_such_tool", {}, guest));
    const failure = { code: "invalid_input", message: "Not a call." } as const;
    await house.gateway.refuse({ principal: guest, tool: "?", args: {}, failure });

    expect(outcomes.map((outcome) => failureOf(outcome).code)).to.deep.equal([
      ...["not_found", "not_found", "not_found", "too_many_calls", "too_many_calls"],
    ]);
    const rows = (await house.journal()).filter(({ username }) => username === "guest");
    expect(rows).to.have.length(3);
  });
});

describe("the road on a full disk", () => {
  const disk = createMemoryAudit();
  const { log } = createKeptLog();
  const audit = createAudit({
    ...{ store: disk.store, clock: Date.now, log },
    ...{ groupMs: 60_000, retryMs: 60_000 },
  });
  const gateway = createGateway({
    tools: [crash],
    homes: {
      find: () => {
        throw new Error("no home is reached");
      },
    },
    audit,
    throttle: createThrottle({ callsPerMinute: 100, clock: Date.now }),
    acting: neverActing,
    clock: Date.now,
    log,
  });
  const call = (tool: string, principal: Principal) =>
    gateway.call({ principal, tool, args: {}, signal: new AbortController().signal });
  after(async () => {
    disk.fill(false);
    await audit.close();
  });

  promise("audit.unwritable", "on a full disk, until it is not", async () => {
    disk.fill(true);
    const notDurable = await call("unknown", makePrincipal());
    const notOpened = await call("unknown", makePrincipal());
    const failure = { code: "invalid_input", message: "Not a call." } as const;
    const id = await gateway.refuse({ principal: makePrincipal(), tool: "?", args: {}, failure });

    expect(failureOf(notDurable)).to.include({ code: "internal" });
    expect(failureOf(notOpened).message).to.include("cannot be written down");
    expect(id).to.match(/^vst-/);

    disk.fill(false);
    await audit.flush();

    expect(failureOf(await call("unknown", makePrincipal())).code).to.equal("not_found");
    expect(disk.entries().map(({ status }) => status)).to.deep.equal(["refused", "refused"]);
  });
});
