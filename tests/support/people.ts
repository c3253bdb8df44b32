import bcrypt from "bcrypt";
import { createInvitations, type OpenInvitations } from "../../server/access/people/invitations.ts";
import { createLockOut, type LockOut } from "../../server/access/people/lock-out.ts";
import { createPasswords } from "../../server/access/people/passwords.ts";
import type { HomePerson, SignIn } from "../../server/access/people/people.ts";
import { createSessions, type BrowserSessions } from "../../server/access/people/sessions.ts";
import { createSignIn } from "../../server/access/people/sign-in.ts";
import { createUsers } from "../../server/access/people/users.ts";
import type { Power } from "../../server/policy/rules.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "./access.ts";
import { madeOnce } from "./made-once.ts";

const powersOf: Readonly<Record<string, readonly Power[]>> = {
  admin: ["admin"],
  /** Made by somebody. */
  owner: ["admin"],
  keeper: ["auditor"],
  resident: [],
  guest: [],
};

export const from = { address: "192.168.1.7", client: "Firefox" } as const;

/** People over a real store, without rules, doors or a home. */
export interface TestPeople {
  readonly store: Store;
  readonly users: ReturnType<typeof createUsers>;
  readonly lockOut: LockOut;
  readonly sessions: BrowserSessions;
  readonly invitations: OpenInvitations;
  readonly signIn: SignIn;
  /** What everything reads as the time, until it is set. */
  readonly clock: { now: number };
  readonly settings: { registration: boolean; registration_role: string; newcomer_role: string };
  /** What the home says of its people; nothing when it cannot be asked. */
  readonly home: Map<string, HomePerson>;
  /** How many passwords were compared, and how many changes announced. */
  readonly seen: { comparisons: number; changes: number };
  close(): Promise<void>;
}

const version = "0.0.0-test";

const empty = madeOnce(async (dataDir) => {
  await (await openStore({ dataDir, log: silentLog, version })).close();
  return {};
});

export async function startPeople(): Promise<TestPeople> {
  const { folder } = await empty();
  const store = await openStore({ dataDir: folder.path, log: silentLog, version });
  const clock = { now: Date.UTC(2026, 10, 21) };
  const seen = { comparisons: 0, changes: 0 };
  const settings = { registration: false, registration_role: "guest", newcomer_role: "resident" };
  const home = new Map<string, HomePerson>();
  const of = {
    ...{ store, log: silentLog, now: () => clock.now },
    changed: () => {
      seen.changes += 1;
      return Promise.resolve();
    },
    isRole: (name: string) => Promise.resolve(Object.hasOwn(powersOf, name)),
    hasPower: (role: string, power: Power) =>
      Promise.resolve(powersOf[role]?.includes(power) === true),
    settings: () => settings,
    newcomerRole: () => settings.newcomer_role,
    passwords: createPasswords(4, (password, hash) => {
      seen.comparisons += 1;
      return bcrypt.compare(password, hash);
    }),
    lockOut: createLockOut({ failures: store.signInFailures, now: () => clock.now }),
  };
  const users = createUsers(of);
  const sessions = createSessions(of);
  const invitations = createInvitations(of);
  const signIn = createSignIn({
    ...{ ...of, sessions, invitations },
    welcome: (who) => users.fromHome(who, home.get(who.id), settings.newcomer_role),
  });
  return {
    ...{ store, users, lockOut: of.lockOut, sessions, invitations, signIn },
    ...{ clock, settings, home, seen },
    async close() {
      await store.close();
      await folder.remove();
    },
  };
}
