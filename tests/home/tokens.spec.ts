import { expect } from "chai";
import type { Home } from "../../server/home/home.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { until } from "./harness/until.ts";
import { connectHome } from "./harness/vestibule.ts";

describe("the token for a real home", () => {
  let real: RealHome;
  let home: Home | undefined;

  before(async () => {
    real = await startHomeAssistant();
  });

  afterEach(async () => {
    await home?.close();
  });

  after(() => real.remove());

  it("of the owner is nothing to speak of", async () => {
    home = connectHome({ url: real.url, token: real.ownerToken });

    expect(await home.ready(30_000)).to.equal(true);
    expect(home.status()).to.include({ state: "ready", version: "2026.11.0" });
    expect(home.status()).not.to.have.property("reason");
  });

  it("of somebody who is no admin works, and is told as that", async () => {
    home = connectHome({ url: real.url, token: real.userToken });

    expect(await home.ready(30_000)).to.equal(true);
    expect(home.status().state).to.equal("ready");
    expect(home.status().reason).to.include("not an administrator's");
  });

  it("that is wrong is refused, and is told as that", async () => {
    const wrong = connectHome({ url: real.url, token: `${real.ownerToken}x` });
    home = wrong;

    await until(() => wrong.status().state === "refused", { what: "the refusal", seconds: 20 });

    expect(wrong.status().reason)
      .to.match(/token/i)
      .and.match(/not accept/i);
    expect(wrong.status().reason).not.to.include("administrator");
  });

  it("that is right is not blamed when nobody is at home", async () => {
    const nobody = connectHome({ url: "http://127.0.0.1:9", token: real.ownerToken });
    home = nobody;

    await until(() => nobody.status().reason !== undefined, { what: "a reason", seconds: 20 });

    expect(nobody.status().state).not.to.equal("refused");
    expect(nobody.status().reason).to.include("http://127.0.0.1:9").and.not.match(/token/i);
  });
});
