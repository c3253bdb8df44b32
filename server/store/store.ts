import { constants, mkdir, open } from "node:fs/promises";
import type { Log } from "../log.ts";
import { createActStore, type ActStore } from "./acts.ts";
import { adoptCopy } from "./adopt.ts";
import { createAnswerStore, type AnswerStore } from "./answers.ts";
import { createAuditLog, type AuditLog } from "./audit.ts";
import { createCatalogueStore, type CatalogueStore } from "./catalogues.ts";
import { databaseOf, nameAsCopy, removeOldCopy } from "./copy.ts";
import { openDatabase, type Database } from "./database.ts";
import { createInvitationStore, type InvitationStore } from "./invitations.ts";
import { migrate } from "./migrate.ts";
import { migrations as ours, type Migration } from "./migrations/index.ts";
import { createPermissionStore, type PermissionStore } from "./permissions.ts";
import { createRestoreStore, type RestoreStore } from "./restores.ts";
import { createReviewStore, type ReviewStore } from "./reviews.ts";
import { createRoleStore, type RoleStore } from "./roles.ts";
import { createSessionStore, type SessionStore } from "./sessions.ts";
import { createSettingStore, type SettingStore } from "./settings.ts";
import { createSignInFailureStore, type SignInFailureStore } from "./sign-in-failures.ts";
import { createStatisticsStore, type StatisticsStore } from "./statistics.ts";
import { openingError } from "./store-error.ts";
import { createTokenStore, type TokenStore } from "./tokens.ts";
import { createUserStore, type UserStore } from "./users.ts";

/** Everything Vestibule remembers, in one file of the data directory. */
export interface Store {
  readonly users: UserStore;
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  readonly invitations: InvitationStore;
  readonly signInFailures: SignInFailureStore;
  readonly audit: AuditLog;
  readonly statistics: StatisticsStore;
  readonly settings: SettingStore;
  /** What was sent to homes lately. */
  readonly acts: ActStore;
  /** What was answered to calls that their callers named. */
  readonly answers: AnswerStore;
  readonly reviews: ReviewStore;
  readonly roles: RoleStore;
  readonly permissions: PermissionStore;
  readonly catalogues: CatalogueStore;
  /** What a backup brought back. */
  readonly restores: RestoreStore;
  /** Removes what is left of a backup that never came to its end; false when there was nothing. */
  removeOldCopy(nowMs: number): Promise<boolean>;
  /** When it is closed: a backup finds it under the name of a copy too. */
  nameAsCopy(): Promise<void>;
  /** Grows with every change of users, tokens, rules, settings and reviews, also one made by another process. */
  revision(): Promise<number>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly dataDir: string;
  readonly log: Pick<Log, "info">;
  /** Of this Vestibule; remembered with the migrations it makes. */
  readonly version: string;
  /** How far the database may grow, in pages of 4 kB; absent: as far as the disk goes. */
  readonly maxPages?: number;
  readonly migrations?: readonly Migration[];
}

/** Opens the database of a data directory: made, taken from a restored backup, or brought up to date as needed.
 * Several processes may have it open at once.
 * @throws AppError conflict when a newer Vestibule made it, internal when it cannot be used. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = await openMigrated(options).catch(async (error: unknown) => {
    throw await openingError(error, options.dataDir);
  });
  return {
    users: createUserStore(database),
    tokens: createTokenStore(database),
    sessions: createSessionStore(database),
    invitations: createInvitationStore(database),
    signInFailures: createSignInFailureStore(database),
    audit: createAuditLog(database),
    statistics: createStatisticsStore(database),
    settings: createSettingStore(database),
    acts: createActStore(database),
    answers: createAnswerStore(database),
    reviews: createReviewStore(database),
    roles: createRoleStore(database),
    permissions: createPermissionStore(database),
    catalogues: createCatalogueStore(database),
    restores: createRestoreStore(database),
    removeOldCopy: (nowMs) => removeOldCopy(options.dataDir, nowMs),
    nameAsCopy: () => nameAsCopy(options.dataDir),
    async revision() {
      const [row] = await database.select<{ number: number }>("SELECT number FROM revision");
      return row?.number ?? 0;
    },
    close: () => database.close(),
  };
}

async function openMigrated(options: StoreOptions): Promise<Database> {
  const file = databaseOf(options.dataDir);
  const { migrations = ours } = options;
  await adoptCopy({ ...options, migrations });
  await prepareFile(options.dataDir, file);
  const database = openDatabase({
    file,
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
  });
  try {
    await migrate(database, { ...options, file, migrations });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Hashes and names of people are in it: nobody but its owner reads it. SQLite gives the files it
 * puts beside the database the same mode. */
async function prepareFile(dataDir: string, file: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  // Without O_NONBLOCK a pipe of that name would be waited for.
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
  await (await open(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600)).close();
}
