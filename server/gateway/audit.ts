import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { AuditEntry, AuditStore } from "./audit-entry.ts";
import { describeCall, describeEvent } from "./describe-entry.ts";
import type { CallEnding, CallFacts, SecurityEvent, StartedCall } from "./describe-entry.ts";
import { newCallId } from "./call-id.ts";
import { oneAtATime } from "../one-at-a-time.ts";

/** The entry of a call that is on its way. */
export interface OpenEntry {
  readonly id: string;
  /** Writes down what is about to be done. Resolves when that is durable: only then may it be done.
   * @throws AppError internal when it cannot be written. */
  begin(facts: CallFacts): Promise<void>;
  /** Ends the entry. It is written within 250 ms; who needs it durable awaits `commit()`. */
  close(ending: CallEnding): void;
  /** Forgets the entry, unless "started" is already written. */
  drop(ending: CallEnding): void;
}

export interface Audit {
  /** Opens an entry before anything else happens.
   * @throws AppError internal while entries cannot be written: what cannot be written down, does not happen. */
  open(call: StartedCall): OpenEntry;
  /** Resolves when every entry closed until now is durable; concurrent callers share one write. */
  commit(): Promise<void>;
  /** Lets a caller wait when the disk is behind, so that it can follow; nothing to wait for is the rule. */
  keepPace(): Promise<void> | undefined;
  /** Writes a security event down, durably; answers its id. */
  event(event: SecurityEvent): Promise<string>;
  /** Writes everything there is, calls that are on their way as "started". */
  flush(): Promise<void>;
  /** Ends what is still open as "interrupted", writes everything, and takes nothing more. */
  close(): Promise<void>;
  /** Tells of entries when they are written: of a call that takes long also that it began. */
  onWritten(listener: (entries: readonly AuditEntry[]) => void): () => void;
  /** False while entries cannot be written. */
  isWriting(): boolean;
}

interface AuditOptions {
  readonly store: Pick<AuditStore, "write">;
  readonly clock: () => number;
  readonly log: Log;
  /** How long an entry may wait for its group; with the write itself it stays under 250 ms. */
  readonly groupMs?: number;
  /** How long to wait between attempts while entries cannot be written. */
  readonly retryMs?: number;
  /** Entries that may wait; more means that the store is not following. */
  readonly maxWaiting?: number;
}

interface Draft {
  /** Told only when it is written: masking is done in groups, off the caller's road. */
  tell: () => AuditEntry;
  started: boolean;
}

const groupSize = 500;
/** More than this waiting means that calls come faster than the disk takes them. */
const crowded = 2_000;

/** Buffers entries and writes them in groups; nothing is lost when a write fails. */
export function createAudit(options: AuditOptions): Audit {
  const { store, clock, log, groupMs = 150, retryMs = 1_000, maxWaiting = 10_000 } = options;
  const opened = new Map<string, Draft>();
  let ended: Draft[] = [];
  /** Of calls that are about to act: they wait for the next write. */
  let beginning: Draft[] = [];
  /** In order: an entry's end never overtakes its beginning. */
  const inTurn = oneAtATime();
  const listeners = new Set<(entries: readonly AuditEntry[]) => void>();
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isBroken = false;
  let isClosed = false;

  function open(call: StartedCall): OpenEntry {
    refuseWhenUnwritable();
    const at = clock();
    const id = newCallId(at);
    const draft: Draft = { tell: () => describeCall(id, at, call), started: false };
    opened.set(id, draft);
    wake(groupMs);
    const end = (ending: CallEnding) => {
      if (!opened.delete(id)) return;
      ended.push({ tell: () => describeCall(id, at, call, ending), started: true });
      wake(groupMs);
    };
    return {
      id,
      begin: (facts) => {
        draft.tell = () => describeCall(id, at, call, facts);
        beginning.push(draft);
        return commit();
      },
      close: end,
      drop: (ending) => {
        if (draft.started) end(ending);
        else opened.delete(id);
      },
    };
  }

  async function event(happened: SecurityEvent): Promise<string> {
    refuseWhenUnwritable();
    const at = clock();
    const id = newCallId(at);
    ended.push({ tell: () => describeEvent(id, at, happened), started: true });
    wake(groupMs);
    await commit();
    return id;
  }

  function commit(): Promise<void> {
    next ??= inTurn(() => {
      next = undefined;
      return write([]);
    });
    return next;
  }

  function keepPace(): Promise<void> | undefined {
    return ended.length < crowded ? undefined : commit();
  }

  function flush(): Promise<void> {
    return inTurn(() => write([...opened.values()].filter((draft) => !draft.started)));
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const [id, draft] of opened) {
      const { tell } = draft;
      ended.push({ tell: () => ({ ...tell(), status: "interrupted" }), started: true });
      opened.delete(id);
    }
    await flush();
    clearTimeout(timer);
    timer = undefined;
  }

  async function write(first: readonly Draft[]): Promise<void> {
    const ending = ended;
    ended = [];
    const starting = [...new Set([...first, ...beginning])];
    beginning = [];
    // Said before the write: an entry dropped meanwhile would otherwise stay "started" for ever.
    for (const draft of starting) draft.started = true;
    const group = [...starting, ...ending];
    let written = 0;
    try {
      for (; written < group.length; written += groupSize) {
        const entries = group.slice(written, written + groupSize).map((draft) => draft.tell());
        await store.write(entries);
        announce(entries);
      }
      if (group.length > 0) recover();
    } catch (cause) {
      for (const draft of starting.slice(written)) draft.started = false;
      ended = [...ending.slice(Math.max(0, written - starting.length)), ...ended];
      fail(cause);
      throw new AppError("internal", "The audit cannot be written.", { hint: whenFull, cause });
    }
  }

  function announce(entries: readonly AuditEntry[]): void {
    for (const listener of listeners)
      try {
        listener(entries);
      } catch (error) {
        log.error({ error }, "who listens to the audit failed");
      }
  }

  function recover(): void {
    if (!isBroken) return;
    isBroken = false;
    log.info("entries are written again; calls are let in");
    clearTimeout(timer);
    timer = undefined;
    wake(groupMs);
  }

  function fail(cause: unknown): void {
    if (!isBroken)
      log.error({ error: cause }, "entries cannot be written; calls are refused until they can");
    isBroken = true;
    wake(retryMs);
  }

  function wake(afterMs: number): void {
    if (timer !== undefined || isClosed) return;
    timer = setTimeout(() => {
      timer = undefined;
      // What failed is kept, logged and tried again.
      flush().catch(() => undefined);
    }, afterMs);
    timer.unref();
  }

  function refuseWhenUnwritable(): void {
    if (isClosed || isBroken || opened.size + ended.length >= maxWaiting)
      throw new AppError("internal", "This cannot be written down now, so it is not done.", {
        hint: whenFull,
      });
  }

  return {
    ...{ open, commit, keepPace, event, flush, close },
    onWritten(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isWriting: () => !isBroken,
  };
}

const whenFull = "Try again in a few seconds; if it stays so, the disk of this home may be full.";
