import { effects } from "../../shared/effects.ts";
import { AppError } from "../errors.ts";
import { isInside } from "../networks.ts";
import { decide, isStricter, ruleForAct, type Act } from "../policy/decide.ts";
import { decisions, risks, type Rights, type Rule, type ToolFacts } from "../policy/rules.ts";
import { nameOfScope, namedScopes, scopeOf } from "../policy/scope.ts";
import type { TokenRequest } from "./access.ts";
import { parseExpiry } from "./expiry.ts";
import type { Principal } from "./principal.ts";
import { covers } from "./known.ts";
import { isNarrower, rulesOf, scopeNameOf } from "./rights.ts";
import { tokenDefaults } from "./token-request.ts";

/** A request for a token, or a token as it would be after a change. */
export type Issue = TokenRequest & { readonly expires_at?: number };

/** Refuses a token that would be wider than the token that asks for it. People without a token
 * (sessions of the dashboard) are bound by their own rights at call time and may ask for any.
 *
 * | of the new token   | must be                                                              |
 * |--------------------|----------------------------------------------------------------------|
 * | rights             | under `same` any; under `chosen` none or chosen; under `none` none   |
 * | chosen rules       | for every tool, also one still to come, as strict as the creator's   |
 * | chosen scope       | within the creator's                                                 |
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
  return widerParts(principal, { ...tokenDefaults, ...issue }, now).length === 0;
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
    rights: creator.rights !== "same" && isWiderThan(rights, issue),
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

function isWiderThan(creator: Rights, issue: FullIssue): boolean {
  const rules = rulesOf(issue);
  if (rules === undefined) return true;
  if (isNarrower(nameOfScope(creator.scope) ?? "none", scopeNameOf(issue))) return true;
  const wanted: Rights = toolRights(rules);
  const own: Rights = toolRights(creator.token ?? []);
  const all = [...own.user, ...rules];
  return (
    toolsLike(all).some((tool) => strictness(tool, wanted) < strictness(tool, own)) ||
    actsLike(all).some((act) => isStricter(kindOf(act, own.user), kindOf(act, rules)))
  );
}

/** What the rules of a token say of an act; where they are silent, its user's decide. */
const kindOf = (act: Act, rules: readonly Rule[]) => ruleForAct(act, rules)?.decision ?? "allow";

/** One act for each way in which rules can tell acts apart. */
function actsLike(rules: readonly Rule[]): readonly Act[] {
  const services = rules.flatMap(({ target }) => (target.kind === "service" ? [target.name] : []));
  return ["any other", ...services].flatMap((service) => [
    { service },
    ...risks.map((risk) => ({ service, risk })),
  ]);
}

/** Rights that say something of tools and nothing of entities. */
const toolRights = (user: readonly Rule[]): Rights => ({
  ...{ key: "", user, scope: scopeOf(namedScopes.all), limits: [] },
});

function strictness(tool: ToolFacts, rights: Rights): number {
  return decisions.indexOf(decide(tool, rights).kind);
}

/** One tool for each way in which rules can tell tools apart: whatever a tool is or will be called,
 * whichever its toolset and effect, one of these is decided like it. */
function toolsLike(rules: readonly Rule[]): readonly ToolFacts[] {
  // No tool has a name with a space.
  const names = new Set(["any other"]);
  const toolsets = new Set(["any other"]);
  for (const { target } of rules) {
    if (target.kind === "tool") names.add(target.name);
    if (target.kind === "toolset") toolsets.add(target.name);
  }
  return [...names].flatMap((name) =>
    [...toolsets].flatMap((toolset) => effects.map((effect) => ({ name, toolset, effect }))),
  );
}
