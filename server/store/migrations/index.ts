import type { QueryInterface, Transaction } from "sequelize";
import { firstTables } from "./0001-first-tables.ts";
import { acting } from "./0002-acting.ts";
import { peopleAndRules } from "./0003-people-and-rules.ts";

export interface Migration {
  /** Kept for ever: a database remembers the migrations it has been through by name. */
  readonly name: string;
  /** Every statement belongs to the one transaction: a migration happens whole or not at all. */
  up(queries: QueryInterface, transaction: Transaction): Promise<void>;
}

/** In the order in which they are applied; new ones go to the end. */
export const migrations: readonly Migration[] = [firstTables, acting, peopleAndRules];
