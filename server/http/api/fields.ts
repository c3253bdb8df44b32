import { z } from "zod";
import type { FreezeTarget } from "../../../shared/views.ts";
import { doors as allDoors } from "../../access/principal.ts";
import { tokenRights } from "../../access/tokens/token-request.ts";
import { isNetwork } from "../../networks.ts";
import { decisions } from "../../policy/rules.ts";
import { scopeNames } from "../../policy/scope.ts";
import { limits, rules, scopeRules } from "./permission-fields.ts";

// What requests to the API are made of. Length bounds keep the audit and the database readable.

export const id = z.string().min(1).max(64);
export const idParams = z.strictObject({ id });
export const secret = z.string().min(1).max(500);
export const password = z.string().min(1).max(500);
export const username = z.string().trim().min(1).max(50);
export const personName = z.string().trim().min(1).max(100);
export const email = z.string().trim().min(1).max(254);
export const language = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/, 'must be a language like "fr" or "pt-BR"');
export const roleName = z.string().trim().min(1).max(50);
export const tokenName = z.string().trim().min(1).max(100);
export const rights = z.enum(tokenRights);
export const doors = z.array(z.enum(allDoors)).min(1).max(allDoors.length);
export const homes = z.array(id).min(1).max(50);
export const addresses = z
  .array(z.string().refine(isNetwork, "must be an address or a network like 192.168.1.0/24"))
  .min(1)
  .max(50);
export const callsPerMinute = z.int().min(1).max(100_000);
/** Of a query, where everything is text. */
export const epochMs = z.coerce.number().int().min(0).max(8.64e15);
export const expires = z.string().min(1).max(40).describe('"30d", "12h", an ISO date, or "never"');

/** A list, or what stood there before lists: unlike a union it says what is wrong with the one that was given. */
const listOr = <List, Other>(list: z.ZodType<List>, other: z.ZodType<Other>) =>
  z.unknown().transform((value, { issues }): List | Other => {
    const parsed = Array.isArray(value) ? list.safeParse(value) : other.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues)
      issues.push({ code: "custom", path: [...path], message, input: value });
    return z.NEVER;
  });

export const chosen = z.strictObject({
  rules: listOr(rules, z.record(z.string().max(200), z.enum(decisions))),
  scope: listOr(scopeRules, z.enum(scopeNames)).exactOptional(),
  limits: limits.exactOptional(),
});

export const subject = z.strictObject({ kind: z.enum(["user", "token", "role"]), id });

/** Everything, or one user or token. */
export const freezeTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everything") }),
  z.strictObject({ kind: z.enum(["user", "token"]), id }),
]) satisfies z.ZodType<FreezeTarget>;
