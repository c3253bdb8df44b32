import { parseCookie, stringifySetCookie } from "cookie";
import type { Request } from "express";

// The only cookies there are: see docs/decisions/0015.

export const sessionCookie = "vestibule_session";
export const refreshCookie = "vestibule_refresh";

/** Where the refresh secret is sent to, and nowhere else. */
const refreshPath = "/api/auth";

/** The value of a cookie that the browser sent; what is empty was not sent. Of two with the same name one was put in
 * by a page of a neighbouring name or path, and nobody can tell which: neither counts. */
export function cookieOf(req: Request, name: string): string | undefined {
  const sent = req.headers.cookie?.split(";") ?? [];
  const [only, another] = sent.filter((part) => part.split("=", 1)[0]?.trim() === name);
  if (only === undefined || another !== undefined) return undefined;
  const value = parseCookie(only)[name];
  return value === "" ? undefined : value;
}

/** What a signed-in browser is given to keep. */
export interface Kept {
  readonly access: string;
  readonly refresh: string;
  readonly accessExpiresAt: number;
  readonly refreshExpiresAt: number;
}

/** Set-Cookie lines of a sign-in, or of one that was renewed. */
export function keepSession(kept: Kept, isSecure: boolean, now = Date.now()): readonly string[] {
  const secondsTo = (at: number) => Math.max(0, Math.floor((at - now) / 1000));
  return [
    strictly(sessionCookie, kept.access, {
      ...{ path: "/", maxAge: secondsTo(kept.accessExpiresAt), isSecure },
    }),
    strictly(refreshCookie, kept.refresh, {
      ...{ path: refreshPath, maxAge: secondsTo(kept.refreshExpiresAt), isSecure },
    }),
  ];
}

/** Takes the access secret away; the refresh secret may still be good. */
export const dropAccess = (isSecure: boolean): string =>
  strictly(sessionCookie, "", { path: "/", maxAge: 0, isSecure });

/** Set-Cookie lines of a sign-out. */
export const dropSession = (isSecure: boolean): readonly string[] => [
  dropAccess(isSecure),
  strictly(refreshCookie, "", { path: refreshPath, maxAge: 0, isSecure }),
];

interface Terms {
  readonly path: string;
  readonly maxAge: number;
  readonly isSecure: boolean;
}

function strictly(name: string, value: string, { path, maxAge, isSecure }: Terms): string {
  return stringifySetCookie({
    ...{ name, value, path, maxAge },
    ...{ httpOnly: true, sameSite: "strict", secure: isSecure },
  });
}

/** Set-Cookie line of what must come back with a navigation from elsewhere: the state of a sign-in. */
export function lasting(name: string, value: string, { path, maxAge, isSecure }: Terms): string {
  return stringifySetCookie({
    ...{ name, value, path, maxAge },
    ...{ httpOnly: true, sameSite: "lax", secure: isSecure },
  });
}
