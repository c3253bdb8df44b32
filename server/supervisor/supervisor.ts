import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import {
  readApp,
  readCore,
  readMachine,
  type AppAnswer,
  type CoreAnswer,
  type MachineAnswer,
} from "./answers.ts";
import { ask, unreadable } from "./ask.ts";

/** What the Supervisor said last; a part is absent until it was told once. */
export interface Told {
  readonly core?: CoreAnswer;
  readonly app?: AppAnswer;
  readonly machine?: MachineAnswer;
  /** Epoch milliseconds of the last time when it told everything. */
  readonly at?: number;
}

/** Home Assistant's Supervisor, as far as it is asked. Nobody waits for it who does not say so. */
export interface Supervisor {
  told(): Told;
  /** Asks again, in the background. */
  askAgain(): void;
  /** What it says now; what it said last when it does not answer within the time. Never throws. */
  now(patienceMs: number): Promise<Told>;
  close(): void;
}

export interface SupervisorOptions {
  readonly url: string;
  readonly token: string;
  readonly log: Log;
  readonly timings?: Partial<typeof usualTimings>;
}

const usualTimings = {
  answerMs: 10_000,
  firstRetryMs: 2_000,
  lastRetryMs: 300_000,
  /** How long an answer counts as the one of now. */
  freshMs: 5_000,
};

/** Asks at once, and again with growing pauses until all is told. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { url, token } = options;
  const timings = { ...usualTimings, ...options.timings };
  const log = options.log.child("supervisor");
  const end = new AbortController();
  let told: Told = {};
  let asking: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = timings.firstRetryMs;
  let isSilent = false;

  async function read<T>(path: string, reader: (answer: unknown) => T): Promise<T> {
    const answer = await ask(path, { url, token, timeoutMs: timings.answerMs, signal: end.signal });
    try {
      return reader(answer);
    } catch {
      throw unreadable(path);
    }
  }

  async function askAll(): Promise<void> {
    const [core, app, machine] = await Promise.allSettled([
      read("/core/info", readCore),
      read("/addons/self/info", readApp),
      read("/info", readMachine),
    ]);
    if (end.signal.aborted) return;
    const refusal = [core, app, machine].find((answer) => answer.status === "rejected");
    told = {
      ...told,
      ...(core.status === "fulfilled" ? { core: core.value } : {}),
      ...(app.status === "fulfilled" ? { app: app.value } : {}),
      ...(machine.status === "fulfilled" ? { machine: machine.value } : {}),
      ...(refusal === undefined ? { at: Date.now() } : {}),
    };
    if (refusal === undefined) heard();
    else failed(refusal.reason);
  }

  function heard() {
    if (isSilent) log.info("the Supervisor answers again");
    isSilent = false;
    pauseMs = timings.firstRetryMs;
    log.debug({ ...told.core, public_port: told.app?.publicPort }, "the Supervisor was asked");
  }

  function failed(error: unknown) {
    const reason = error instanceof AppError ? error.message : "It cannot be asked.";
    if (isSilent) log.debug({ reason }, "the Supervisor still does not say all that it is asked");
    else log.warn({ reason }, "the Supervisor does not say all that it is asked; trying again");
    isSilent = true;
    retry = setTimeout(askAgain, pauseMs).unref();
    pauseMs = Math.min(2 * pauseMs, timings.lastRetryMs);
  }

  function askAgain(): void {
    if (end.signal.aborted) return;
    clearTimeout(retry);
    asking ??= askAll().finally(() => (asking = undefined));
  }

  askAgain();
  return {
    told: () => told,
    askAgain,
    async now(patienceMs) {
      if (told.at !== undefined && Date.now() - told.at < timings.freshMs) return told;
      askAgain();
      await within(patienceMs, asking);
      return told;
    },
    close() {
      clearTimeout(retry);
      end.abort();
    },
  };
}

/** Waits for it, at most so long. */
function within(patienceMs: number, what: Promise<void> | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    void what?.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
