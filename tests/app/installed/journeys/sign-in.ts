import { expect } from "chai";
import supertest from "supertest";
import { askApi } from "../../../support/ask-api.ts";
import { openBrowser } from "../../../support/callers.ts";
import { signInAtHome } from "../../../home/harness/sign-in.ts";
import { until } from "../../../home/harness/until.ts";
import { addresses } from "../addresses.ts";
import type { Machine } from "../machine.ts";

/** The machine has the app's public port at its own address, beside Home Assistant's. */
const publicPort = `http://${addresses.home}:7180`;

/** Somebody signs in at the public port with their account of Home Assistant. */
export function signIn(machine: Machine): void {
  describe("lets people sign in", () => {
    it("with Home Assistant, which it finds where the Supervisor says", async () => {
      await until(() => machine.isReady(), { what: "the app to be ready", seconds: 20 });
      await machine.welcome("Tom");
      const account = { username: "tom", password: "not-a-secret-of-Tom" };
      const browser = openBrowser();
      const http = supertest(publicPort);
      const open = async (path: string) => {
        const answer = await http.get(path).set(browser.headers());
        browser.received?.(answer);
        return answer;
      };

      const began = await open("/auth/home");
      const asked = new URL(began.headers["location"] ?? "");
      expect(asked.origin).to.equal(`http://${addresses.home}:8123`);
      expect((await supertest(asked.origin).get(asked.pathname)).status).to.equal(200);
      const wish = (name: string) => asked.searchParams.get(name) ?? "";
      const client = { clientId: wish("client_id"), redirectUri: wish("redirect_uri") };
      const code = await signInAtHome(asked.origin, account, client);
      const state = wish("state");
      const back = new URL(client.redirectUri).pathname;
      const { status, text } = await open(
        `${back}?${String(new URLSearchParams({ code, state }))}`,
      );

      expect(status, text).to.equal(200);
      const { reply } = await askApi({ http, ingress: http }, "GET /api/auth/me", browser);
      expect(reply).to.include({ name: "Tom", role_from: "home" });
    });
  });
}
