import { expect } from "chai";
import { promise } from "../../support/promise.ts";
import * as owner from "../harness/people.ts";
import { until } from "../harness/until.ts";
import type { House, Person, Sidebar } from "./house.ts";
import { goToHome, visit } from "./sign-in-with-home.ts";

/** Ben, who is known as an admin, and Nina, whom nobody here has seen before. */
export function away(house: House): void {
  describe("while Home Assistant cannot be asked", () => {
    let ben: Person;
    let ninaId: string;
    let nina: Sidebar;

    const account = { username: "nina", password: "not-a-secret-of-nina" };
    const mayManage = (...callers: Parameters<House["statuses"]>[1]) =>
      house.statuses("GET /api/users", callers);

    before(async () => {
      ben = await house.welcome("Ben", "system-admin");
    });

    promise("access.home-role", "a real one that is away makes nobody an admin", async () => {
      const { browser, path } = await goToHome(house, ben.account);
      house.road.admit(false);
      house.road.drop("reset");
      const group = "system-admin" as const;
      ninaId = await owner.createPerson(house.real, { name: "Nina", ...account, group });

      nina = await house.enter(ninaId);

      expect(nina.me.role).to.equal("resident");
      expect(await mayManage(nina, ben.sidebar, ben.secret)).to.deep.equal([403, 200, 200]);
      expect((await visit(house, browser, path)).status).to.equal(503);
      expect(await house.statuses("GET /api/auth/me", [browser])).to.deep.equal([401]);
    });

    it("learns what it missed as soon as the home is there again", async () => {
      await owner.demote(house.real, ben.homeId);
      expect(await mayManage(ben.sidebar)).to.deep.equal([200]);

      house.road.admit(true);

      const isSo = async () => (await mayManage(ben.secret))[0] === 403;
      await until(isSo, { what: "the demotion that was missed", seconds: 20 });
      expect(await mayManage(nina, ben.sidebar)).to.deep.equal([200, 403]);
    });
  });
}
