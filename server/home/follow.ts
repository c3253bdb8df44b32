import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { answerOverdue, connectionLost, refusalCode } from "./errors.ts";
import { isRunning } from "./home-config.ts";
import type { Mirror } from "./mirror.ts";
import { createPeopleWatch } from "./people.ts";
import { readAll, readKinds, type Kind } from "./readings.ts";
import { createRefresh, type Refresh } from "./refresh.ts";
import { readEntries } from "./registries.ts";
import { createBackoff } from "./resilience.ts";
import type { Session } from "./session.ts";
import { applyStates, type States } from "./states.ts";
import type { Timings } from "./timings.ts";
import { fields, text } from "./wire.ts";

export type Phase = "starting" | "reading" | "live";

export interface FollowOptions {
  readonly mirror: Mirror;
  readonly timings: Timings;
  readonly log: Log;
  readonly onPhase: (phase: Phase) => void;
  readonly onAdmin: (isAdmin: boolean) => void;
  readonly onPeople: () => void;
}

/** Which event says that which reading is old. Their data are not believed, only that they came. */
const changedBy: Readonly<Record<string, Kind>> = {
  area_registry_updated: "areas",
  floor_registry_updated: "floors",
  device_registry_updated: "devices",
  label_registry_updated: "labels",
  category_registry_updated: "categories",
  service_registered: "services",
  service_removed: "services",
  core_config_updated: "config",
};

/** Fills the mirror from a session and keeps it equal to the home until the session ends.
 * Settled when the mirror is live. */
export async function follow(session: Session, options: FollowOptions): Promise<void> {
  const { timings, log, onPhase } = options;
  while (!(await isRunning(session.ask))) {
    onPhase("starting");
    await delay(timings.startPollMs, undefined, { signal: session.signal });
  }
  onPhase("reading");
  const backoff = createBackoff(
    timings.resubscribeMs,
    timings.longestDelayMs,
    timings.resubscribeMs,
  );
  for (;;) {
    // A listener on an aborted signal is never called.
    if (session.signal.aborted) throw connectionLost();
    const attempt = new AbortController();
    setMaxListeners(0, attempt.signal); // One for each subscription.
    const end = () => {
      attempt.abort(connectionLost());
    };
    session.signal.addEventListener("abort", end, { once: true });
    try {
      await build(session, attempt.signal, options);
      onPhase("live");
      return;
    } catch (error) {
      end();
      session.signal.removeEventListener("abort", end);
      const code = refusalCode(error);
      if (code === undefined) throw error;
      // A component may not be loaded yet: refused now is not refused for ever.
      log.warn({ code }, "the home refused to be read; trying again");
      await delay(backoff.next(), undefined, { signal: session.signal });
    }
  }
}

/** Subscribes before it reads, so that nothing that changes meanwhile is missed. */
async function build(
  session: Session,
  until: AbortSignal,
  { mirror, timings, log, onAdmin, onPeople }: FollowOptions,
): Promise<void> {
  const { ask, subscribe } = session;
  const states: States = new Map();
  let live = false;
  const refresh = createRefresh({
    until,
    timings,
    log,
    async read(kinds, entityIds) {
      const [changed, fresh] = await Promise.all([
        readKinds(ask, kinds),
        readEntries(ask, entityIds),
      ]);
      until.throwIfAborted();
      mirror.readingsChanged(changed);
      mirror.entriesChanged(entityIds, fresh);
      if (changed.isAdmin !== undefined) onAdmin(changed.isAdmin);
      if (changed.isAdmin === true && (await people.watch())) onPeople();
    },
  });
  const onEvent = (event_type: string, react: (event: unknown) => void) =>
    subscribe({ type: "subscribe_events", event_type }, react, until);
  const people = createPeopleWatch(onEvent, onPeople);

  // The home takes commands in order: what is read here is not older than the subscriptions.
  const subscriptions = [
    ...Object.entries(changedBy).map(([event_type, kind]) =>
      onEvent(event_type, () => {
        refresh.mark(kind);
      }),
    ),
    people.watch(),
    onEvent("entity_registry_updated", (event) => {
      markEntities(refresh, event);
    }),
    followStates(session, until, timings.commandMs, (event) => {
      const touched = applyStates(states, event);
      if (!live) return;
      const unknown = mirror.statesChanged(touched);
      if (unknown.length > 0) refresh.mark("sources");
      for (const entityId of unknown) refresh.markEntity(entityId);
    }),
  ];
  const [readings] = await Promise.all([readAll(ask), ...subscriptions]);
  const known = new Set(states.keys());
  const entries = await readEntries(ask, [...known]);
  until.throwIfAborted();
  const unread = [...states.keys()].filter((entityId) => !known.has(entityId));
  mirror.swap(states, { ...readings, entries }, unread);
  live = true;
  onAdmin(readings.isAdmin);
  for (const entityId of unread) refresh.markEntity(entityId);
  refresh.start();
  lookSlowly(refresh, until, timings);
}

/** Settled when the first event came, which has all states: the result says only that it will. */
function followStates(
  { subscribe }: Session,
  until: AbortSignal,
  overdueMs: number,
  onStates: (event: unknown) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const overdue = setTimeout(() => {
      reject(answerOverdue());
    }, overdueMs);
    const onEvent = (event: unknown) => {
      onStates(event);
      clearTimeout(overdue);
      resolve();
    };
    const end = () => {
      clearTimeout(overdue);
      reject(connectionLost());
    };
    until.addEventListener("abort", end, { once: true });
    subscribe({ type: "subscribe_entities" }, onEvent, until).catch(reject);
  });
}

function markEntities(refresh: Refresh, event: unknown) {
  const { entity_id, old_entity_id } = fields(fields(event)["data"]);
  for (const entityId of [text(entity_id), text(old_entity_id)])
    if (entityId !== undefined) refresh.markEntity(entityId);
}

/** Rights, and the exposure of entities without a registry entry, change without an event. */
function lookSlowly(refresh: Refresh, until: AbortSignal, { slowLookMs }: Timings) {
  const timer = setInterval(() => {
    refresh.mark("exposure");
    refresh.mark("isAdmin");
  }, slowLookMs);
  until.addEventListener(
    "abort",
    () => {
      clearInterval(timer);
    },
    { once: true },
  );
}
