import type { AuditStatus } from "../../shared/audit-statuses.ts";
import type { AuditEntry } from "../gateway/audit-entry.ts";

export interface AuditFilter {
  readonly user_id?: string;
  /** Any of these users. */
  readonly user_ids?: readonly string[];
  readonly token_id?: string;
  readonly tool?: string;
  readonly door?: string;
  readonly status?: AuditStatus;
  readonly kind?: AuditEntry["kind"];
  readonly home?: string;
  /** An entity that the call read or touched. */
  readonly entity?: string;
  /** Anywhere in names, arguments, error and result. */
  readonly text?: string;
  /** Epoch milliseconds; `from` is in, `to` is not. */
  readonly from?: number;
  readonly to?: number;
  /** Who looks; absent: ourselves, who see everything. */
  readonly sight?: Sight;
}

/** Whose entries somebody may read, and of which of them only that they happened. */
export interface Sight {
  /** Their own are theirs, whole. */
  readonly user_id: string;
  /** Of their own only what this token did itself. */
  readonly token_id?: string;
  /** Whether others' security entries are there. */
  readonly security: boolean;
  /** Others' calls: acts whole; of reads "outlined" shows that they happened, and not what was asked
   * and answered. */
  readonly calls: "none" | "outlined" | "whole";
  /** Names of the tools that act: a call of anything else counts as a read. */
  readonly acting: readonly string[];
}

type Bindings = Record<string, string | number>;

const mine = "(user_id IS $sight_user)";
const outlined = `(kind = 'call' AND NOT ${mine}
  AND tool NOT IN (SELECT value FROM json_each($sight_acting)))`;

const names = ["tool", "username", "token_name", "client", "address"];
const hidden = ["arguments", "error", "result_summary", "entities"];
const joined = (columns: readonly string[]) => `concat_ws(' ', ${columns.join(", ")})`;
const isEntity = "instr(entities, $entity) > 0";

/** How a filter becomes a condition; a name that several columns answer to is searched in each. */
const conditions = {
  user_id: "user_id = $user_id",
  user_ids: "user_id IN (SELECT value FROM json_each($user_ids))",
  token_id: "token_id = $token_id",
  tool: "tool = $tool",
  door: "door = $door",
  status: "status = $status",
  kind: "kind = $kind",
  home: "home = $home",
  entity: isEntity,
  text: `${joined([...names, ...hidden])} LIKE $text ESCAPE '!'`,
  from: "at >= $from",
  to: "at < $to",
} as const satisfies Record<keyof Omit<AuditFilter, "sight">, string>;

/** What somebody may not read must not be found either, or it could be guessed letter by letter. */
const outlinedConditions: Readonly<Partial<Record<keyof AuditFilter, string>>> = {
  entity: `NOT ${outlined} AND ${isEntity}`,
  text: `iif(${outlined}, ${joined(names)}, ${joined([...names, ...hidden])})
    LIKE $text ESCAPE '!'`,
};

/** The conditions of a filter, all of which must hold, and the values that they name. */
export function whereOf({ sight, ...filter }: AuditFilter): {
  readonly where: readonly string[];
  readonly bind: Bindings;
} {
  const given = bindings(filter);
  const used = { ...conditions, ...(sight?.calls === "outlined" ? outlinedConditions : {}) };
  const where = Object.entries(used).flatMap(([name, sql]) => (name in given ? [sql] : []));
  if (sight === undefined) return { where, bind: given };
  const all = [...where, ...visibleTo(sight)];
  return { where: all, bind: { ...given, ...bindingsOf(sight, all.join(" ")) } };
}

function visibleTo({ token_id, security, calls }: Sight): readonly string[] {
  if (token_id !== undefined) return ["user_id = $sight_user", "token_id = $sight_token"];
  if (security && calls !== "none") return [];
  if (!security && calls === "none") return ["user_id = $sight_user"];
  return [`(${mine} OR kind = '${security ? "security" : "call"}')`];
}

/** SQLite refuses values that nothing names. */
function bindingsOf({ user_id, token_id, acting }: Sight, sql: string): Bindings {
  const all = {
    sight_user: user_id,
    sight_acting: JSON.stringify(acting),
    ...(token_id === undefined ? {} : { sight_token: token_id }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => sql.includes(`$${name}`)));
}

function bindings({ user_ids, ...filter }: Omit<AuditFilter, "sight">): Bindings {
  return {
    ...filter,
    ...(user_ids === undefined ? {} : { user_ids: JSON.stringify(user_ids) }),
    // Entities are a JSON list: with its quotes a name is found whole.
    ...(filter.entity === undefined ? {} : { entity: JSON.stringify(filter.entity) }),
    ...(filter.text === undefined
      ? {}
      : { text: `%${filter.text.replace(/[!%_]/g, (sign) => `!${sign}`)}%` }),
  };
}
