import type { Access } from "../../server/access/access.ts";
import type { Token } from "../../server/access/tokens/token.ts";
import type { User } from "../../server/access/people/people.ts";
import { createAccess } from "../../server/access/create-access.ts";
import { currentCatalogue } from "../../server/current-catalogue.ts";
import type { BuiltInRole } from "../../server/policy/roles.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import type { Tool } from "../../server/tools/define.ts";
import { madeOnce } from "./made-once.ts";

export const silentLog = { info: () => undefined, warn: () => undefined };

export interface Person {
  readonly user: User;
  /** A token that may do what its user may. */
  readonly token: Token;
  readonly secret: string;
}

export interface TestAccess {
  readonly store: Store;
  readonly access: Access;
  /** The data directory; gone after `close`. */
  readonly dataDir: string;
  /** Somebody of each built-in role, called like it. */
  readonly people: Readonly<Record<BuiltInRole, Person>>;
  /** What the store and access read as the time; the real one until it is set. */
  readonly clock: { now: () => number };
  close(): Promise<void>;
}

export interface AccessWish extends Pick<
  Parameters<typeof createAccess>[0],
  "homePeople" | "surroundings" | "settings"
> {
  /** Tools beside the catalogue's own, which tokens may know of. */
  readonly tools?: readonly Tool[];
}

const version = "0.0.0-test";
const bcryptCost = 4;

/** A data directory in which somebody of each built-in role lives, with a token. */
const livedIn = madeOnce(async (dataDir) => {
  const store = await openStore({ dataDir, log: silentLog, version });
  const catalogue = await currentCatalogue(store, version);
  const access = await createAccess({ store, catalogue, log: silentLog, bcryptCost });
  const welcome = async (role: string): Promise<Person> => {
    const user = await access.users.create({ username: role, password: "correct horse", role });
    const issued = await access.tokens.create(user.id, {
      name: "laptop",
      rights: "same",
      doors: ["mcp", "rest", "api"],
    });
    return { user, ...issued };
  };
  const people = {
    viewer: await welcome("viewer"),
    resident: await welcome("resident"),
    editor: await welcome("editor"),
    admin: await welcome("admin"),
    guest: await welcome("guest"),
  };
  await access.close();
  await store.close();
  return { people };
});

/** Real access over a real store in a temporary directory; only its passwords are cheap. */
export async function startAccess({ tools = [], ...wish }: AccessWish = {}): Promise<TestAccess> {
  const { folder, people } = await livedIn();
  const clock = { now: Date.now };
  const store = await openStore({ dataDir: folder.path, log: silentLog, version });
  const access = await createAccess({
    ...wish,
    ...{ store, catalogue: await currentCatalogue(store, version, tools), log: silentLog },
    ...{ now: () => clock.now(), bcryptCost },
  });
  // Tools of this spec alone are as old as its tokens.
  if (tools.length > 0)
    for (const { token } of Object.values(people))
      await access.tokens.change(token.id, { known: access.catalogue });
  return {
    ...{ store, access, clock, dataDir: folder.path, people },
    async close() {
      await access.close();
      await store.close();
      await folder.remove();
    },
  };
}
