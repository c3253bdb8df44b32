export interface Deadline {
  readonly signal: AbortSignal;
  /** For what was done in time. */
  clear(): void;
}

/** A signal that comes after a time, or with another one. Not by `AbortSignal.any`: in Node 20 a timeout that nobody
 * else holds is sometimes collected before it comes, and what waits for it waits for ever. */
export function deadline(ms: number, other?: AbortSignal): Deadline {
  const own = new AbortController();
  const abort = () => own.abort();
  const timer = setTimeout(abort, ms);
  other?.addEventListener("abort", abort, { once: true });
  if (other?.aborted === true) abort();
  return {
    signal: own.signal,
    clear() {
      clearTimeout(timer);
      other?.removeEventListener("abort", abort);
    },
  };
}
