import type { PermissionsView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { PermissionSubject } from "../../access/rules/house-rules.ts";
import type { Principal } from "../../access/principal.ts";
import { readPermissions } from "../../access/rules/read-permissions.ts";
import { writeTarget } from "../../access/rules/targets.ts";
import { idleRules, type IdleRule } from "../../policy/idle-rules.ts";
import type { Rule, ToolFacts } from "../../policy/rules.ts";
import { snapshotFor, type Homes } from "./default-home.ts";
import { missingInHome } from "./missing-in-home.ts";

export interface WarningParts {
  readonly access: Pick<Access, "permissions" | "roles" | "users">;
  readonly tools: readonly ToolFacts[];
  readonly homes: Homes;
}

/** What was just written, and where in the request it stands: "items.0.". */
export interface JustWritten {
  readonly subject: PermissionSubject;
  readonly permissions: PermissionsView;
  readonly within?: string;
}

const mostWarnings = 20;

/** What of it does nothing as things are, for the answer; nothing is refused for it. */
export async function warningsOf(
  items: readonly JustWritten[],
  asker: Principal,
  parts: WarningParts,
): Promise<{ readonly warnings?: readonly string[] }> {
  const snapshot = snapshotFor(parts.homes, asker);
  const warnings: string[] = [];
  for (const { subject, permissions, within = "" } of items) {
    const found = [
      ...(await idleOf(subject, permissions, parts)),
      ...(snapshot === undefined
        ? []
        : atMost(mostWarnings - warnings.length, missingInHome(permissions, snapshot))),
    ];
    warnings.push(...found.map((sentence) => `${within}${sentence}`));
    if (warnings.length >= mostWarnings) break;
  }
  return warnings.length === 0 ? {} : { warnings: warnings.slice(0, mostWarnings) };
}

function atMost(most: number, sentences: Iterable<string>): readonly string[] {
  const taken: string[] = [];
  for (const sentence of sentences) if (taken.push(sentence) >= most) break;
  return taken;
}

async function idleOf(
  subject: PermissionSubject,
  permissions: PermissionsView,
  { access, tools }: WarningParts,
): Promise<readonly string[]> {
  const { rules } = readPermissions(permissions, nameOf(subject));
  const idle = await (subject.kind === "everybody"
    ? idleBelowEveryRole(rules, access, tools)
    : idleAbove(subject, rules, access, tools));
  return idle.flatMap((one) => sentenceOf(one, rules, subject) ?? []);
}

const nameOf = (subject: PermissionSubject): string =>
  subject.kind === "role" ? `role ${subject.id}` : subject.kind;

/** Of a user: their role and everybody's rules come after theirs; of a role everybody's. */
async function idleAbove(
  { kind, id }: Exclude<PermissionSubject, { readonly kind: "everybody" }>,
  rules: readonly Rule[],
  access: WarningParts["access"],
  tools: readonly ToolFacts[],
): Promise<readonly IdleRule[]> {
  const user = kind === "user" ? await access.users.get(id) : undefined;
  const role = user === undefined ? undefined : await access.roles.get(user.role);
  const everybody = await access.permissions.get({ kind: "everybody" });
  const after = [
    ...(role === undefined ? [] : rulesOf(role.permissions, `role ${role.name}`)),
    ...rulesOf(everybody, "everybody"),
  ];
  return idleRules({ before: [], rules, after }, tools);
}

/** What is written for everybody is idle only where it is so below each role. */
async function idleBelowEveryRole(
  rules: readonly Rule[],
  { roles }: WarningParts["access"],
  tools: readonly ToolFacts[],
): Promise<readonly IdleRule[]> {
  const below = (await roles.list()).map(({ name, permissions }) =>
    idleRules({ before: rulesOf(permissions, `role ${name}`), rules, after: [] }, tools),
  );
  return rules.flatMap((_, index) => {
    const found = below.flatMap((idle) => idle.find((one) => one.index === index) ?? []);
    if (found.length < below.length) return [];
    return [{ index, beatenBy: [...new Set(found.flatMap(({ beatenBy }) => beatenBy))] }];
  });
}

const rulesOf = (permissions: PermissionsView, whose: string): readonly Rule[] =>
  readPermissions(permissions, whose).rules;

const mostNamed = 4;

/** Whoever writes what is general and what is special side by side means it so: of their own list only what
 * says the same target again is told. */
function sentenceOf(
  { index, beatenBy }: IdleRule,
  own: readonly Rule[],
  subject: PermissionSubject,
): string | undefined {
  const target = own[index] && writeTarget(own[index].target);
  const start = `rules.${index}: "${target}" decides over nothing:`;
  const others = beatenBy.filter((one) => !own.includes(one));
  if (others.length > 0) {
    const names = listOf(others.map(({ name }) => `"${name}"`));
    const targets = listOf([...new Set(others.map((one) => `"${writeTarget(one.target)}"`))]);
    const advice = subject.kind === "everybody" ? "Change the roles." : `Say ${targets} too.`;
    return `${start} what ${names} ${others.length === 1 ? "says" : "say"} goes before it. ${advice}`;
  }
  const isSaidBefore = beatenBy.some((one) => writeTarget(one.target) === target);
  return isSaidBefore ? `${start} the same target stands before it.` : undefined;
}

const listOf = (names: readonly string[]): string =>
  names.length > mostNamed
    ? `${names.slice(0, mostNamed).join(", ")} and ${names.length - mostNamed} more`
    : names.join(", ");
