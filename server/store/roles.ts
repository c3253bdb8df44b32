import { QueryTypes } from "sequelize";
import type { Power } from "../../shared/views.ts";
import { AppError } from "../errors.ts";
import type { Database } from "./database.ts";
import { parseList } from "./rows.ts";

/** A role that somebody made, or what was changed of a built-in one. */
export interface StoredRole {
  readonly name: string;
  readonly description: string;
  readonly powers: readonly Power[];
  readonly changed_at: number;
}

export interface RoleStore {
  list(): Promise<readonly StoredRole[]>;
  /** Replaces the one of that name. @throws AppError conflict when there would be more than `most`. */
  put(role: StoredRole, most: number): Promise<void>;
  /** With what was written for it. */
  remove(name: string): Promise<boolean>;
}

interface RoleRow {
  readonly name: string;
  readonly description: string;
  readonly powers: string;
  readonly changed_at: number;
}

export function createRoleStore(database: Database): RoleStore {
  return {
    async list() {
      const rows = await database.select<RoleRow>(
        "SELECT name, description, powers, changed_at FROM roles ORDER BY name",
      );
      return rows.map((row) => ({ ...row, powers: parseList(row.powers).filter(isPower) }));
    },
    put: ({ powers, ...role }, most) =>
      database.write(async () => {
        const written = await database.sequelize.query(
          `INSERT INTO roles (name, description, powers, changed_at)
           SELECT $name, $description, $powers, $changed_at
           WHERE $most > (SELECT count(*) FROM roles WHERE name <> $name)
           ON CONFLICT (name) DO UPDATE SET description = excluded.description,
             powers = excluded.powers, changed_at = excluded.changed_at`,
          {
            // For a number of rows.
            type: QueryTypes.BULKUPDATE,
            bind: { ...role, powers: JSON.stringify(powers), most },
          },
        );
        if (written > 0) return;
        throw new AppError("conflict", `There are ${most} roles already.`, {
          hint: "Delete a role that nobody has, or change one that there is.",
        });
      }),
    remove: (name) =>
      database.transaction(async (transaction) => {
        const remove = (from: string) =>
          database.sequelize.query(`DELETE FROM ${from}`, {
            ...{ type: QueryTypes.BULKDELETE, bind: { name }, transaction },
          });
        const rules = await remove(
          "permissions WHERE subject_kind = 'role' AND subject_id = $name",
        );
        return (await remove("roles WHERE name = $name")) + rules > 0;
      }),
  };
}

const isPower = (text: string): text is Power => text === "admin" || text === "auditor";
