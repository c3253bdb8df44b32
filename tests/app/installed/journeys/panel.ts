import { expect } from "chai";
import supertest from "supertest";
import * as owner from "../../../home/harness/people.ts";
import { until } from "../../../home/harness/until.ts";
import type { Visitor } from "../../emulator/visitor.ts";
import type { Machine } from "../machine.ts";

type Known = Visitor & { readonly homeId: string };

const seconds = 10;
const status = async (visitor: Visitor) => (await visitor.try("GET /api/users")).status;

/** What people do in Home Assistant's sidebar. */
export function panel(machine: Machine): void {
  describe("knows in its panel", () => {
    it("who owns the home", async () => {
      const { home_user_id } = await machine.camille.enter();
      const camille = await machine.panelOf("camille");

      expect(home_user_id).to.equal(camille.homeId);
      expect(await camille.enter()).to.include({
        ...{ role: "admin", role_from: "home", username: "camille", name: "Camille" },
      });
      expect(await status(camille)).to.equal(200);
    });

    it("who lives in it and is no admin, in the role of the option", async () => {
      const noah = await machine.panelOf("noah");

      expect(await noah.enter()).to.include({ role: "resident", home_user_id: noah.homeId });
      expect(await status(noah)).to.equal(403);
    });

    it("who came to Home Assistant a moment ago", async () => {
      const zoé = await machine.welcome("Zoé");

      expect(await zoé.enter()).to.include({ role: "resident", name: "Zoé" });
    });

    it("nobody whom Home Assistant does not know", async () => {
      const { emulator } = machine;
      const stranger = emulator.openPanel({ id: "0".repeat(32), username: "eve", name: "Eve" });
      const { url, cookie } = stranger;
      const answer = await supertest(url).get("/api/auth/me").set("Cookie", cookie);

      expect(answer.status).to.equal(401);
    });

    it("nobody without Home Assistant's session", async () => {
      const { url } = machine.emulator.openPanel({ id: "", username: null, name: null });

      expect((await supertest(url).get("/api/auth/me")).status).to.equal(401);
    });

    it("and makes no token for whoever opens it", async () => {
      const lou = await machine.welcome("Lou");
      await lou.enter();

      expect((await lou.ask("GET /api/tokens")).tokens).to.deep.equal([]);
    });
  });

  describe("follows Home Assistant in who is an admin", () => {
    let ada: Known;
    const becomes = (wanted: number) =>
      until(async () => (await status(ada)) === wanted, { what: `a ${wanted}`, seconds });

    before(async () => {
      ada = await machine.welcome("Ada");
    });

    it("when somebody is promoted", async () => {
      expect(await status(ada)).to.equal(403);
      await owner.promote(machine.real, ada.homeId);

      await becomes(200);
      expect((await ada.enter()).role).to.equal("admin");
    });

    it("without asking it for each page", async () => {
      const before = machine.emulator.proxy.attempts;
      for (let times = 0; times < 10; times += 1) expect(await status(ada)).to.equal(200);

      expect(machine.emulator.proxy.attempts).to.equal(before);
    });

    it("when somebody is demoted, whose role is the option's then", async () => {
      await owner.demote(machine.real, ada.homeId);

      await becomes(403);
      expect((await ada.enter()).role).to.equal("resident");
    });
  });

  describe("gives newcomers", () => {
    it("the role that the option says from the next start on", async () => {
      machine.life.setOptions({ ...machine.life.app.options, newcomer_role: "viewer" });
      await machine.life.restart();
      const mia = await machine.welcome("Mia");
      const isKnown = async () => (await mia.try("GET /api/auth/me")).status === 200;
      await until(isKnown, { what: "the app to know the home again", seconds });

      expect((await mia.enter()).role).to.equal("viewer");
    });
  });
}
