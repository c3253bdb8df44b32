// Where an app runs: what the emulator asks of Docker.

export interface Container {
  /** The app's /data, on this machine. */
  readonly dataDir: string;
  /** The address that others reach it by: "172.30.33.5". */
  readonly address: string;
  /** Where its Ingress port listens. */
  readonly ingressPort: number;
  /** Where its public port listens. */
  readonly publicPort: number;
  /** Resolves when its first process runs; only once in a container's life. */
  start(environment: Readonly<Record<string, string>>): Promise<void>;
  /** Runs a command inside, in the container's environment and without a shell. */
  exec(argv: readonly string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** Whether the image's HEALTHCHECK passes now. */
  isHealthy(): Promise<boolean>;
  /** SIGTERM to process 1, and SIGKILL to everything after the time; the exit code of process 1. */
  stop(timeoutMs: number): Promise<number>;
  /** The server inside, not process 1: what a crash or the OOM killer does. */
  killServer(signal: NodeJS.Signals): Promise<void>;
  /** When process 1 ends, by itself or not: its exit code. */
  readonly exited: Promise<number>;
  /** All it wrote so far. */
  log(): string;
}

/** Makes a container from the app's code; `dataDir` outlives it, as on a real machine. */
export type MakeContainer = (wish: { readonly dataDir: string }) => Container | Promise<Container>;
