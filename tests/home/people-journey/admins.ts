import { expect } from "chai";
import { z } from "zod";
import { clients } from "../../support/mcp-clients.ts";
import { promise } from "../../support/promise.ts";
import type { ApiCaller } from "../../support/ask-api.ts";
import * as owner from "../harness/people.ts";
import { enter, NotSignedIn, turnOnSecondFactor, type Account } from "../harness/sign-in.ts";
import { until } from "../harness/until.ts";
import { withWire } from "../harness/wire.ts";
import type { House, Person } from "./house.ts";
import { listenTo } from "./listener.ts";
import { goToHome, signInWithHome } from "./sign-in-with-home.ts";

const seconds = 5;
const aRoom = "bedroom";

/** Ada, who is an admin in Home Assistant, until she is not. */
export function admins(house: House): void {
  describe("an admin of Home Assistant", () => {
    let ada: Person;
    let account: Account;
    /** A browser that keeps its cookies, whatever it is told. */
    let browser: ApiCaller;

    before(async () => {
      ada = await house.welcome("Ada", "system-admin");
      account = { ...ada.account, totp: await turnOnSecondFactor(house.real.url, ada.account) };
    });

    const atEveryDoor = (route: "GET /api/users" | "GET /api/auth/me") =>
      house.statuses(route, [browser, ada.sidebar, ada.secret]);
    const isAnswered = async (status: number, who = browser) =>
      (await house.statuses("GET /api/users", [who]))[0] === status;
    const roleNow = async () => (await house.ask("GET /api/auth/me", browser)).role;

    it("does not come in with the password alone, nor with a wrong code", async () => {
      for (const wrong of [ada.account, { ...account, totp: "JBSWY3DPEHPK3PXP" }]) {
        const attempt = await goToHome(house, wrong).catch((error: unknown) => error);

        expect(attempt).to.be.instanceOf(NotSignedIn);
      }
    });

    it("signs in with password and second factor, as who they are in the sidebar", async () => {
      const { me, ...signedIn } = await signInWithHome(house, account);
      const headers = signedIn.headers();
      browser = { listener: "http", headers: () => headers };

      expect(me).to.include({ role: "admin", role_from: "home", home_user_id: ada.homeId });
      expect(me.id).to.equal(ada.sidebar.me.id);
      expect(await groupsOf(house, ada.homeId)).to.deep.equal(["system-admin"]);
      expect(await atEveryDoor("GET /api/users")).to.deep.equal([200, 200, 200]);
    });

    it("finds nothing of ours among their sign-ins in Home Assistant", async () => {
      const { access_token } = await enter(house.real.url, account);
      const tokens = await withWire(house.real.url, access_token, ({ command }) =>
        command({ type: "auth/refresh_tokens" }),
      );

      // Those that this spec made itself, as Home Assistant's own page.
      const ofPage = z.array(z.object({ client_id: z.literal(`${house.real.url}/`) }));
      expect(ofPage.parse(tokens)).not.to.have.length(0);
    });

    promise("access.home-role", "in a real home, at every door", async () => {
      const session = await mcpSession(house, ada.secret);
      await owner.demote(house.real, ada.homeId);
      await until(() => isAnswered(403), { what: "the demotion", seconds });

      expect(await atEveryDoor("GET /api/users")).to.deep.equal([403, 403, 403]);
      expect(await roleNow()).to.equal("resident");
      const lamp = { targets: [aRoom], on: true };
      expect((await house.call(ada.secret, "set_light", lamp)).status).to.equal(200);
      expect((await session.call("whoami")).structured).to.include({ role: "resident" });
      await session.close();
    });

    it("is one again when Home Assistant says so", async () => {
      await owner.promote(house.real, ada.homeId);
      await until(() => isAnswered(200), { what: "the promotion", seconds });

      expect(await atEveryDoor("GET /api/users")).to.deep.equal([200, 200, 200]);
    });

    it("is let in nowhere once they are deactivated, and what they had open is closed", async () => {
      const session = await mcpSession(house, ada.secret);
      const streams = [
        await listenTo(house, browser),
        await listenTo(house, { listener: "http", headers: () => bearer(ada.secret) }),
      ];

      await owner.deactivate(house.real, ada.homeId);
      await until(() => isAnswered(401), { what: "the dismissal", seconds });

      expect(await atEveryDoor("GET /api/auth/me")).to.deep.equal([401, 401, 401]);
      expect((await house.call(ada.secret, "whoami")).status).to.equal(401);
      expect(await house.statuses("POST /api/auth/refresh", [browser])).to.deep.equal([401]);
      const closed = () => streams.every((stream) => !stream.isOpen());
      await until(closed, { what: "the end of the streams", seconds });
      await until(async () => (await sessionsOf(house)) === 0, { what: "no session", seconds });
      expect(await session.call("whoami").catch(() => "refused")).to.equal("refused");
      const again = await goToHome(house, account).catch((error: unknown) => error);
      expect(again).to.be.instanceOf(NotSignedIn);
    });

    it("comes back as what they are then, and not once they are removed", async () => {
      await owner.reactivate(house.real, ada.homeId);
      await until(() => isAnswered(200, ada.sidebar), { what: "the return", seconds });
      // The session ended when it was to be renewed meanwhile.
      expect(await atEveryDoor("GET /api/users")).to.deep.equal([401, 200, 200]);

      await owner.removeAccount(house.real, ada.homeId);
      await until(() => isAnswered(401, ada.sidebar), { what: "the farewell", seconds });
      expect(await atEveryDoor("GET /api/auth/me")).to.deep.equal([401, 401, 401]);
    });

    it("leaves nothing to somebody who gets the same name later", async () => {
      const another = await house.welcome("Ada");

      expect(another.sidebar.me.id).not.to.equal(ada.sidebar.me.id);
      expect(another.sidebar.me).to.include({ role: "resident", name: "Ada" });
      expect(await atEveryDoor("GET /api/auth/me")).to.deep.equal([401, 401, 401]);
    });
  });
}

const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });

async function mcpSession(house: House, secret: string) {
  const connect = clients["SDK 2.x in the 2025 era"];
  if (connect === undefined) throw new Error("There is no such client.");
  return connect(house.doors.url, secret);
}

async function sessionsOf(house: House): Promise<number> {
  return (await house.ask("GET /api/sessions/mcp", house.camille.sidebar)).sessions.length;
}

/** As Home Assistant lists them. */
async function groupsOf({ real }: House, homeId: string): Promise<readonly string[] | undefined> {
  const list = z
    .array(z.object({ id: z.string(), group_ids: z.array(z.string()) }))
    .parse(await real.command({ type: "config/auth/list" }));
  return list.find(({ id }) => id === homeId)?.group_ids;
}
