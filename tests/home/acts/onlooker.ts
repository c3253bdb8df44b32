// Looks at the home past Vestibule, on a connection of the owner's: what really moved.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { openWire, type Wire } from "../harness/wire.ts";

const states = z.array(
  z.object({
    entity_id: z.string(),
    state: z.string(),
    attributes: z.record(z.string(), z.unknown()),
  }),
);
const heardCall = z.object({
  data: z.object({ domain: z.string(), service: z.string(), service_data: z.unknown() }),
  context: z.object({ id: z.string() }),
});

export interface HeardCall {
  readonly service: string;
  readonly data: unknown;
  readonly contextId: string;
}

export type StatesNow = ReadonlyMap<string, z.infer<typeof states>[number]>;

export interface Onlooker {
  readonly wire: Wire;
  /** Every service that Home Assistant was called with since this was opened, by whomever. */
  heard(): readonly HeardCall[];
  states(): Promise<StatesNow>;
  /** What is otherwise than it was, as text, but for what moves by itself. Gives late effects time to
   * show. */
  movedSince(before: StatesNow, afterMs: number): Promise<readonly string[]>;
  call(service: string, target: object, data?: object): Promise<void>;
  close(): Promise<void>;
}

/** What changes by itself in a home that nobody touches. */
const restless =
  /^(sensor|weather|sun|calendar|device_tracker|geo_location|person|zone|update|camera|image|conversation|air_quality|event|binary_sensor|image_processing)\./;

export async function openOnlooker(url: string, token: string): Promise<Onlooker> {
  const wire = await openWire(url, token);
  const heard: HeardCall[] = [];
  await wire.listen({ type: "subscribe_events", event_type: "call_service" }, (event) => {
    const { data, context } = heardCall.parse(event);
    const { domain, service, service_data } = data;
    heard.push({ service: `${domain}.${service}`, data: service_data, contextId: context.id });
  });
  const read = async (): Promise<StatesNow> => {
    const all = states.parse(await wire.command({ type: "get_states" }));
    return new Map(all.map((one) => [one.entity_id, one]));
  };
  return {
    wire,
    heard: () => heard,
    states: read,
    async movedSince(before, afterMs) {
      await pause(afterMs);
      const after = await read();
      return [...new Set([...before.keys(), ...after.keys()])]
        .filter((id) => !restless.test(id))
        .map((id) => [told(before.get(id)), told(after.get(id))] as const)
        .flatMap(([was, is]) => (was === is ? [] : [`${was} -> ${is}`]));
    },
    async call(name, target, data = {}) {
      const [domain, service] = name.split(".");
      const call = { type: "call_service", domain, service, service_data: data };
      await wire.command(Object.keys(target).length === 0 ? call : { ...call, target });
    },
    close: () => wire.close(),
  };
}

const told = (state: unknown): string =>
  state === undefined ? "not there" : JSON.stringify(state);
