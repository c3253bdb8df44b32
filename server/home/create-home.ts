import type { Log } from "../log.ts";
import { callService } from "./call-service.ts";
import { createConnection } from "./connection.ts";
import { unreachable } from "./errors.ts";
import { follow, type Phase } from "./follow.ts";
import { readHistory } from "./history.ts";
import type { Home, HomeAddress, HomeStatus } from "./home.ts";
import { createMirror, type Mirror } from "./mirror.ts";
import { createSearch } from "./search/search.ts";
import type { Session } from "./session.ts";
import { defaultTimings, type Timings } from "./timings.ts";
import { createWaiting, type Waiting } from "./waiting.ts";

export interface HomeOptions {
  readonly id: string;
  readonly name: string;
  readonly address: HomeAddress;
  readonly log: Log;
  readonly timings?: Partial<Timings>;
}

/** A home that connects by itself, and again whenever it was lost, until it is closed. */
export function createHome(options: HomeOptions): Home {
  const { id, name, address } = options;
  const timings = { ...defaultTimings, ...options.timings };
  const log = options.log.child("home");
  const search = createSearch();
  const waiting = createWaiting();
  const mirror = watched(createMirror(search), waiting);
  const awaitingReady = new Set<(isReady: boolean) => void>();
  let current: { readonly session: Session; phase: Phase } | undefined;
  let freshAt: number | undefined;
  let isAdmin = true;
  let closed = false;

  const connection = createConnection({
    address,
    timings,
    log,
    async follow(session) {
      const following = { session, phase: "reading" as Phase };
      current = following;
      session.signal.addEventListener("abort", () => {
        if (following.phase === "live") freshAt = session.heardAt();
        if (current === following) current = undefined;
      });
      await follow(session, {
        mirror,
        timings,
        log,
        onPhase(phase) {
          following.phase = phase;
          if (phase === "live") settleReady(true);
        },
        onAdmin(is) {
          isAdmin = is;
        },
      });
      log.info({ entities: mirror.snapshot()?.entities.size }, "the home is mirrored");
    },
  });

  function settleReady(isReady: boolean) {
    for (const settle of [...awaitingReady]) settle(isReady);
  }

  function state(): HomeStatus["state"] {
    const { state: connected } = connection.status();
    if (connected === "refused") return "refused";
    if (current?.phase === "live") return "ready";
    if (current?.phase === "starting") return "starting";
    if (connected === "connected" || mirror.snapshot() === undefined) return "connecting";
    return "away";
  }

  function reason(): string | undefined {
    if (current === undefined) return connection.status().reason;
    if (current.phase === "starting") return "Home Assistant is starting.";
    if (current.phase === "reading") return undefined;
    const config = mirror.snapshot()?.config;
    const reasons = [
      ...(config?.recovery_mode === true
        ? ["Home Assistant is in recovery mode: most integrations are not loaded."]
        : []),
      ...(config?.safe_mode === true
        ? ["Home Assistant is in safe mode: custom integrations are not loaded."]
        : []),
      ...(isAdmin ? [] : [notAdmin]),
    ];
    return reasons.length === 0 ? undefined : reasons.join(" ");
  }

  return {
    id,
    name,
    snapshot() {
      const snapshot = mirror.snapshot();
      if (snapshot === undefined)
        throw unreachable(reason() ?? "Vestibule is still getting to know the home.");
      return snapshot;
    },
    status() {
      const { breaker, reconnects, version } = connection.status();
      const why = reason();
      const fresh = current?.phase === "live" ? current.session.heardAt() : freshAt;
      return {
        state: state(),
        ...(why === undefined ? {} : { reason: why }),
        ...(version === undefined ? {} : { version }),
        entities: mirror.snapshot()?.entities.size ?? 0,
        ...(fresh === undefined ? {} : { freshAt: fresh }),
        breaker,
        reconnects,
      };
    },
    search: (query) => search.search(query),
    nearest: (text, visible, limit) => search.nearest(text, visible, limit),
    history: (request, signal) =>
      readHistory((command) => connection.read(command, signal), request),
    routines: () => Promise.reject(unreachable("Routines are not read yet.")),
    automations: () => Promise.reject(unreachable("Automations are not read yet.")),
    callService: (call, signal) => callService(connection, call, signal),
    until: (entityIds, test, timeoutMs, signal) =>
      waiting.until(entityIds, test, timeoutMs, signal),
    ready(timeoutMs) {
      if (current?.phase === "live" || closed) return Promise.resolve(!closed);
      return new Promise((resolve) => {
        const settle = (isReady: boolean) => {
          clearTimeout(timer);
          awaitingReady.delete(settle);
          resolve(isReady);
        };
        const timer = setTimeout(settle, timeoutMs, false);
        awaitingReady.add(settle);
      });
    },
    async close() {
      closed = true;
      settleReady(false);
      waiting.close();
      await connection.close();
    },
  };
}

/** The mirror, and whoever waits hears of its changes. */
const watched = (mirror: Mirror, waiting: Waiting): Mirror => ({
  ...mirror,
  swap(states, readings) {
    mirror.swap(states, readings);
    waiting.changed();
  },
  statesChanged(touched) {
    const unknown = mirror.statesChanged(touched);
    waiting.changed(touched);
    return unknown;
  },
});

const notAdmin =
  "The token is not an administrator's: Vestibule cannot ask what is exposed to Assist, and takes what nobody chose for not exposed.";
