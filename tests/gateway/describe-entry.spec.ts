import { expect } from "chai";
import { describeCall, type CallFacts } from "../../server/gateway/describe-entry.ts";
import type { Deed } from "../../server/policy/reach.ts";
import { makePrincipal } from "../support/principals.ts";

describe("The entry of a call that sets a password", () => {
  const told = (args: unknown) =>
    describeCall(
      "vst-1-00000000",
      0,
      { principal: makePrincipal(), tool: "set_value", args },
      {
        hidesValues: true,
      },
    ).arguments;

  it("says what it is about, and nothing of what is set", () => {
    const args = { targets: ["Wi-Fi"], value: "abc", data: { value: "abc" } };

    expect(told(args)).to.equal('{"targets":["Wi-Fi"],"value":"[secret]","data":"[secret]"}');
  });

  it("says nothing of arguments that are no object", () => {
    expect(told("abc")).to.equal('"[secret]"');
  });
});

describe("What the entry of a call keeps of what was judged", () => {
  const call = { principal: makePrincipal(), tool: "set_lock", args: {} };
  const kept = (facts: CallFacts) => describeCall("vst-1-00000000", 0, call, facts).deeds;
  const unlock: Deed = {
    service: "lock.unlock",
    entity_ids: ["lock.front_door"],
    data: { code: "1234" },
    via: ["script.come_home"],
  };

  it("is every deed, without its secrets", () => {
    expect(JSON.parse(kept({ deeds: [unlock] }) ?? "")).to.deep.equal([
      { ...unlock, data: { code: "[secret]" } },
    ]);
  });

  it("is nothing of a call that was never judged", () => {
    expect(kept({})).to.equal(undefined);
  });

  it("is nothing where what is set is a password", () => {
    expect(kept({ deeds: [unlock], hidesValues: true })).to.equal(undefined);
  });

  it("is nothing rather than a part of it", () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...unlock,
      entity_ids: [`lock.door_${index}`],
    }));
    const long = { ...unlock, data: { message: "x".repeat(20_000) } };

    expect(kept({ deeds: many })).to.equal(undefined);
    expect(kept({ deeds: [long] })).to.equal(undefined);
  });
});
