import type { Request } from "express";
import { addressOf, peerOf } from "./address.ts";

/** The address by which the browser knows us, without a slash at its end: `public_url` where it was asked for, or by
 * a trusted proxy; else what the browser typed, which the host guard has looked at. */
export function createOwnAddress(public_url: string | undefined): (req: Request) => string {
  if (public_url === undefined) return asTyped;
  const { host } = new URL(public_url);
  return (req) =>
    req.host === host || addressOf(req) !== peerOf(req)
      ? public_url.replace(/\/+$/, "")
      : asTyped(req);
}

const asTyped = (req: Request): string => `${req.protocol}://${req.host}`;

/** Whether the browser's connection is encrypted, also where nobody told us who ended TLS. */
export const isEncrypted = (ownAddress: string): boolean => ownAddress.startsWith("https://");
