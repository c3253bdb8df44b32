import { createHmac, randomBytes } from "node:crypto";
import type { Request } from "express";
import type { Principal } from "../access/principal.ts";
import { isSameSecret } from "./same-secret.ts";

export interface Csrf {
  /** What a page of ours sends along with whatever changes something; undefined for tokens, which need none.
   * @param accessSecret of who is signed in; absent: through Ingress. */
  tokenOf(principal: Principal, accessSecret: string | undefined): string | undefined;
  /** Whether the request carries it. */
  holds(req: Request, principal: Principal, accessSecret: string | undefined): boolean;
}

const header = "x-csrf-token";

/** Tokens that only a page of ours can read: the browser sends cookies, and Home Assistant its headers, by itself. */
export function createCsrf(): Csrf {
  const ingressKey = randomBytes(32);

  const tokenOf: Csrf["tokenOf"] = ({ token, user, browserSession }, accessSecret) => {
    if (token !== undefined) return undefined;
    if (browserSession === undefined) return digest(ingressKey, user.id);
    return accessSecret === undefined ? undefined : digest(accessSecret, "csrf");
  };
  return {
    tokenOf,
    holds(req, principal, accessSecret) {
      const given = req.headers[header];
      const expected = tokenOf(principal, accessSecret);
      return typeof given === "string" && expected !== undefined && isSameSecret(given, expected);
    },
  };
}

const digest = (key: string | Buffer, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url");
