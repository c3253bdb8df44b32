import { AppError } from "../../errors.ts";
import { isInside } from "../../networks.ts";
import type { Written } from "../../policy/rules.ts";
import { namedScopes } from "../../policy/scope.ts";
import type { TokenRequest } from "../tokens/token.ts";
import { areAsStrict } from "./compare-limits.ts";
import { isAsStrict } from "./compare-rights.ts";
import { parseExpiry } from "../tokens/expiry.ts";
import { covers } from "../tokens/known.ts";
import type { Principal } from "../principal.ts";
import { writtenOf, type TokenRights } from "./rights.ts";
import { tokenDefaults } from "../tokens/token-request.ts";

/** A request for a token, or a token as it would be after a change. */
export type Issue = TokenRequest & { readonly expires_at?: number };

/** Refuses a token that would be wider than the token that asks for it. People without a token
 * (sessions of the dashboard) are bound by their own rights at call time and may ask for any.
 *
 * | of the new token   | must be                                                              |
 * |--------------------|----------------------------------------------------------------------|
 * | rights             | under `same` any; under `chosen` none or chosen; under `none` none   |
 * | chosen rules       | at every moment, for every tool, also one still to come, as strict   |
 * | chosen scope       | at every moment within the creator's, also in what is private        |
 * | chosen limits      | for each of the creator's one that is as strict                      |
 * | doors              | among the creator's                                                  |
 * | homes, addresses   | within the creator's, and given if the creator has them              |
 * | calls_per_minute   | at most the creator's, and given if the creator has one              |
 * | expires            | not after the creator, and given if the creator expires              |
 * | attended           | false if the creator is unattended                                   |
 * | what it knows      | no tool or harmless service that the creator does not know           |
 *
 * @throws AppError not_allowed naming what is wider. */
export function mayIssue(principal: Principal, issue: Issue, now = Date.now()): void {
  const wider = widerParts(principal, { ...tokenDefaults, ...issue }, now);
  if (wider.length === 0) return;
  throw new AppError(
    "not_allowed",
    `A token cannot make a wider one: ${wider.join(", ")} would be wider than its own.`,
    {
      hint: "Ask for what this token has itself, or less; a person can make a wider one in the dashboard or with `vestibule token create`.",
    },
  );
}

/** Whether {@link mayIssue} would let the principal make such a token. */
export function isWithin(principal: Principal, issue: Issue, now = Date.now()): boolean {
  try {
    return widerParts(principal, { ...tokenDefaults, ...issue }, now).length === 0;
  } catch (error) {
    // What was chosen for one that is kept may be another version's, which nobody here can read.
    if (error instanceof AppError) return false;
    throw error;
  }
}

type FullIssue = Issue & Required<Pick<Issue, "rights" | "doors" | "attended">>;

function widerParts(
  { token: creator, rights }: Principal,
  issue: FullIssue,
  now: number,
): string[] {
  if (creator === undefined) return [];
  const expiresAt =
    issue.expires === undefined ? issue.expires_at : parseExpiry(issue.expires, now);
  const isWider = {
    ...widerRights(creator, issue),
    doors: !issue.doors.every((door) => creator.doors.includes(door)),
    homes: isOutside(issue.homes, creator.homes, (home, allowed) => allowed.includes(home)),
    addresses: isOutside(issue.addresses, creator.addresses, isInside),
    calls_per_minute: isMore(issue.calls_per_minute, creator.callsPerMinute),
    expires: isMore(expiresAt, creator.expiresAt),
    attended: issue.attended && !creator.attended,
    // What nobody names is the creator's own.
    "what it knows": issue.known !== undefined && !covers(rights.known, issue.known),
  };
  return Object.entries(isWider).flatMap(([part, wider]) => (wider ? [part] : []));
}

function isOutside(
  wanted: readonly string[] | undefined,
  allowed: readonly string[] | undefined,
  isWithin: (item: string, allowed: readonly string[]) => boolean,
): boolean {
  if (allowed === undefined) return false;
  return wanted?.every((item) => isWithin(item, allowed)) !== true;
}

/** No number is more than any. */
function isMore(wanted: number | undefined, allowed: number | undefined): boolean {
  return allowed !== undefined && (wanted === undefined || wanted > allowed);
}

/** What chosen rights are of, when they were not given: nothing is wider than all that its user may. */
const everything: Written = {
  rules: [{ name: "token", target: { kind: "all" }, decision: "allow" }],
  ...{ scope: namedScopes.all, limits: [] },
};

/** What is wider in the rights that are asked for. A user's own rights come to both tokens alike. */
function widerRights(creator: TokenRights, issue: TokenRights): Readonly<Record<string, boolean>> {
  const [own, wanted] = [writtenOf(creator), writtenOf(issue)];
  if (wanted === undefined) return { rights: own !== undefined };
  const isStrict = isAsStrict(wanted, own ?? everything);
  return {
    rights: isStrict === false,
    "rights (there is too much to compare)": isStrict === undefined,
    limits: !areAsStrict(wanted.limits, own?.limits ?? []),
  };
}
