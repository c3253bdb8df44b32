// What the emulated Supervisor is made of: one process on one address, as on a real machine.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Manifest } from "./manifest.ts";

/** One side of the Supervisor; the first that takes a request answers it. */
export interface Door {
  /** Whether it was for this door; the answer may come later. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Ends all that it keeps open. */
  close(): Promise<void>;
}

/** Time, so that a spec need not wait for it. */
export interface Clock {
  now(): number;
  /** Calls back once; the answer takes it back. */
  after(ms: number, done: () => void): () => void;
}

export type AppState = "startup" | "started" | "stopped" | "error" | "unknown";

/** An app as the Supervisor knows it. Its fields change while it lives: whoever acts looks each time. */
export interface InstalledApp {
  /** With the repository before it: "local_vestibule". */
  readonly slug: string;
  manifest: Manifest;
  /** 112 hex digits, new at each start; undefined while it is stopped. */
  token: string | undefined;
  /** What the user set, over the manifest's own options. */
  options: Record<string, unknown>;
  /** What the user set, over the manifest's own ports. */
  network: Record<string, number | null>;
  state: AppState;
  /** As long as it is installed. */
  readonly ingressToken: string;
  /** The address of its container; undefined while it is stopped. */
  address: string | undefined;
  /** Where its Ingress port really listens, for the proxy. */
  ingressPort: number;
  watchdog: boolean;
  bootOnStart: boolean;
  autoUpdate: boolean;
  ingressPanel: boolean;
}

/** Home Assistant behind the Supervisor: a real one, or the demo's. */
export interface Core {
  /** "http://127.0.0.1:8123" */
  readonly url: string;
  /** The Supervisor's own token there. */
  readonly token: string;
  readonly version: string;
}

/** Somebody who opens the panel. */
export interface CoreUser {
  readonly id: string;
  /** Null for users that the Supervisor or an integration made. */
  readonly username: string | null;
  readonly name: string | null;
}

export interface EmulatorParts {
  readonly app: InstalledApp;
  readonly core: Core;
  readonly clock: Clock;
}
