import type { Request } from "express";

/** The caller's own name for a call. Two of them are joined by Node with a space between, and so are none. */
export function readIdempotencyKey(
  req: Request,
): { readonly idempotencyKey?: string } | "malformed" {
  const key = req.get("Idempotency-Key");
  if (key === undefined) return {};
  return /^[\x21-\x7e]{1,255}$/.test(key) ? { idempotencyKey: key } : "malformed";
}
