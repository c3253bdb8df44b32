import { expect } from "chai";
import { refusalCode, toAppError } from "../../server/home/errors.ts";
import { createLog } from "../../server/log.ts";
import { silent } from "./quick-home.ts";

describe("An error of Home Assistant", () => {
  const shapes: readonly (readonly [string, unknown, string])[] = [
    ["thrown by the library while it is down", 3, "home_unreachable"],
    [
      "given to a command that was under way",
      { type: "result", success: false, error: { code: 3, message: "Connection lost" } },
      "home_unreachable",
    ],
    ["of a refused command", { code: "unauthorized", message: "Unauthorized" }, "home_refused"],
    ["of something that is not there", { code: "not_found", message: "" }, "not_found"],
    ["that nobody has seen yet", { code: "brand_new", message: "" }, "home_refused"],
    ["that is none", "nonsense", "home_refused"],
  ];
  for (const [what, error, code] of shapes)
    it(`${what} becomes ${code}`, () => {
      expect(toAppError(error, silent)).to.have.property("code", code);
    });

  it("keeps its code for us, and its text for nobody", () => {
    const lines: string[] = [];
    const log = createLog({ level: "debug", format: "text", write: (line) => lines.push(line) });
    const text = `Device(s) with webhook id(s) 0123456789abcdef0123456789abcdef not connected; not a valid option at 'data.code'. Got 4711 as "hunter2"`;

    const error = toAppError({ code: "home_assistant_error", message: text }, log);

    expect(refusalCode(error)).to.equal("home_assistant_error");
    const { code, message, hint, cause } = error;
    const told = JSON.stringify({ code, message, hint, cause }) + lines.join("");
    for (const secret of ["0123456789abcdef", "4711", "hunter2", "data.code"])
      expect(told).not.to.contain(secret);
    expect(lines.join("")).to.contain("webhook");
  });
});
