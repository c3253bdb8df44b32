import type { Log } from "../../log.ts";
import type { TokenStore, TokenUse } from "../../store/tokens.ts";

const groupMs = 1_000;

export interface Usage {
  count(tokenId: string, use: Omit<TokenUse, "token_id" | "calls">): void;
  /** Writes down what is not written yet; also the last thing before the store is closed. */
  flush(): Promise<void>;
}

/** Remembers in memory how tokens are used, and writes it down at most once a second: no call waits. */
export function createUsage(tokens: Pick<TokenStore, "countUse">, log: Pick<Log, "warn">): Usage {
  let uses = new Map<string, TokenUse>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    const group = uses;
    if (group.size === 0) return;
    uses = new Map();
    try {
      await tokens.countUse([...group.values()]);
    } catch (error) {
      log.warn({ error, tokens: group.size }, "use of tokens could not be written down");
      for (const use of group.values()) add(use);
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  function add(use: TokenUse): void {
    const known = uses.get(use.token_id);
    // What failed to be written is older than what came meanwhile.
    const latest = known === undefined || known.at <= use.at ? use : known;
    uses.set(use.token_id, { ...latest, calls: use.calls + (known?.calls ?? 0) });
  }

  return {
    count(tokenId, use) {
      add({ token_id: tokenId, calls: 1, ...use });
      timer ??= setTimeout(() => void flush(), groupMs).unref();
    },
    flush,
  };
}
