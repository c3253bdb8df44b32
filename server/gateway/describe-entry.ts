import type { AuditStatus } from "../../shared/audit-statuses.ts";
import type { Failure } from "../../shared/error-codes.ts";
import type { Principal } from "../access/principal.ts";
import type { Deed } from "../policy/reach.ts";
import type { Decision } from "../policy/rules.ts";
import { isRecord } from "../record.ts";
import { masked } from "../secret-forms.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { maskedJson, maskedSummary, maskedWhole, maskText } from "./mask.ts";

/** What is known of a call when it arrives. */
export interface StartedCall {
  readonly principal: Principal;
  readonly tool: string;
  readonly args: unknown;
  readonly home?: string;
}

/** What is known of a call on its way. */
export interface CallFacts {
  /** The home that was really asked. */
  readonly home?: string;
  readonly decision?: Decision;
  readonly entities?: ReadonlySet<string>;
  /** What is to be done, or was, in sentences. */
  readonly plan?: readonly string[];
  /** What was judged. */
  readonly deeds?: readonly Deed[];
  /** What is set is a password: of the arguments only what they are about is kept. */
  readonly hidesValues?: boolean;
  /** States by entity id. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Home Assistant's ids of what the call caused. */
  readonly contexts?: readonly string[];
}

/** What is known of a call when it is over. */
export interface CallEnding extends CallFacts {
  readonly status: AuditStatus;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly failure?: Failure;
  readonly result?: unknown;
}

/** Something that matters for the safety of the house and is no call of a tool. */
export interface SecurityEvent {
  /** What happened: "token.create", "sign_in", "setup.complete". */
  readonly event: string;
  readonly door: string;
  readonly principal?: Principal;
  /** Who it was, when there is no principal: a sign-in that failed, the command line. */
  readonly username?: string;
  /** Whose token it was, when it was let in nowhere. */
  readonly token?: { readonly id: string; readonly name: string; readonly user_id: string };
  readonly address?: string;
  readonly client?: string;
  /** What it was about; masked before it is written. */
  readonly details?: unknown;
  /** Why it was refused or went wrong; absent when it was done. */
  readonly failure?: Failure;
}

const argumentsLength = 16_000;
const summaryLength = 200;
const errorLength = 500;
const nameLength = 64;
const maxEntities = 200;
const maxContexts = 50;
const statesLength = 64_000;
const ruleLength = 200;
const deedsLength = 16_000;

/** The entry of a call, masked and bounded; it is "started" until it has an ending. */
export function describeCall(
  id: string,
  at: number,
  call: StartedCall,
  known: CallFacts | CallEnding = {},
): AuditEntry {
  return {
    id,
    kind: "call",
    at,
    ...describePrincipal(call.principal),
    ...(call.home === undefined ? {} : { home: maskText(call.home, nameLength) }),
    tool: maskText(call.tool, nameLength),
    arguments: maskedJson(known.hidesValues ? targetsOf(call.args) : call.args, argumentsLength),
    ...describeFacts(known),
    ...describePlan(known),
    ...describeDeeds(known),
    ...("status" in known ? describeEnding(at, known) : { status: "started" }),
  };
}

const aboutWhat = new Set(["targets", "except", "service", "target"]);

/** The arguments of an act without what is set. */
const targetsOf = (args: unknown): unknown =>
  isRecord(args)
    ? Object.fromEntries(
        Object.entries(args).map(([key, value]) => [key, aboutWhat.has(key) ? value : masked]),
      )
    : masked;

/** The entry of a security event, masked and bounded. */
export function describeEvent(id: string, at: number, happened: SecurityEvent): AuditEntry {
  const { principal, username, token, address, client, details, failure } = happened;
  return {
    id,
    kind: "security",
    at,
    ...(principal === undefined ? {} : describePrincipal(principal)),
    ...(username === undefined ? {} : { username: maskText(username, nameLength) }),
    ...(token === undefined
      ? {}
      : { user_id: token.user_id, token_id: token.id, token_name: token.name }),
    ...(address === undefined ? {} : { address }),
    ...(client === undefined ? {} : { client: maskText(client, 100) }),
    door: happened.door,
    tool: happened.event,
    ...(details === undefined ? {} : { arguments: maskedJson(details, argumentsLength) }),
    status: statusOf(failure),
    ...describeFailure(failure),
  };
}

const statusOf = (failure: Failure | undefined): AuditStatus =>
  failure === undefined ? "completed" : failure.code === "internal" ? "failed" : "refused";

function describePrincipal({ user, role, token, ...principal }: Principal) {
  return {
    door: principal.door,
    user_id: user.id,
    username: user.username,
    role,
    ...(token === undefined
      ? {}
      : { token_id: token.id, token_name: token.name, token_hash: token.hashPrefix }),
    ...(principal.client === undefined ? {} : { client: maskText(principal.client, 100) }),
    ...(principal.session === undefined ? {} : { session: principal.session }),
    address: principal.address,
  };
}

function describeFacts({ home, decision, entities, ...facts }: CallFacts) {
  const { before, after, contexts } = facts;
  return {
    ...(home === undefined ? {} : { home }),
    ...(decision === undefined
      ? {}
      : { decision: decision.kind, rule: decision.rule.slice(0, ruleLength) }),
    ...(entities === undefined || entities.size === 0
      ? {}
      : { entities: [...entities].slice(0, maxEntities) }),
    ...(before === undefined ? {} : { before: maskedJson(before, statesLength) }),
    ...(after === undefined ? {} : { after: maskedJson(after, statesLength) }),
    ...(contexts === undefined || contexts.length === 0
      ? {}
      : { contexts: contexts.slice(0, maxContexts) }),
  };
}

/** What is to be done, until there is a result; of what was refused it would read as if it were done. */
function describePlan({ plan, ...known }: CallFacts | CallEnding) {
  if (plan === undefined || ("status" in known && known.status === "refused")) return {};
  return { result_summary: maskText(plan.join(" "), summaryLength) };
}

/** Whole or not at all: what was cut would be judged as something else. */
function describeDeeds({ deeds, hidesValues }: CallFacts) {
  const json =
    deeds === undefined || hidesValues === true ? undefined : maskedWhole(deeds, deedsLength);
  return json === undefined ? {} : { deeds: json };
}

function describeEnding(at: number, ending: CallEnding) {
  const { result, status, failure } = ending;
  return {
    status,
    duration_ms: Math.max(0, ending.at - at),
    ...describeFailure(failure),
    ...(result === undefined ? {} : { result_summary: maskedSummary(result, summaryLength) }),
  };
}

const describeFailure = (failure: Failure | undefined) =>
  failure === undefined
    ? {}
    : { error_code: failure.code, error: maskText(failure.message, errorLength) };
