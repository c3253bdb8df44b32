import type { Request, Response } from "express";
import { addressOf } from "../address.ts";
import { clientOf } from "../authenticate.ts";
import { cookieOf, sessionCookie } from "../cookies.ts";
import type { Csrf } from "../csrf.ts";
import { isEncrypted } from "../own-address.ts";
import type { Exchange, Told } from "./route.ts";

export interface ExchangeParts {
  readonly listener: Exchange["listener"];
  readonly csrf: Csrf;
  readonly ownAddress: (req: Request) => string;
}

/** What a route knows of the request beyond its input, and what it told of it until now. */
export function openExchange(
  req: Request,
  res: Response,
  { listener, csrf, ownAddress }: ExchangeParts,
): { readonly exchange: Exchange; readonly told: () => Told } {
  let told: Told = {};
  const client = clientOf(req);
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const exchange: Exchange = {
    listener,
    address: addressOf(req),
    ...(client === undefined ? {} : { client }),
    cookie: (name) => cookieOf(req, name),
    setCookies: (lines) => {
      for (const line of lines) res.append("Set-Cookie", line);
    },
    isSecure: isEncrypted(ownAddress(req)),
    tell: (what) => {
      told = { ...told, ...what };
    },
    csrfToken: (principal, accessSecret = cookieOf(req, sessionCookie)) =>
      csrf.tokenOf(principal, accessSecret),
    takeResponse: () => res,
    signal: gone.signal,
  };
  return { exchange, told: () => told };
}
