import { toFailure, type AppError } from "../errors.ts";
import type { Entity, Home } from "../home/home.ts";
import { membersOf } from "../policy/group-members.ts";
import type { Action, DoneAction, DoneEntity, Expectation } from "../tools/define.ts";
import { isAsExpected } from "./expectation.ts";
import { isFateUnknown, mayBeDone } from "./fate.ts";
import type { Guarded } from "./guard-home.ts";

/** An action that was sent, or not. */
export interface Sent {
  readonly action: Action;
  readonly before: ReadonlyMap<string, Entity>;
  readonly response?: unknown;
  readonly error?: AppError;
}

interface Verifying {
  readonly source: Pick<Home, "until" | "snapshot">;
  readonly guarded: Pick<Guarded, "home">;
  readonly signal: AbortSignal;
}

/** How long the home may take to show what was done, unless an action says otherwise; and at most. */
const usualMs = 3_000;
const longestMs = 10_000;

/** Waits for the home to show what was done, and tells what it shows, entity by entity. */
export async function verify(sent: Sent, parts: Verifying): Promise<DoneAction> {
  const { action, response, error } = sent;
  if (error !== undefined)
    return { action, entities: doneAllTheSame(sent, parts), failure: toFailure(error) };
  const entities = await shown(sent, parts);
  return { action, entities, ...(response === undefined ? {} : { response }) };
}

async function shown(
  { action, before }: Sent,
  { source, guarded, signal }: Verifying,
): Promise<readonly DoneEntity[]> {
  const { entity_ids, expect } = action;
  if (expect === undefined) return entity_ids.map((id) => seenNow(id, guarded));
  const expected = withMembers(entity_ids, expect, { source, guarded });
  const isShown = ([id, wanted]: readonly [string, Expectation]) =>
    isAsExpected(wanted, source.snapshot().entities.get(id), before.get(id));
  const all = [...expected];
  const withinMs = Math.min(expect.withinMs ?? usualMs, longestMs);
  await source.until([...expected.keys()], () => all.every(isShown), withinMs, signal);
  // Of members it is worth a word only that they do not follow.
  return all
    .filter((one) => entity_ids.includes(one[0]) || !isShown(one))
    .map((one) => ({ ...seenNow(one[0], guarded), confirmed: isShown(one) }));
}

/** What shows the deed although the home said that it failed: a service for ten lamps fails when one does. */
function doneAllTheSame(
  { action: { entity_ids, expect }, before, error }: Sent,
  { source, guarded }: Verifying,
): readonly DoneEntity[] {
  if (expect === undefined || isFateUnknown(error) || !mayBeDone(error)) return [];
  const { entities } = source.snapshot();
  const wasShown = (id: string) => isAsExpected(expect, before.get(id), before.get(id));
  return entity_ids
    .filter((id) => isAsExpected(expect, entities.get(id), before.get(id)) && !wasShown(id))
    .map((id) => ({ ...seenNow(id, guarded), confirmed: true }));
}

/** What is expected, also of those whom a group passes it on to: it shows "on" as soon as one of them does. */
function withMembers(
  entityIds: readonly string[],
  expect: Expectation,
  { source, guarded }: Pick<Verifying, "source" | "guarded">,
): ReadonlyMap<string, Expectation> {
  const expected = new Map(entityIds.map((id) => [id, expect]));
  if (expect.state === undefined) return expected;
  const { entities } = source.snapshot();
  // What is added here is come to in turn: groups may have groups.
  for (const id of expected.keys()) {
    const group = entities.get(id);
    for (const memberId of membersOf(group)) {
      const member = guarded.home.entity(memberId);
      if (member === undefined || absent.has(member.state) || expected.has(memberId)) continue;
      const follows = member.domain === group?.domain && !passive.has(member.domain);
      if (follows) expected.set(memberId, { state: expect.state });
    }
  }
  return expected;
}

/** Of players in a group, each does what it can with what it has. */
const passive = new Set(["media_player"]);
const absent = new Set(["unavailable", "unknown"]);

function seenNow(entity_id: string, { home }: Pick<Guarded, "home">): DoneEntity {
  const after = home.entity(entity_id);
  return { entity_id, ...(after === undefined ? {} : { after }) };
}
