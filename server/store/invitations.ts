import { DataTypes, QueryTypes, type Model, type Transaction } from "sequelize";
import type { Database } from "./database.ts";
import { filled, type Filled } from "./rows.ts";

interface InvitationRow {
  id: string;
  secret_hash: string;
  role: string;
  name: string | null;
  user_id: string | null;
  guest_until: number | null;
  created_by: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export type StoredInvitation = Filled<InvitationRow>;

export interface InvitationStore {
  /** Forgets those whose time is over, and of a user who is here those that are still open. */
  add(invitation: StoredInvitation): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly StoredInvitation[]>;
  findByHash(hash: string): Promise<StoredInvitation | undefined>;
  remove(id: string): Promise<boolean>;
}

const select = `SELECT id, secret_hash, role, name, user_id, guest_until, created_by, created_at,
  expires_at, used_at FROM invitations`;

export function createInvitationStore(database: Database): InvitationStore {
  const invitations = database.sequelize.define<Model<InvitationRow>, InvitationRow>(
    "invitations",
    {
      id: { type: DataTypes.TEXT, primaryKey: true },
      secret_hash: DataTypes.TEXT,
      role: DataTypes.TEXT,
      name: DataTypes.TEXT,
      user_id: DataTypes.TEXT,
      guest_until: DataTypes.BIGINT,
      created_by: DataTypes.TEXT,
      created_at: DataTypes.BIGINT,
      expires_at: DataTypes.BIGINT,
      used_at: DataTypes.BIGINT,
    },
    { timestamps: false },
  );

  const find = async (rest: string, bind: Readonly<Record<string, string>> = {}) =>
    (await database.select<InvitationRow>(`${select} ${rest}`, bind)).map(filled);

  const remove = (
    where: string,
    bind: Record<string, string | number>,
    transaction?: Transaction,
  ) =>
    database.sequelize.query(`DELETE FROM invitations WHERE ${where}`, {
      ...{ type: QueryTypes.BULKDELETE, bind },
      ...(transaction === undefined ? {} : { transaction }),
    });

  return {
    add: (invitation) =>
      database.transaction(async (transaction) => {
        await remove("expires_at <= $now", { now: invitation.created_at }, transaction);
        if (invitation.user_id !== undefined)
          await voidInvitations(database, invitation.user_id, transaction);
        const empty = { name: null, user_id: null, guest_until: null, created_by: null };
        await invitations.create({ ...empty, used_at: null, ...invitation }, { transaction });
      }),
    list: () => find("ORDER BY created_at DESC, rowid DESC"),
    findByHash: async (hash) => (await find("WHERE secret_hash = $hash", { hash }))[0],
    remove: (id) => database.write(async () => (await remove("id = $id", { id })) > 0),
  };
}

/** Within a transaction that does what the invitation is for; false when it is not good any more. */
export async function spendInvitation(
  database: Database,
  { secret_hash, now }: { readonly secret_hash: string; readonly now: number },
  transaction: Transaction,
): Promise<boolean> {
  const spent = await database.sequelize.query(
    `UPDATE invitations SET used_at = $now
     WHERE secret_hash = $secret_hash AND used_at IS NULL AND expires_at > $now`,
    { type: QueryTypes.BULKUPDATE, bind: { secret_hash, now }, transaction },
  );
  return spent > 0;
}

/** Who has a new password, or a new link to set one, leaves no older link behind that sets it again. */
export async function voidInvitations(
  database: Database,
  userId: string,
  transaction: Transaction,
): Promise<void> {
  await database.sequelize.query(
    "DELETE FROM invitations WHERE user_id = $userId AND used_at IS NULL",
    { type: QueryTypes.BULKDELETE, bind: { userId }, transaction },
  );
}
