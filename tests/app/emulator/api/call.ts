// One call of an app that may make it.
import type { IncomingMessage } from "node:http";
import type { Clock, Core, InstalledApp } from "../parts.ts";
import type { Answer } from "./answer.ts";
import type { Discovery } from "./discovery.ts";
import type { Logins } from "./logins.ts";
import type { Machine } from "./machine.ts";

export interface Lifecycle {
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** All that the app wrote so far. */
  log(): string;
}

export interface Call {
  readonly req: IncomingMessage;
  readonly query: URLSearchParams;
  /** What a route's path leaves open. */
  readonly named: Readonly<Record<string, string>>;
  readonly app: InstalledApp;
  readonly core: Core;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly lifecycle: Lifecycle;
  readonly logins: Logins;
  readonly discovery: Discovery;
}

export type AnswerCall = (call: Call) => Answer | Promise<Answer>;

export interface Route {
  readonly method: "DELETE" | "GET" | "POST";
  /** "/services/:service" */
  readonly path: string;
  readonly answer: AnswerCall;
}
