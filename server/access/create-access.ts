import type { Log } from "../log.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Surroundings } from "../policy/conditions.ts";
import { roleOf } from "../policy/roles.ts";
import type { KnownCatalogue } from "../policy/rules.ts";
import type { Store } from "../store/store.ts";
import type { Access } from "./access.ts";
import { createHomeList } from "./people/ask-home.ts";
import { createAuthenticator } from "./authenticate.ts";
import { createFreeze } from "./rules/freeze.ts";
import type { RunSettings } from "./rules/house-rules.ts";
import { createImagine } from "./rules/imagine.ts";
import { createInvitations } from "./people/invitations.ts";
import { createLockOut } from "./people/lock-out.ts";
import { createPasswords } from "./people/passwords.ts";
import type { HomePerson } from "./people/people.ts";
import { createPermissions } from "./rules/permissions.ts";
import { createPrincipals } from "./principals.ts";
import { createRoles } from "./rules/roles.ts";
import { openRules } from "./rules/rulebook.ts";
import { createSessions } from "./people/sessions.ts";
import { createSettings } from "./rules/settings.ts";
import { createSetup } from "./people/setup.ts";
import { createSignIn } from "./people/sign-in.ts";
import { createTokens } from "./tokens/tokens.ts";
import { createUsage } from "./tokens/usage.ts";
import { createUsers } from "./people/users.ts";
import { watchRevision } from "./watch.ts";

interface AccessOptions {
  readonly store: Store;
  /** What there is to have a right to in this Vestibule. */
  readonly catalogue: KnownCatalogue;
  readonly log: Pick<Log, "warn">;
  /** What conditions are about, now; absent: nothing is known of the home. */
  readonly surroundings?: () => Surroundings;
  /** Who has an account in the home; absent or failing: nobody can be asked. */
  readonly homePeople?: () => Promise<readonly HomePerson[]>;
  /** What the options say. */
  readonly settings?: Partial<RunSettings>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** How much work a password costs: twice as much with each step. */
  readonly bcryptCost?: number;
}

const usualSettings: RunSettings = {
  calls_per_minute: 100,
  registration: false,
  registration_role: "viewer",
  newcomer_role: "resident",
  home_sign_in: true,
};

/** Who is calling and what they may do: people, tokens and rules over the store. Close it before the store. */
export async function createAccess(options: AccessOptions): Promise<Access> {
  const { store, catalogue, log, homePeople, now = Date.now, bcryptCost = 12 } = options;
  const surroundings = options.surroundings ?? (() => unknownAt(now()));

  const rules = await openRules({
    ...{ store, log },
    defaults: { ...usualSettings, ...options.settings },
  });
  const principals = createPrincipals({ store, rules });
  const watch = watchRevision({
    revision: () => store.revision(),
    forget() {
      principals.forget();
      return rules.readAgain();
    },
    log,
  });
  const changed = () => watch.changed();

  const roleNamed = async (name: string) => roleOf(name, (await rules.now()).roles);
  const people = {
    ...{ store, log, now, changed },
    passwords: createPasswords(bcryptCost),
    lockOut: createLockOut({ failures: store.signInFailures, now }),
    isRole: async (name: string) => (await rules.now()).roles.has(name),
    hasPower: async (role: string, power: "admin" | "auditor") =>
      (await roleNamed(role)).powers.includes(power),
    settings: () => rules.settings(),
    newcomerRole: () => rules.settings().newcomer_role,
  };
  const users = createUsers(people);
  const home = createHomeList({
    ...{ now, log, follow: (list) => users.followHome(list) },
    ...(homePeople === undefined ? {} : { ask: homePeople }),
  });
  const welcome = async (who: Parameters<Access["authenticateHomeUser"]>[0]) =>
    users.fromHome(who, await home.find(who.id), people.newcomerRole());

  const sessions = createSessions(people);
  const invitations = createInvitations(people);
  const usage = createUsage(store.tokens, log);
  const tokens = createTokens({
    ...{ store, current: catalogue, now, changed },
    flushUsage: () => usage.flush(),
  });
  const authenticator = createAuthenticator({
    ...{ principals, store, sessions, welcome, surroundings, now },
    used: (tokenId, { address, client }) => {
      usage.count(tokenId, { at: now(), address, ...(client === undefined ? {} : { client }) });
    },
  });
  const { principalOf } = authenticator;
  const imagine = createImagine({ store, rules, principalOf, surroundings, now });
  const roles = createRoles({ store, rules, now, changed });
  // Whether an admin is left is asked of people and of roles before either is written.
  const inTurn = oneAtATime();

  return {
    ...authenticator,
    catalogue,
    onChange: (listener) => watch.onChange(listener),
    ...{ tokens, sessions, invitations },
    // What the home says by itself counts as what it would answer.
    users: {
      ...users,
      change: (id, change) => inTurn(() => users.change(id, change)),
      delete: (id) => inTurn(() => users.delete(id)),
      followHome: (list) => home.take(list),
    },
    signIn: createSignIn({ ...people, sessions, invitations, welcome }),
    roles: {
      ...roles,
      put: (name, change, by) => inTurn(() => roles.put(name, change, by)),
      reset: (name) => inTurn(() => roles.reset(name)),
      delete: (name) => inTurn(() => roles.delete(name)),
    },
    permissions: createPermissions({ store, rules, now, changed, imagine }),
    freeze: createFreeze({ store, rules, tokens, users, surroundings, now, changed }),
    settings: createSettings({ store, rules, changed }),
    setup: createSetup(people),
    async close() {
      await watch.close();
      await usage.flush();
    },
  };
}

const unknownAt = (now: number): Surroundings => ({
  now,
  local: () => undefined,
  somebodyHome: () => undefined,
  stateOf: () => undefined,
});
