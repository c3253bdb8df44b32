// Logins with an account of Home Assistant, as the Supervisor checks and remembers them.
import { createHash } from "node:crypto";

export interface AuthCache {
  /** What it would say without asking Home Assistant; undefined for somebody who never logged in. */
  remembers(username: string, password: string): boolean | undefined;
  clear(): void;
  /** Resolves when no login is being checked in the background any more. */
  settled(): Promise<void>;
}

export interface Logins {
  readonly cache: AuthCache;
  check(username: string, password: string): Promise<boolean>;
}

export interface LoginParts {
  checkPassword(username: string, password: string): Promise<boolean>;
  isCoreUp(): boolean;
}

/** Whoever is remembered is answered from memory, and memory is put right afterwards: the first login after a change fails. */
export function createLogins(parts: LoginParts): Logins {
  const hashes = new Map<string, string>();
  const checking = new Map<string, Promise<unknown>>();

  function remembers(username: string, password: string): boolean | undefined {
    const known = hashes.get(username);
    return known === undefined ? undefined : known === hashOf(username, password);
  }

  async function ask(username: string, password: string): Promise<boolean> {
    const isRight = await parts.checkPassword(username, password);
    if (isRight) hashes.set(username, hashOf(username, password));
    else if (remembers(username, password)) hashes.delete(username);
    return isRight;
  }

  function askInBackground(username: string, password: string): void {
    if (checking.has(username)) return;
    const asked = ask(username, password)
      // What Home Assistant cannot say now, it says at the next login.
      .catch(() => false)
      .finally(() => checking.delete(username));
    checking.set(username, asked);
  }

  return {
    cache: {
      remembers,
      clear: () => {
        hashes.clear();
      },
      settled: async () => {
        await Promise.all(checking.values());
      },
    },
    async check(username, password) {
      const remembered = remembers(username, password);
      if (!parts.isCoreUp()) return remembered === true;
      if (remembered === undefined) return ask(username, password);
      askInBackground(username, password);
      return remembered;
    },
  };
}

const hashOf = (username: string, password: string): string =>
  createHash("sha256")
    .update(JSON.stringify([username, password]))
    .digest("hex");
