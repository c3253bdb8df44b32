import { openBrowser, type Browser } from "../../support/callers.ts";
import { signInAtHome, type Account } from "../harness/sign-in.ts";
import type { House } from "./house.ts";

export interface WayBack {
  readonly browser: Browser;
  /** Where Home Assistant sends the browser, with a code. */
  readonly path: string;
}

/** A browser that goes from our page to Home Assistant's, and signs in there.
 * @throws NotSignedIn when Home Assistant lets nobody in. */
export async function goToHome(house: House, account: Account): Promise<WayBack> {
  const browser = openBrowser();
  const { location } = (await visit(house, browser, "/auth/home")).headers;
  const asked = new URL(location ?? "");
  const page = await fetch(asked);
  if (!page.ok) throw new Error(`${asked.href} answered ${page.status}.`);
  const wish = (name: string) => asked.searchParams.get(name) ?? "";
  const client = { clientId: wish("client_id"), redirectUri: wish("redirect_uri") };
  const code = await signInAtHome(asked.origin, account, client);
  const back = new URL(client.redirectUri);
  back.search = new URLSearchParams({ code, state: wish("state") }).toString();
  return { browser, path: `${back.pathname}${back.search}` };
}

/** The whole way, to a browser that is signed in. */
export async function signInWithHome(house: House, account: Account): Promise<Browser> {
  const { browser, path } = await goToHome(house, account);
  const { status, text } = await visit(house, browser, path);
  if (status !== 200) throw new Error(`${status} ${text}`);
  browser.me = await house.ask("GET /api/auth/me", browser);
  return browser;
}

export async function visit({ doors }: House, browser: Browser, path: string) {
  const answer = await doors.http.get(path).set(browser.headers());
  browser.received?.(answer);
  const headers = answer.headers as Readonly<Record<string, string>>; // supertest types them any
  return { status: answer.status, text: answer.text, headers };
}
