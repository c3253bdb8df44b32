import { QueryTypes } from "sequelize";
import type { PermissionsView } from "../../shared/views.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";

interface SubjectKey {
  readonly subject_kind: "role" | "user" | "everybody";
  /** Name of the role, id of the user, or nothing. */
  readonly subject_id: string;
}

/** What was written for a role, a user, or everybody. */
export interface StoredPermissions extends SubjectKey {
  readonly permissions: PermissionsView;
  readonly changed_at: number;
  /** Id of the user who wrote it. */
  readonly changed_by?: string;
}

export interface PermissionStore {
  list(): Promise<readonly StoredPermissions[]>;
  /** All or none, each in the place of what was written for its subject before. */
  put(items: readonly StoredPermissions[]): Promise<void>;
  remove(subject: SubjectKey): Promise<boolean>;
}

interface PermissionRow extends SubjectKey {
  readonly rules: string;
  readonly scope: string;
  readonly limits: string;
  readonly changed_at: number;
  readonly changed_by: string | null;
}

const columns = [
  ...["subject_kind", "subject_id", "rules", "scope", "limits", "changed_at", "changed_by"],
];

const upsert = bulkWriter({
  table: "permissions",
  columns,
  values: ({ permissions, ...item }: StoredPermissions) => [
    ...[item.subject_kind, item.subject_id],
    ...[permissions.rules, permissions.scope, permissions.limits].map((list) =>
      JSON.stringify(list),
    ),
    ...[item.changed_at, item.changed_by],
  ],
  onConflict: `(subject_kind, subject_id) DO UPDATE SET ${columns
    .slice(2)
    .map((column) => `${column} = excluded.${column}`)
    .join(", ")}`,
});

export function createPermissionStore(database: Database): PermissionStore {
  return {
    async list() {
      const rows = await database.select<PermissionRow>(
        `SELECT ${columns.join(", ")} FROM permissions ORDER BY subject_kind, subject_id`,
      );
      return rows.map(fromRow);
    },
    put: (items) => database.write(() => upsert(database, items)),
    remove: ({ subject_kind: kind, subject_id: id }) =>
      database.write(async () => {
        const removed = await database.sequelize.query(
          "DELETE FROM permissions WHERE subject_kind = $kind AND subject_id = $id",
          { type: QueryTypes.BULKDELETE, bind: { kind, id } },
        );
        return removed > 0;
      }),
  };
}

function fromRow({ rules, scope, limits, changed_by, ...row }: PermissionRow): StoredPermissions {
  // Only `put` writes these columns.
  const permissions = {
    rules: JSON.parse(rules) as PermissionsView["rules"],
    scope: JSON.parse(scope) as PermissionsView["scope"],
    limits: JSON.parse(limits) as PermissionsView["limits"],
  };
  return { ...row, permissions, ...(changed_by === null ? {} : { changed_by }) };
}
