/** What was looked up, until somebody changes something. */
export interface Memory<T> {
  get(key: string): Promise<T | undefined>;
  /** Everything is looked up again, also what is being looked up now. */
  forget(): void;
}

/** Remembers up to `most` of what is found, and nothing of what is not: strangers cannot fill it. */
export function remember<T>(
  lookUp: (key: string) => Promise<T | undefined>,
  most: number,
): Memory<T> {
  const known = new Map<string, T>();
  let underway = new Map<string, Promise<T | undefined>>();

  async function look(key: string, since: typeof underway): Promise<T | undefined> {
    try {
      const found = await lookUp(key);
      // What was read before a change must not be remembered after it.
      if (found !== undefined && since === underway && known.size < most) known.set(key, found);
      return found;
    } finally {
      since.delete(key);
    }
  }

  return {
    async get(key) {
      const found = known.get(key) ?? underway.get(key);
      if (found !== undefined) return found;
      const looking = look(key, underway);
      underway.set(key, looking);
      return looking;
    },
    forget() {
      known.clear();
      underway = new Map();
    },
  };
}
