import { QueryTypes } from "sequelize";
import type { PermissionsView } from "../../shared/views.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";
import { parseJson } from "./rows.ts";

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

/** As it is found: without what was written, when that is no JSON. */
export type FoundPermissions = Omit<StoredPermissions, "permissions"> &
  Partial<Pick<StoredPermissions, "permissions">>;

export interface PermissionStore {
  list(): Promise<readonly FoundPermissions[]>;
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

function fromRow({ rules, scope, limits, changed_by, ...row }: PermissionRow): FoundPermissions {
  const found = { rules: parseJson(rules), scope: parseJson(scope), limits: parseJson(limits) };
  return {
    ...row,
    ...(areLists(found) ? { permissions: found } : {}),
    ...(changed_by === null ? {} : { changed_by }),
  };
}

/** Only `put` writes these columns, of this version or another: what is in the lists is for access to read. */
const areLists = (found: Record<keyof PermissionsView, unknown>): found is PermissionsView =>
  Object.values(found).every((list) => Array.isArray(list));
