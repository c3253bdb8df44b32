import { z } from "zod";
import { doors as allDoors } from "../../access/principal.ts";
import { parseTarget } from "../../access/rights.ts";
import { tokenRights } from "../../access/token-request.ts";
import { isNetwork } from "../../networks.ts";
import { decisions } from "../../policy/rules.ts";
import { scopeNames } from "../../policy/scope.ts";

// What requests to the API are made of. Length bounds keep the audit and the database readable.

export const id = z.string().min(1).max(64);
export const idParams = z.strictObject({ id });
export const secret = z.string().min(1).max(500);
export const tokenName = z.string().trim().min(1).max(100);
export const rights = z.enum(tokenRights);
export const doors = z.array(z.enum(allDoors)).min(1).max(allDoors.length);
export const homes = z.array(id).min(1).max(50);
export const addresses = z
  .array(z.string().refine(isNetwork, "must be an address or a network like 192.168.1.0/24"))
  .min(1)
  .max(50);
export const callsPerMinute = z.int().min(1).max(100_000);
export const expires = z.string().min(1).max(40).describe('"30d", "12h", an ISO date, or "never"');
export const chosen = z.strictObject({
  rules: z.record(
    z
      .string()
      .max(200)
      .refine(
        (target) => parseTarget(target) !== undefined,
        'must be "all", "tool:<name>", "toolset:<name>", "effect:<effect>", "service:<domain>.<name>", "risk:<risk>" or "sensitive"',
      ),
    z.enum(decisions),
  ),
  scope: z.enum(scopeNames).exactOptional(),
});
