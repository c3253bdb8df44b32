import type { Log } from "../log.ts";
import type { KnownCatalogue } from "../policy/rules.ts";
import type { Store } from "../store/store.ts";
import type { Access } from "./access.ts";
import { createAuthenticator } from "./authenticate.ts";
import { createSetup } from "./setup.ts";
import { createTokens } from "./tokens.ts";
import { createUsage } from "./usage.ts";
import { createUsers } from "./users.ts";
import { watchRevision } from "./watch.ts";

interface AccessOptions {
  readonly store: Store;
  /** What there is to have a right to in this Vestibule. */
  readonly catalogue: KnownCatalogue;
  readonly log: Pick<Log, "warn">;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** How much work a password costs: twice as much with each step. */
  readonly bcryptCost?: number;
}

/** Who is calling: users and tokens over the store. Close it before the store. */
export function createAccess({
  store,
  catalogue,
  log,
  now = Date.now,
  bcryptCost = 12,
}: AccessOptions): Access {
  const usage = createUsage(store.tokens, log);
  const watch = watchRevision(() => store.revision(), log);
  const changed = () => watch.changed();
  const authenticator = createAuthenticator({
    store,
    now,
    used: (tokenId, { address, client }) => {
      usage.count(tokenId, { at: now(), address, ...(client === undefined ? {} : { client }) });
    },
  });
  watch.onChange(() => {
    authenticator.forget();
  });

  return {
    authenticate: (secret, arrival) => authenticator.authenticate(secret, arrival),
    isAlive: (principal) => authenticator.isAlive(principal),
    principalOf: (who) => authenticator.principalOf(who),
    catalogue,
    onChange: (listener) => watch.onChange(listener),
    tokens: createTokens({
      ...{ store, current: catalogue, now, changed },
      flushUsage: () => usage.flush(),
    }),
    users: createUsers({ users: store.users, now, bcryptCost, changed }),
    setup: createSetup({ store, now, bcryptCost, changed }),
    async close() {
      await watch.close();
      await usage.flush();
    },
  };
}
