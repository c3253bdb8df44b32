import { seconds } from "../core/clock.ts";
import { domainOf } from "../core/core.ts";
import type { State } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import { answer, flag, isEntityId, list, text, type Command } from "../wire/command.ts";

/** Domains whose changes of attributes count as changes. */
const tellingDomains = new Set(["climate", "device_tracker", "humidifier", "water_heater"]);
const neverMinimal = new Set(["climate", "humidifier", "input_datetime", "water_heater"]);

interface Asked {
  readonly start: number;
  readonly end: number;
  readonly startState: boolean;
  readonly significantOnly: boolean;
  readonly minimal: boolean;
  readonly noAttributes: boolean;
}

const row = ({ state, attributes, last_changed, last_updated }: State, asked: Asked) => ({
  s: state,
  ...(asked.noAttributes && asked.minimal ? {} : { a: asked.noAttributes ? {} : attributes }),
  lu: seconds(last_updated),
  ...(last_changed === last_updated ? {} : { lc: seconds(last_changed) }),
});

function rowsOf(entityId: string, states: readonly State[], asked: Asked): readonly object[] {
  const { start, end, significantOnly, minimal } = asked;
  const countsAttributes = !significantOnly || tellingDomains.has(domainOf(entityId));
  const inside = states.filter(
    ({ last_updated, last_changed }) =>
      last_updated > start &&
      last_updated < end &&
      (countsAttributes || last_changed === last_updated),
  );
  const before = asked.startState ? states.findLast((one) => one.last_updated <= start) : undefined;
  const [first, ...rest] = before ? [startingAt(before, start), ...inside] : inside;
  if (!first) return [];
  if (!minimal || neverMinimal.has(domainOf(entityId)))
    return [first, ...rest].map((state) => row(state, asked));
  const changes = rest.filter((state, at) => state.state !== (rest[at - 1] ?? first).state);
  const short = changes.map(({ state, last_updated }) => ({ s: state, lu: seconds(last_updated) }));
  return [row(first, asked), ...short];
}

const startingAt = (state: State, start: number): State => ({
  ...state,
  last_changed: start,
  last_updated: start,
});

function timeOf(time: string, name: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw new Refusal(`invalid_${name}`, `Invalid ${name}`);
  return ms;
}

export const history: Readonly<Record<string, Command>> = {
  "history/history_during_period": answer(
    {
      start_time: text,
      "end_time?": text,
      entity_ids: list(text),
      "include_start_time_state?": flag,
      "significant_changes_only?": flag,
      "minimal_response?": flag,
      "no_attributes?": flag,
    },
    (args, core) => {
      const asked: Asked = {
        start: timeOf(args.start_time, "start_time"),
        end: args.end_time === undefined ? Infinity : timeOf(args.end_time, "end_time"),
        startState: args.include_start_time_state ?? true,
        significantOnly: args.significant_changes_only ?? true,
        minimal: args.minimal_response ?? false,
        noAttributes: args.no_attributes ?? false,
      };
      if (asked.start > Date.now()) return {};
      for (const entityId of args.entity_ids)
        if (!isEntityId(entityId)) throw new Refusal("invalid_entity_ids", "Invalid entity_ids");
      const rows = args.entity_ids.map(
        (id) => [id, rowsOf(id, core.history.of(id), asked)] as const,
      );
      return Object.fromEntries(rows.filter(([, of]) => of.length > 0));
    },
  ),
};
