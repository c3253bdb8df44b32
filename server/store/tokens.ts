import { DataTypes, QueryTypes, type Model } from "sequelize";
import { AppError } from "../errors.ts";
import type { ChosenRights } from "../access/tokens/token.ts";
import type { Door } from "../access/principal.ts";
import { bulkWriter } from "./bulk.ts";
import type { Database } from "./database.ts";
import { filled, parseJson, parseList, type Filled } from "./rows.ts";
import { isTaken } from "./store-error.ts";

interface TokenRow {
  id: string;
  user_id: string;
  name: string;
  secret_hash: string;
  /** The secret before the last rotation, good until `previous_until`. */
  previous_hash: string | null;
  previous_until: number | null;
  rights: "none" | "same" | "chosen";
  /** What there was to have a right to when it got its rights. */
  catalogue_id: string;
  chosen: string | null;
  doors: string;
  homes: string | null;
  addresses: string | null;
  calls_per_minute: number | null;
  attended: number;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  frozen_at: number | null;
  /** Who froze it. */
  frozen_by: string | null;
}

interface JoinedRow extends TokenRow {
  username: string;
  user_name: string;
  user_role: string;
  calls: number | null;
  last_used_at: number | null;
  last_address: string | null;
  last_client: string | null;
}

/** What may be written of a token; null empties. */
export interface TokenChange {
  readonly name?: string;
  readonly secret_hash?: string;
  readonly previous_hash?: string | null;
  readonly previous_until?: number | null;
  readonly rights?: TokenRow["rights"];
  readonly catalogue_id?: string;
  readonly chosen?: ChosenRights | null;
  readonly doors?: readonly Door[];
  readonly homes?: readonly string[] | null;
  readonly addresses?: readonly string[] | null;
  readonly calls_per_minute?: number | null;
  readonly attended?: boolean;
  readonly expires_at?: number | null;
  readonly revoked_at?: number;
  readonly frozen_at?: number | null;
  readonly frozen_by?: string | null;
}

type Given = "name" | "secret_hash" | "rights" | "catalogue_id" | "doors" | "attended";

export type NewToken = TokenChange &
  Required<Pick<TokenChange, Given>> &
  Pick<TokenRow, "id" | "user_id" | "created_at">;

type JsonColumn = "chosen" | "doors" | "homes" | "addresses" | "attended" | "calls";

/** A token with its user as they are now: one query, as much work for a secret that nobody has. */
export type StoredToken = Omit<Filled<JoinedRow>, JsonColumn> & {
  readonly chosen?: ChosenRights;
  readonly doors: readonly Door[];
  readonly homes?: readonly string[];
  readonly addresses?: readonly string[];
  readonly attended: boolean;
  readonly calls: number;
};

/** What became of a token since the last time it was written down. */
export interface TokenUse {
  readonly token_id: string;
  readonly calls: number;
  readonly at: number;
  readonly address: string;
  readonly client?: string;
}

export interface TokenStore {
  /** @throws AppError conflict when the user has a token of that name. */
  add(token: NewToken): Promise<void>;
  /** Writes only what the change names, so that it undoes nothing that another process does
   * meanwhile; null empties. Answers false when the token is gone. @throws AppError conflict */
  change(id: string, change: TokenChange): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  get(id: string): Promise<StoredToken | undefined>;
  findByName(userId: string, name: string): Promise<StoredToken | undefined>;
  /** By the hash of its secret, or of the secret before the last rotation. */
  findByHash(hash: string): Promise<StoredToken | undefined>;
  list(userId?: string): Promise<readonly StoredToken[]>;
  /** One statement for all; tokens that were deleted meanwhile are left out. */
  countUse(uses: readonly TokenUse[]): Promise<void>;
}

const select = `SELECT tokens.id, user_id, tokens.name, secret_hash, previous_hash, previous_until,
    rights, catalogue_id, chosen, doors, homes, addresses, calls_per_minute, attended, tokens.created_at,
    tokens.expires_at, revoked_at, tokens.frozen_at, tokens.frozen_by, users.username, users.name AS user_name,
    users.role AS user_role, calls, last_used_at, last_address, last_client
  FROM tokens JOIN users ON users.id = user_id LEFT JOIN token_usage ON token_id = tokens.id`;

const addUse = bulkWriter({
  table: "token_usage",
  columns: ["token_id", "calls", "last_used_at", "last_address", "last_client"],
  values: ({ token_id, calls, at, address, client }: TokenUse) => [
    token_id,
    calls,
    at,
    address,
    client,
  ],
  where: "value->>0 IN (SELECT id FROM tokens)",
  onConflict: `(token_id) DO UPDATE SET calls = calls + excluded.calls,
    last_used_at = excluded.last_used_at, last_address = excluded.last_address,
    last_client = excluded.last_client`,
});

export function createTokenStore(database: Database): TokenStore {
  const tokens = database.sequelize.define<Model<TokenRow>, TokenRow>(
    "tokens",
    {
      id: { type: DataTypes.TEXT, primaryKey: true },
      user_id: DataTypes.TEXT,
      name: DataTypes.TEXT,
      secret_hash: DataTypes.TEXT,
      previous_hash: DataTypes.TEXT,
      previous_until: DataTypes.BIGINT,
      rights: DataTypes.TEXT,
      catalogue_id: DataTypes.TEXT,
      chosen: DataTypes.TEXT,
      doors: DataTypes.TEXT,
      homes: DataTypes.TEXT,
      addresses: DataTypes.TEXT,
      calls_per_minute: DataTypes.BIGINT,
      attended: DataTypes.INTEGER,
      created_at: DataTypes.BIGINT,
      expires_at: DataTypes.BIGINT,
      revoked_at: DataTypes.BIGINT,
      frozen_at: DataTypes.BIGINT,
      frozen_by: DataTypes.TEXT,
    },
    { timestamps: false },
  );
  const find = async (where: string, bind: Readonly<Record<string, string>>) =>
    (await database.select<JoinedRow>(`${select} ${where}`, bind)).map(fromRow);

  return {
    add: (token) =>
      database.write(async () => {
        await tokens.create(toRow(token)).catch(rethrowAsConflict(token.name));
      }),
    change: (id, change) =>
      database.write(async () => {
        const [changed] = await tokens
          .update(toColumns(change), { where: { id } })
          .catch(rethrowAsConflict(change.name ?? ""));
        return changed > 0;
      }),
    remove: (id) =>
      database.write(async () => {
        // Sequelize's destroy writes the id into the statement, which a NUL in it would end.
        const removed = await database.sequelize.query("DELETE FROM tokens WHERE id = $id", {
          type: QueryTypes.BULKDELETE,
          bind: { id },
        });
        return removed > 0;
      }),
    get: async (id) => (await find("WHERE tokens.id = $id", { id }))[0],
    findByName: async (user, name) =>
      (await find("WHERE user_id = $user AND tokens.name = $name", { user, name }))[0],
    findByHash: async (hash) =>
      (await find("WHERE secret_hash = $hash OR previous_hash = $hash", { hash }))[0],
    list: (user) =>
      user === undefined
        ? find("ORDER BY username_key, tokens.name", {})
        : find("WHERE user_id = $user ORDER BY tokens.name", { user }),
    countUse: (uses) => database.write(() => addUse(database, uses)),
  };
}

function toRow(token: NewToken): TokenRow {
  const { id, user_id, created_at, name, secret_hash, rights, catalogue_id, ...others } = token;
  const { doors, attended, ...rest } = others;
  return {
    ...{ previous_hash: null, previous_until: null, chosen: null, homes: null, addresses: null },
    ...{ calls_per_minute: null, expires_at: null, revoked_at: null },
    ...{ frozen_at: null, frozen_by: null },
    ...toColumns(rest),
    ...{ id, user_id, created_at, name, secret_hash, rights, catalogue_id },
    doors: JSON.stringify(doors),
    attended: attended ? 1 : 0,
  };
}

function toColumns({ chosen, doors, homes, addresses, attended, ...rest }: TokenChange) {
  return {
    ...rest,
    ...(chosen === undefined ? {} : { chosen: toJson(chosen) }),
    ...(doors === undefined ? {} : { doors: JSON.stringify(doors) }),
    ...(homes === undefined ? {} : { homes: toJson(homes) }),
    ...(addresses === undefined ? {} : { addresses: toJson(addresses) }),
    ...(attended === undefined ? {} : { attended: attended ? 1 : 0 }),
  };
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function fromRow(row: JoinedRow): StoredToken {
  const { chosen, doors, homes, addresses, attended, calls, ...rest } = filled(row);
  return {
    ...rest,
    calls: calls ?? 0,
    attended: attended === 1,
    // Only toRow and toColumns write these two columns. Who chose what cannot be read has chosen nothing.
    doors: parseList(doors) as readonly Door[],
    ...(chosenIn(chosen) ?? {}),
    ...(homes === undefined ? {} : { homes: parseList(homes) }),
    ...(addresses === undefined ? {} : { addresses: parseList(addresses) }),
  };
}

function chosenIn(chosen = "null"): Pick<StoredToken, "chosen"> | undefined {
  const found = parseJson(chosen);
  // What is in it is for access to read.
  return typeof found === "object" && found !== null
    ? { chosen: found as ChosenRights }
    : undefined;
}

function rethrowAsConflict(name: string) {
  return (error: unknown): never => {
    if (isTaken(error, "name"))
      throw new AppError("conflict", `This user already has a token called "${name}".`, {
        hint: "Choose another name, or rotate or delete the other token first.",
        cause: error,
      });
    throw error;
  };
}
