// People who ask the API without a token, for askApi:
//
//   const resident = await signIn(doors, "resident");          a browser on the public port, cookies and CSRF token kept
//   const alex = await throughIngress(doors, "Alex");    somebody in Home Assistant's sidebar
//   const { status } = await askApi(doors, "GET /api/auth/me", resident);
import { parseSetCookie, stringifyCookie } from "cookie";
import type { MeView } from "../../shared/views.ts";
import { askApi, type ApiCaller } from "./ask-api.ts";
import type { OpenDoors } from "./doors.ts";

type Listeners = Pick<OpenDoors, "http" | "ingress">;

export interface Browser extends ApiCaller {
  /** What the browser keeps, by name: a spec may steal it, or put something else in its place. */
  readonly cookies: Map<string, string>;
  /** As the last sign-in or renewal told it. */
  me: MeView;
}

/** The password of everybody that `startAccess` makes. */
export const usualPassword = "correct horse";

/** A browser in which nobody is signed in yet. */
export function openBrowser(): Browser {
  const cookies = new Map<string, string>();
  let me: MeView | undefined;
  return {
    listener: "http",
    cookies,
    get me() {
      if (me === undefined) throw new Error("nobody is signed in");
      return me;
    },
    set me(now) {
      me = now;
    },
    headers: () => ({
      ...(cookies.size === 0 ? {} : { Cookie: stringifyCookie(Object.fromEntries(cookies)) }),
      ...(me?.csrf_token === undefined ? {} : { "X-CSRF-Token": me.csrf_token }),
    }),
    received({ headers }) {
      const lines = headers["set-cookie"];
      if (!Array.isArray(lines)) return;
      for (const line of lines) {
        const { name, value = "", maxAge } = parseSetCookie(String(line));
        if (maxAge === 0) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
}

/** Signs somebody in with their password. */
export async function signIn(
  doors: Listeners,
  username: string,
  { password = usualPassword, ...asked }: { password?: string; from?: string } = {},
): Promise<Browser> {
  const browser = openBrowser();
  const { status, reply, body } = await askApi(doors, "POST /api/auth/login", browser, {
    ...asked,
    body: { username, password },
  });
  if (status !== 200) throw new Error(`${username}: ${JSON.stringify(body)}`);
  browser.me = reply;
  return browser;
}

/** Somebody of the home, by name (Alex owns it, Robin lives in it), in Home Assistant's sidebar. */
export async function throughIngress(
  doors: Listeners & Pick<OpenDoors, "home">,
  name: string,
): Promise<ApiCaller & { readonly me: MeView }> {
  const caller = dressedAs({ id: doors.home.userId(name), displayName: name });
  const { status, reply, body } = await askApi(doors, "GET /api/auth/me", caller);
  if (status !== 200) throw new Error(`${name}: ${JSON.stringify(body)}`);
  const headers = { ...caller.headers(), "X-CSRF-Token": reply.csrf_token ?? "" };
  return { ...caller, me: reply, headers: () => headers };
}

/** As the Supervisor passes on whoever opened the panel, without a CSRF token. */
export const dressedAs = (who: {
  readonly id: string;
  readonly username?: string;
  readonly displayName?: string;
}): ApiCaller => ({
  listener: "ingress",
  headers: () => ({
    "X-Remote-User-Id": who.id,
    ...(who.username === undefined ? {} : { "X-Remote-User-Name": who.username }),
    ...(who.displayName === undefined ? {} : { "X-Remote-User-Display-Name": who.displayName }),
  }),
});
