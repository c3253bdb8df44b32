import type { Log } from "../../log.ts";
import { bounded } from "../bounded.ts";
import { connectionLost, unlessRefused, unreachable } from "../errors.ts";
import type { Routine, Snapshot } from "../home.ts";
import type { Session } from "../session.ts";
import type { Timings } from "../timings.ts";
import type { Fields } from "../wire.ts";
import { inSlices, readConfig } from "./read-routines.ts";
import { automationRoutine, unreadableAutomation } from "./routine.ts";
import type { Names } from "./targets.ts";

/** All automations of the home, read ahead so that judging an act costs the home nothing. */
export interface Automations {
  /** Reads them in this session, and again whenever they change, until it ends. */
  begin(session: Session): void;
  /** @throws AppError home_unreachable when they cannot be read now: what is old is not told. */
  all(signal: AbortSignal): Promise<readonly Routine[]>;
}

export interface AutomationsOptions {
  readonly snapshot: () => Snapshot;
  readonly names: Names;
  readonly timings: Timings;
  readonly log: Log;
}

interface Read {
  readonly routine: Routine;
  /** Kept of those whose meaning depends on the registry. */
  readonly config?: Fields;
}

type Configs = ReadonlyMap<string, Read>;

interface Reading {
  readonly configs: Configs;
  /** Which changes it has seen. */
  readonly changes: number;
}

export function createAutomations(options: AutomationsOptions): Automations {
  let current: Following | undefined;
  return {
    begin(session) {
      const following = followAutomations(session, options);
      current = following;
      session.signal.addEventListener("abort", () => {
        if (current === following) current = undefined;
      });
    },
    all(signal) {
      if (current === undefined)
        return Promise.reject(unreachable("The home's automations are not known yet."));
      return current.all(signal);
    },
  };
}

type Following = Pick<Automations, "all">;

/** The automations as one session sees them. */
function followAutomations(session: Session, options: AutomationsOptions): Following {
  const { snapshot, names, timings, log } = options;
  let changes = 0;
  let known: Reading | undefined;
  let reading: Promise<Reading> | undefined;
  let parsed: { readonly of: Configs; readonly version: number; readonly all: readonly Routine[] } =
    {
      of: new Map(),
      version: -1,
      all: [],
    };
  let gathering: NodeJS.Timeout | undefined;
  session.signal.addEventListener("abort", () => {
    clearTimeout(gathering);
  });

  const subscription = unlessRefused(
    session.subscribe(
      { type: "subscribe_events", event_type: "automation_reloaded" },
      () => {
        changes++;
        gathering ??= setTimeout(readAhead, timings.gatherMs);
      },
      session.signal,
    ),
    undefined,
  );
  readAhead();

  function readAhead() {
    gathering = undefined;
    refresh().catch((error: unknown) => {
      if (!session.signal.aborted) log.warn({ error }, "the automations could not be read");
    });
  }

  function refresh(): Promise<Reading> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function read(): Promise<Reading> {
    // Heard of before it is read: no change falls between.
    await subscription;
    for (;;) {
      const seen = changes;
      const entries = await inSlices(automationIds(snapshot()), async (entityId) => {
        const config = await readConfig(session.ask, "automation", entityId);
        return [entityId, toRead(entityId, config, names)] as const;
      });
      known = { configs: new Map(entries), changes: seen };
      if (isFresh(known)) return known;
      if (session.signal.aborted) throw connectionLost();
    }
  }

  /** Automations come, go and are renamed without being loaded anew. */
  function isFresh({ configs, changes: seen }: Reading): boolean {
    if (seen !== changes) return false;
    if (parsed.of === configs && parsed.version === snapshot().registryVersion) return true;
    const ids = automationIds(snapshot());
    return ids.length === configs.size && ids.every((entityId) => configs.has(entityId));
  }

  function parse(configs: Configs): readonly Routine[] {
    const version = snapshot().registryVersion;
    if (parsed.of !== configs || parsed.version !== version) {
      const all = [...configs.values()].map(({ routine, config }) =>
        config === undefined ? routine : automationRoutine(routine.entity_id, config, names),
      );
      parsed = { of: configs, version, all };
    }
    return parsed.all;
  }

  return {
    async all(signal) {
      if (known !== undefined && isFresh(known)) return parse(known.configs);
      const { configs } = await bounded(refresh(), timings.commandMs, signal);
      return parse(configs);
    },
  };
}

function toRead(entityId: string, config: Fields | undefined, names: Names): Read {
  if (config === undefined) return { routine: unreadableAutomation(entityId) };
  const routine = automationRoutine(entityId, config, names);
  return namesRegistryIds(config) ? { routine, config } : { routine };
}

const namesRegistryIds = (config: Fields) => /\b[0-9a-f]{32}\b/i.test(JSON.stringify(config));

const automationIds = ({ entities }: Snapshot): readonly string[] =>
  [...entities.keys()].filter((entityId) => entityId.startsWith("automation."));
