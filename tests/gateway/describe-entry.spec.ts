import { expect } from "chai";
import { describeCall } from "../../server/gateway/describe-entry.ts";
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
