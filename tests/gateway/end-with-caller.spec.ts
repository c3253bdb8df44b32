import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import type { Call, Gateway, Outcome } from "../../server/gateway/call.ts";
import { endWithCaller } from "../../server/gateway/end-with-caller.ts";
import { makePrincipal } from "../support/principals.ts";

const answered: Outcome = {
  ...{ ok: false, callId: "vst-1-00000001" },
  failure: { code: "conflict", message: "The call ended." },
};

/** A road on which calls run until they are ended. */
const road: Gateway = {
  call: ({ signal }) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(answered), { once: true });
    }),
  explain: () => Promise.reject(new Error("nobody asks")),
  refuse: () => Promise.resolve("vst-1-00000001"),
  visibleTools: () => [],
};

describe("a call that runs", () => {
  const { token: _token, ...person } = makePrincipal();
  const listeners = new Set<() => void>();
  let now: () => Promise<Principal>;
  let isAlive: boolean;
  const access = {
    isAlive: () => Promise.resolve(isAlive),
    principalOf: () => now(),
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const change = () => {
    for (const listener of listeners) listener();
  };
  const gateway = endWithCaller(road, access);
  const begin = (principal: Principal, signal = new AbortController().signal) => {
    const call: Call = { principal, tool: "wait_for_state", args: {}, signal };
    return gateway.call(call);
  };
  beforeEach(() => {
    isAlive = true;
    now = () => Promise.resolve(makePrincipal());
  });

  it("ends with a freeze, of a person too", async () => {
    const calls = [begin(makePrincipal()), begin(person)];
    now = () => {
      const principal = makePrincipal();
      const rights = { ...principal.rights, frozen: "everything is frozen" };
      return Promise.resolve({ ...principal, rights });
    };

    change();

    expect(await Promise.all(calls)).to.deep.equal([answered, answered]);
  });

  it("ends when its caller is let in no more", async () => {
    const call = begin(makePrincipal());
    isAlive = false;

    change();

    expect(await call).to.equal(answered);
  });

  it("ends when nobody can tell", async () => {
    const call = begin(makePrincipal());
    now = () => Promise.reject(new Error("the database is locked"));

    change();

    expect(await call).to.equal(answered);
  });

  it("goes on through any other change, until its caller goes", async () => {
    const caller = new AbortController();
    let ended = false;
    const call = begin(makePrincipal(), caller.signal).finally(() => (ended = true));

    change();
    await new Promise((resolve) => setImmediate(resolve));

    expect(ended).to.equal(false);
    caller.abort();
    expect(await call).to.equal(answered);
  });
});
