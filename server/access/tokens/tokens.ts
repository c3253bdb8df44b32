import { randomUUID } from "node:crypto";
import { AppError } from "../../errors.ts";
import type { KnownCatalogue } from "../../policy/rules.ts";
import type { Store } from "../../store/store.ts";
import type { StoredToken } from "../../store/tokens.ts";
import type { IssuedToken, Token, Tokens } from "./token.ts";
import { createSecret, hashOf, isWellFormed } from "./secrets.ts";
import { readChange, readRequest } from "./token-request.ts";
import { isCurrent, statusOf, viewOf } from "./token-views.ts";

/** A token may make others: without an end they would fill the disk. */
const mostPerUser = 100;
const longestOverlapMs = 7 * 24 * 3_600_000;

interface TokensOf {
  readonly store: Pick<Store, "tokens" | "users" | "catalogues">;
  /** What there is to have a right to now. */
  readonly current: KnownCatalogue;
  readonly now: () => number;
  /** Called when a token is written, before the answer. */
  readonly changed: () => Promise<void>;
  /** Writes down how tokens were used, so that it can be read. */
  readonly flushUsage: () => Promise<void>;
}

export function createTokens({ store, current, now, changed, flushUsage }: TokensOf): Tokens {
  async function stored(id: string): Promise<StoredToken> {
    const token = await store.tokens.get(id);
    if (token === undefined) throw unknownToken();
    return token;
  }

  async function living(id: string): Promise<StoredToken> {
    const token = await stored(id);
    const status = statusOf(token, now());
    if (status === "revoked") throw ended("The token was revoked.");
    return token;
  }

  async function write(id: string, change: Parameters<Store["tokens"]["change"]>[1]) {
    const isThere = await store.tokens.change(id, change);
    await changed();
    if (!isThere) throw unknownToken();
    return view(await stored(id));
  }

  async function view(token: StoredToken): Promise<Token> {
    const known = await store.catalogues.get(token.catalogue_id);
    return viewOf(token, { now: now(), known, current });
  }

  return {
    async create(userId, request) {
      const columns = readRequest(request, now());
      if ((await store.users.get(userId)) === undefined)
        throw new AppError("not_found", "There is no such user.", {
          hint: "Look at the users that there are.",
        });
      if ((await store.tokens.list(userId)).length >= mostPerUser) throw tooMany();
      const secret = createSecret();
      const id = randomUUID();
      await store.tokens.add({
        ...columns,
        ...{ id, user_id: userId, created_at: now(), secret_hash: hashOf(secret) },
        catalogue_id: (request.known ?? current).id,
      });
      await changed();
      return { token: await view(await stored(id)), secret };
    },
    async list(userId) {
      await flushUsage();
      return Promise.all((await store.tokens.list(userId)).map(view));
    },
    async get(id) {
      await flushUsage();
      const token = await store.tokens.get(id);
      return token === undefined ? undefined : view(token);
    },
    async change(id, change) {
      const token = await living(id);
      const known = change.known ?? (change.rights === undefined ? undefined : current);
      const columns = {
        ...readChange(change, now()),
        ...(known === undefined ? {} : { catalogue_id: known.id }),
      };
      return Object.keys(columns).length === 0 ? view(token) : write(id, columns);
    },
    async rotate(id, overlapMs = 0): Promise<IssuedToken> {
      if (!(overlapMs >= 0 && overlapMs <= longestOverlapMs))
        throw new AppError("invalid_input", "Old and new secret overlap for at most 7 days.");
      const token = await living(id);
      if (statusOf(token, now()) === "expired") throw ended("The token has expired.");
      const secret = createSecret();
      const previous =
        overlapMs === 0
          ? { previous_hash: null, previous_until: null }
          : { previous_hash: token.secret_hash, previous_until: now() + overlapMs };
      return { token: await write(id, { secret_hash: hashOf(secret), ...previous }), secret };
    },
    async revoke(id) {
      const token = await stored(id);
      if (token.revoked_at !== undefined) return view(token);
      // A mark that says frozen stays: it is about the token, whatever becomes of it.
      return write(id, {
        ...{ revoked_at: now(), previous_hash: null, previous_until: null },
        ...{ rights: "none", chosen: null },
      });
    },
    async delete(id) {
      const wasThere = await store.tokens.remove(id);
      await changed();
      if (!wasThere) throw unknownToken();
    },
    async introspect(secret) {
      if (!isWellFormed(secret)) return { active: false, reason: "malformed" };
      await flushUsage();
      const hash = hashOf(secret);
      const found = await store.tokens.findByHash(hash);
      if (found === undefined || !isCurrent(found, (other) => other === hash, now()))
        return { active: false, reason: "unknown" };
      const token = await view(found);
      return token.status === "active"
        ? { active: true, token }
        : { active: false, reason: token.status, token };
    },
  };
}

function tooMany(): AppError {
  return new AppError("conflict", `This user has ${mostPerUser} tokens already.`, {
    hint: "Delete those that nobody uses any more.",
  });
}

function unknownToken(): AppError {
  return new AppError("not_found", "There is no such token.", {
    hint: "Look at the tokens that there are; a deleted one does not come back.",
  });
}

function ended(message: string): AppError {
  return new AppError("conflict", message, { hint: "Create a new token instead." });
}
