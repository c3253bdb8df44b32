import { setMaxListeners } from "node:events";
import type { Log } from "../log.ts";
import { callService } from "./call-service.ts";
import { createConnection } from "./connection.ts";
import { createSwitch } from "./create-switch.ts";
import { unreachable } from "./errors.ts";
import { follow, type Phase } from "./follow.ts";
import { readHistory } from "./history.ts";
import type { Home, HomeAddress, HomeStatus, Snapshot } from "./home.ts";
import { createMirror, type Mirror } from "./mirror.ts";
import { readPeople } from "./people.ts";
import { createAutomations } from "./routines/automations.ts";
import { readRoutines } from "./routines/read-routines.ts";
import { createRegistryNames } from "./routines/registry-names.ts";
import { readSceneConfig } from "./routines/scene-config.ts";
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
  const names = createRegistryNames(snapshot);
  const automations = createAutomations({ snapshot, names, timings, log });
  const awaitingReady = new Set<(isReady: boolean) => void>();
  const peopleListeners = new Set<() => void>();
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
          if (phase !== "live") return;
          settleReady(true);
          automations.begin(session);
          tellOfPeople();
        },
        onAdmin(is) {
          isAdmin = is;
        },
        onPeople: tellOfPeople,
      });
      log.info({ entities: mirror.snapshot()?.entities.size }, "the home is mirrored");
    },
  });

  function settleReady(isReady: boolean) {
    for (const settle of [...awaitingReady]) settle(isReady);
  }

  function tellOfPeople() {
    for (const listener of [...peopleListeners]) {
      try {
        listener();
      } catch (error) {
        log.error({ error }, "somebody failed to hear of changed people");
      }
    }
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

  function snapshot(): Snapshot {
    const found = mirror.snapshot();
    if (found === undefined)
      throw unreachable(reason() ?? "Vestibule is still getting to know the home.");
    return found;
  }

  return {
    id,
    name,
    snapshot,
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
    async routines(entityIds, signal) {
      const own = AbortSignal.any([signal]);
      setMaxListeners(0, own); // One for each that is read.
      return readRoutines(entityIds, {
        ask: (command) => connection.read(command, own),
        snapshot: snapshot(),
        names,
        readScene: (sceneId) =>
          readSceneConfig(sceneId, { address, timeoutMs: timings.commandMs, signal: own }),
      });
    },
    automations: (signal) => automations.all(signal),
    callService: (call, signal) => callService(connection, call, signal),
    until: (entityIds, test, timeoutMs, signal) =>
      waiting.until(entityIds, test, timeoutMs, signal),
    people: () => readPeople((command) => connection.read(command, patient)),
    onPeople(listener) {
      const own = () => {
        listener();
      };
      peopleListeners.add(own);
      return () => {
        peopleListeners.delete(own);
      };
    },
    async createSwitch(switchName) {
      const made = await createSwitch(connection, switchName, patient);
      // Whoever asks for its state next finds it.
      const isKnown = () => snapshot().entities.has(made);
      await waiting.until([made], isKnown, timings.commandMs, patient);
      return made;
    },
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
  swap(...read) {
    mirror.swap(...read);
    waiting.changed();
  },
  statesChanged(touched) {
    const unknown = mirror.statesChanged(touched);
    waiting.changed(touched);
    return unknown;
  },
  entriesChanged(ids, fresh) {
    mirror.entriesChanged(ids, fresh);
    waiting.changed(ids);
  },
});

/** Never aborted: what it is given to ends by its own time, or when the home is closed. */
const patient = new AbortController().signal;
setMaxListeners(0, patient);

const notAdmin =
  "The token is not an administrator's: Vestibule cannot ask what is exposed to Assist, and takes what nobody chose for not exposed.";
