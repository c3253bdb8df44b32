import { expect } from "chai";
import { newToken } from "./new-token.ts";

describe("An app's token at the Supervisor", () => {
  it("is 112 hex digits, and another one each time", () => {
    expect(newToken()).to.match(/^[0-9a-f]{112}$/);
    expect(newToken()).not.to.equal(newToken());
  });
});
