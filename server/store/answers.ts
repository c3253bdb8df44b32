import { QueryTypes } from "sequelize";
import { AppError } from "../errors.ts";
import type { Database } from "./database.ts";

/** A call under a name that its caller gave it. */
export interface Claim {
  /** Who calls, and which home: names of others are other names. */
  readonly scope: string;
  readonly key: string;
  readonly callId: string;
}

export interface Claiming extends Claim {
  /** Of the tool and its arguments: a name stands for one request. */
  readonly digest: string;
  readonly at: number;
  /** How long the name stands for this call; absent: a day. */
  readonly keptMs?: number;
}

export type Claimed =
  | { readonly kind: "new" }
  /** It is not known how it ended: it still runs, or the process that ran it is gone. */
  | { readonly kind: "running"; readonly callId: string; readonly at: number }
  | {
      readonly kind: "answered";
      readonly callId: string;
      readonly at: number;
      /** As it was given to `finish`; absent when it was too large to keep. */
      readonly outcome?: string;
    }
  /** The name stands for another request. */
  | { readonly kind: "other"; readonly callId: string };

export interface AnswerStore {
  /** Takes the name for this call, or says what it stands for already. On the disk when it answers, so that
   * not even a power cut between claim and act lets the act happen twice. */
  begin(claiming: Claiming): Promise<Claimed>;
  /** Keeps the answer, as JSON without secrets, until then; absent: as long as the name. */
  finish(claim: Claim, outcome: string, expiresAt?: number): Promise<void>;
  /** Gives the name back: nothing was done. */
  forget(claim: Claim): Promise<void>;
}

interface AnswerRow {
  readonly digest: string;
  readonly call_id: string;
  readonly at: number;
  readonly outcome: string | null;
}

const usuallyKeptMs = 24 * 3_600_000;
const maxOutcomeLength = 64 * 1024;
/** How many claims one clearing away is for. */
const clearEvery = 100;
/** Between two looks another process may give a name back, and a third one take it. */
const maxLooks = 5;
const tooLarge = "";

export function createAnswerStore(database: Database): AnswerStore {
  let claims = 0;

  /** One statement, so that of two processes just one has the name. */
  async function claim({ scope, key, digest, callId, at, keptMs }: Claiming): Promise<boolean> {
    const taken = await database.sequelize.query(
      `INSERT INTO answers (scope, name, digest, call_id, at, expires_at)
       VALUES ($scope, $key, $digest, $callId, $at, $expiresAt)
       ON CONFLICT (scope, name) DO UPDATE SET digest = excluded.digest,
         call_id = excluded.call_id, at = excluded.at, expires_at = excluded.expires_at,
         outcome = NULL
       WHERE expires_at <= excluded.at`,
      {
        // For a number of rows: an upsert that finds its WHERE false changes none.
        type: QueryTypes.BULKUPDATE,
        bind: { scope, key, digest, callId, at, expiresAt: at + (keptMs ?? usuallyKeptMs) },
      },
    );
    return taken > 0;
  }

  async function clear(at: number): Promise<void> {
    await database.sequelize.query("DELETE FROM answers WHERE expires_at <= $at", {
      type: QueryTypes.BULKDELETE,
      bind: { at },
    });
  }

  return {
    begin: (claiming) =>
      database.writeDurably(async () => {
        if (claims++ % clearEvery === 0) await clear(claiming.at);
        for (let look = 0; look < maxLooks; look += 1) {
          if (await claim(claiming)) return { kind: "new" };
          const [row] = await database.select<AnswerRow>(
            `SELECT digest, call_id, at, outcome FROM answers
             WHERE scope = $scope AND name = $key`,
            { scope: claiming.scope, key: claiming.key },
          );
          if (row !== undefined) return meaningOf(row, claiming);
        }
        throw new AppError("conflict", "Others use the same idempotency key at the same time.", {
          hint: "Try again, or use another key.",
        });
      }),
    finish: ({ scope, key, callId }, outcome, expiresAt) =>
      database.write(async () => {
        await database.sequelize.query(
          `UPDATE answers SET outcome = $outcome, expires_at = ifnull($expiresAt, expires_at)
           WHERE scope = $scope AND name = $key AND call_id = $callId`,
          {
            bind: {
              ...{ scope, key, callId },
              outcome: outcome.length > maxOutcomeLength ? tooLarge : outcome,
              expiresAt: expiresAt ?? null,
            },
          },
        );
      }),
    forget: ({ scope, key, callId }) =>
      database.write(async () => {
        await database.sequelize.query(
          `DELETE FROM answers
           WHERE scope = $scope AND name = $key AND call_id = $callId AND outcome IS NULL`,
          { type: QueryTypes.BULKDELETE, bind: { scope, key, callId } },
        );
      }),
  };
}

function meaningOf({ digest, call_id: callId, at, outcome }: AnswerRow, asked: Claiming): Claimed {
  if (digest !== asked.digest) return { kind: "other", callId };
  if (outcome === null) return { kind: "running", callId, at };
  return { kind: "answered", callId, at, ...(outcome === tooLarge ? {} : { outcome }) };
}
