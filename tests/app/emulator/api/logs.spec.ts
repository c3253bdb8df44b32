import { expect } from "chai";
import { serveApi, type ServedApi } from "./served-api.ts";

describe("An app's log at the Supervisor", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi();
    served.lifecycle.log = Array.from({ length: 150 }, (_, i) => `line ${String(i)}\n`).join("");
  });
  afterEach(() => served.close());

  const lines = async (query = "", headers: Readonly<Record<string, string>> = {}) => {
    const { body } = await served.ask(`/addons/self/logs${query}`, { headers });
    return body.split("\n").slice(0, -1);
  };

  it("is plain text without a charset", async () => {
    expect((await served.ask("/addons/self/logs")).type).to.equal("text/plain");
  });

  it("is empty before the app wrote anything", async () => {
    served.lifecycle.log = "";
    expect(await lines()).to.deep.equal([]);
  });

  it("shows the last 100 lines", async () => {
    const shown = await lines();
    expect([shown.length, shown[0], shown.at(-1)]).to.deep.equal([100, "line 50", "line 149"]);
  });

  it("shows as many of the last lines as are wanted, but never only one", async () => {
    expect(await lines("?lines=3")).to.deep.equal(["line 147", "line 148", "line 149"]);
    expect(await lines("?lines=1")).to.deep.equal(["line 148", "line 149"]);
    expect(await lines("?lines=many")).to.have.lengthOf(100);
    expect(await lines("?lines=1000")).to.have.lengthOf(150);
  });

  it("shows a range", async () => {
    expect(await lines("", { Range: "entries=:-2:2" })).to.deep.equal(["line 147", "line 148"]);
    expect(await lines("", { Range: "entries=:0:1" })).to.deep.equal(["line 0"]);
    expect(await lines("", { Range: "entries=:148" })).to.deep.equal(["line 148", "line 149"]);
  });

  it("shows colours, and takes them out on demand", async () => {
    served.lifecycle.log = "\u001B[31mred\u001B[0m\n";
    expect(await lines()).to.deep.equal(["\u001B[31mred\u001B[0m"]);
    expect(await lines("?no_colors")).to.deep.equal(["red"]);
  });

  it("says on demand when and by whom a line was written", async () => {
    served.lifecycle.log = "hello\n";
    const verbose = ["2026-11-21 08:00:00.000 homeassistant app_local_vestibule[1]: hello"];
    expect(await lines("?verbose")).to.deep.equal(verbose);
    expect(await lines("", { Accept: "text/x-log" })).to.deep.equal(verbose);
  });

  it("refuses to be anything but text", async () => {
    const headers = { Accept: "application/json" };
    const heard = await served.ask("/addons/self/logs", { headers });
    expect([heard.status, heard.body]).to.deep.equal([
      400,
      "Invalid content type requested. Only text/plain and text/x-log supported for now.",
    ]);
  });
});
