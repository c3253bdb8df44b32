// Containers that do as a spec says: a lifecycle in milliseconds.
import { once, EventEmitter } from "node:events";
import type { Container, MakeContainer } from "../container.ts";

export interface Script {
  /** Whether its health command passes, as long as nobody says otherwise. */
  readonly isHealthy?: boolean;
  /** What it ends with on SIGTERM; undefined: only SIGKILL ends it. */
  readonly stopCode?: number | undefined;
  /** It ends by itself with this as soon as it starts. */
  readonly endsWith?: number;
  readonly exec?: (argv: readonly string[]) => { readonly code: number; readonly output: string };
}

export interface Scripted extends Container {
  readonly environment: Readonly<Record<string, string>>;
  readonly commands: readonly (readonly string[])[];
  /** How long each stop would have waited. */
  readonly stops: readonly number[];
  isFine(healthy: boolean): void;
  end(code: number): void;
}

export interface Stage {
  readonly make: MakeContainer;
  readonly made: readonly Scripted[];
  /** The one that was made last. */
  last(): Scripted;
  /** For those that are made from now on. */
  play(script: Script): void;
}

const killed = 137;

export function stage(first: Script = {}): Stage {
  const made: Scripted[] = [];
  let script = first;
  return {
    made,
    make({ dataDir }) {
      const container = createScripted(script, dataDir);
      made.push(container);
      return container;
    },
    last() {
      const container = made.at(-1);
      if (container === undefined) throw new Error("No container was made yet.");
      return container;
    },
    play: (next) => void (script = next),
  };
}

function createScripted(script: Script, dataDir: string): Scripted {
  const happens = new EventEmitter();
  const commands: (readonly string[])[] = [];
  const stops: number[] = [];
  const environment: Record<string, string> = {};
  let isHealthy = script.isHealthy ?? true;
  const exited = once(happens, "exit").then(([code]) => Number(code));
  const end = (code: number) => void happens.emit("exit", code);
  return {
    ...{ dataDir, environment, commands, stops, exited, end },
    ...{ address: "172.30.33.5", ingressPort: 8099, publicPort: 7180 },
    start(given) {
      Object.assign(environment, given);
      if (script.endsWith !== undefined) end(script.endsWith);
      return Promise.resolve();
    },
    exec(argv) {
      commands.push(argv);
      return Promise.resolve(script.exec?.(argv) ?? { code: 0, output: "" });
    },
    isHealthy: () => Promise.resolve(isHealthy && script.endsWith === undefined),
    stop(timeoutMs) {
      stops.push(timeoutMs);
      end("stopCode" in script ? (script.stopCode ?? killed) : 0);
      return exited;
    },
    killServer() {
      end(killed);
      return Promise.resolve();
    },
    isFine: (healthy) => void (isHealthy = healthy),
    log: () => "a line of the app\n",
  };
}
