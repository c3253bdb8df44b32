import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { refusalCode } from "./errors.ts";
import { isRunning } from "./home-config.ts";
import type { Mirror } from "./mirror.ts";
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
    const subscriptions: (() => void)[] = [];
    try {
      await build(session, subscriptions, options);
      onPhase("live");
      return;
    } catch (error) {
      const code = refusalCode(error);
      if (code === undefined) throw error;
      // A component may not be loaded yet: refused now is not refused for ever.
      for (const unsubscribe of subscriptions) unsubscribe();
      log.warn({ code }, "the home refused to be read; trying again");
      await delay(backoff.next(), undefined, { signal: session.signal });
    }
  }
}

/** Subscribes before it reads, so that nothing that changes meanwhile is missed. */
async function build(
  session: Session,
  subscriptions: (() => void)[],
  { mirror, timings, log, onAdmin }: FollowOptions,
): Promise<void> {
  const states: States = new Map();
  let live = false;
  const refresh = createRefresh({
    signal: session.signal,
    timings,
    log,
    async read(kinds, entityIds) {
      const changed = await readKinds(session.ask, kinds);
      if (entityIds.length > 0) {
        const fresh = await readEntries(session.ask, entityIds);
        for (const entityId of entityIds) {
          const entry = fresh.get(entityId);
          if (entry === undefined) entries.delete(entityId);
          else entries.set(entityId, entry);
        }
      }
      mirror.readingsChanged({ ...changed, entries });
      if (changed.isAdmin !== undefined) onAdmin(changed.isAdmin);
    },
  });

  await Promise.all(
    Object.entries(changedBy).map(async ([event_type, kind]) => {
      subscriptions.push(
        await session.subscribe({ type: "subscribe_events", event_type }, () => {
          refresh.mark(kind);
        }),
      );
    }),
  );
  subscriptions.push(
    await session.subscribe(
      { type: "subscribe_events", event_type: "entity_registry_updated" },
      (event) => {
        markEntities(refresh, event);
      },
    ),
  );
  await new Promise<void>((resolve, reject) => {
    session
      .subscribe({ type: "subscribe_entities" }, (event) => {
        const touched = applyStates(states, event);
        resolve();
        if (!live) return;
        for (const entityId of mirror.statesChanged(touched)) refresh.markEntity(entityId);
      })
      .then((unsubscribe) => subscriptions.push(unsubscribe), reject);
  });

  const readings = await readAll(session.ask);
  const known = [...states.keys()];
  const entries = await readEntries(session.ask, known);
  mirror.swap(states, { ...readings, entries });
  onAdmin(readings.isAdmin);
  live = true;
  for (const entityId of states.keys()) if (!known.includes(entityId)) refresh.markEntity(entityId);
  refresh.start();
  lookSlowly(session, refresh, timings);
}

function markEntities(refresh: Refresh, event: unknown) {
  const { entity_id, old_entity_id } = fields(fields(event)["data"]);
  for (const entityId of [text(entity_id), text(old_entity_id)])
    if (entityId !== undefined) refresh.markEntity(entityId);
}

/** Rights, and the exposure of entities without a registry entry, change without an event. */
function lookSlowly(session: Session, refresh: Refresh, { slowLookMs }: Timings) {
  const timer = setInterval(() => {
    refresh.mark("exposure");
    refresh.mark("isAdmin");
  }, slowLookMs);
  session.signal.addEventListener(
    "abort",
    () => {
      clearInterval(timer);
    },
    { once: true },
  );
}
