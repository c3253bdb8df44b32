import type { Catalogue, Domain } from "../services/define.ts";
import { createBus, type Bus } from "./bus.ts";
import { createConfigs, type Configs } from "./configs.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createHistory, type History } from "./history.ts";
import type { EntityEntry, RecordedCall } from "./model.ts";
import { createRandom, type Random } from "./random.ts";
import { createRegistries, type Registries } from "./registries.ts";
import { createStates, type States } from "./states.ts";
import { createUsers, type Users } from "./users.ts";

export const version = "2026.11.0";

export interface Lifecycle {
  state: "NOT_RUNNING" | "STARTING" | "RUNNING";
  /** Integrations that are loaded; commands of the others are unknown. */
  readonly components: Set<string>;
}

export interface Notification {
  readonly notification_id: string;
  readonly title: string | null;
  readonly message: string;
  readonly created_at: string;
}

export interface TodoItem {
  readonly uid: string;
  readonly summary: string;
  readonly status: "needs_action" | "completed";
}

/** What a simulated Home Assistant remembers, whoever is connected. */
export interface Core {
  readonly random: Random;
  readonly bus: Bus;
  readonly states: States;
  readonly registries: Registries;
  /** Options of entities without a registry entry. */
  readonly unregisteredOptions: Map<string, EntityEntry["options"]>;
  /** Integrations of entities without a registry entry. */
  readonly unregisteredSources: Map<string, string>;
  readonly users: Users;
  readonly lifecycle: Lifecycle;
  readonly notifications: Map<string, Notification>;
  /** By domain; starts as the house's own catalogue. */
  readonly services: Map<string, Domain>;
  readonly todoItems: Map<string, readonly TodoItem[]>;
  readonly configs: Configs;
  readonly faults: Faults;
  /** How long covers and locks move; 0: not at all. */
  readonly transitMs: number;
  readonly calls: RecordedCall[];
  readonly history: History;
  /** When it was furnished: the history before is made up, after that recorded. */
  readonly startedAt: number;
  /** What `homeassistant.restart` does. */
  readonly restart: () => void;
}

interface CoreParts {
  readonly seed: number;
  readonly services: Catalogue;
  readonly transitMs: number;
  readonly restart: () => void;
}

export function createCore({ seed, services, transitMs, restart }: CoreParts): Core {
  const random = createRandom(seed);
  const bus = createBus();
  const states = createStates(bus);
  const startedAt = Date.now();
  return {
    ...{ random, bus, states, startedAt, transitMs, restart },
    registries: createRegistries(bus),
    unregisteredOptions: new Map(),
    unregisteredSources: new Map(),
    configs: createConfigs(),
    faults: createFaults(),
    users: createUsers(random, bus),
    lifecycle: { state: "RUNNING", components: new Set() },
    notifications: new Map(),
    services: new Map(Object.entries(services)),
    todoItems: new Map(),
    calls: [],
    history: createHistory({ bus, states, startedAt }),
  };
}

export const domainOf = (entityId: string): string => entityId.slice(0, entityId.indexOf("."));
