// What goes wrong with services at the moment. Services are named "domain.service".
import { Refusal } from "./refusal.ts";

export interface Faults {
  /** Service → code of its refusal. */
  readonly refused: Map<string, string>;
  /** Service → what becomes of its answer. */
  readonly lost: Map<string, "silence" | "drop">;
  /** Service → how long its answer takes. */
  readonly blockedMs: Map<string, number>;
  /** Entities that never change. */
  readonly deaf: Set<string>;
  /** Entities that fail when a service reaches them. */
  readonly broken: Set<string>;
}

export const createFaults = (): Faults => ({
  refused: new Map(),
  lost: new Map(),
  blockedMs: new Map(),
  deaf: new Set(),
  broken: new Set(),
});

export function mend(faults: Faults): void {
  const { refused, lost, blockedMs, deaf, broken } = faults;
  for (const fault of [refused, lost, blockedMs, deaf, broken]) fault.clear();
}

/** Echoes what it was given, as Home Assistant does. @throws Refusal */
export function checkRefused({ refused }: Faults, service: string, data: object): void {
  const code = refused.get(service);
  if (code === undefined) return;
  const sorry = code === "service_validation_error" ? "Validation error: " : "";
  throw new Refusal(code, `${sorry}${service} cannot do this. Got ${JSON.stringify(data)}`);
}
