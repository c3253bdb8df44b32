// Services that answer: lists, calendars, forecasts.
import { randomUUID } from "node:crypto";
import type { Core, TodoItem } from "../core/core.ts";
import { textsOf } from "../core/reading.ts";
import { Refusal } from "../core/refusal.ts";
import { choice, textIn, words, type Call, type Domain } from "./define.ts";

/** By entity id, whatever each says. */
const each = ({ reached }: Call, answer: (entityId: string) => unknown): object =>
  Object.fromEntries(reached.map(({ entity_id }) => [entity_id, answer(entity_id)]));

function countItems(core: Core, entityId: string): void {
  const open =
    core.todoItems.get(entityId)?.filter(({ status }) => status === "needs_action") ?? [];
  const state = core.states.all.get(entityId);
  if (state) core.states.set(entityId, String(open.length), state.attributes);
}

const isNamed = ({ uid, summary }: TodoItem, name: unknown): boolean =>
  name === uid || name === summary;

const noSuchItem = (item: unknown): Refusal =>
  new Refusal(
    "service_validation_error",
    `Validation error: Unable to find to-do list item: ${String(item)}`,
    {
      translation_key: "item_not_found",
      translation_domain: "todo",
    },
  );

export const todo: Domain = {
  get_items: {
    name: "Get to-do list items",
    description: "Gets items on a to-do list.",
    target: "todo",
    fields: { status: choice("Status", ["needs_action", "completed"]) },
    response: { optional: false },
    run: (call) =>
      each(call, (id) => ({
        items: (call.core.todoItems.get(id) ?? []).filter(
          ({ status }) => status === (textIn(call.data, "status") ?? "needs_action"),
        ),
      })),
  },
  add_item: {
    name: "Add to-do list item",
    description: "Adds a new to-do list item.",
    target: "todo",
    fields: { item: words("Item name", { required: true }) },
    run({ core, data, reached }) {
      for (const { entity_id } of reached) {
        const item = { uid: randomUUID(), summary: textIn(data, "item") ?? "", status: open };
        core.todoItems.set(entity_id, [...(core.todoItems.get(entity_id) ?? []), item]);
        countItems(core, entity_id);
      }
    },
  },
  update_item: {
    name: "Update to-do list item",
    description: "Changes an item of a to-do list, or says that it is done.",
    target: "todo",
    fields: {
      item: words("Item name", { required: true }),
      rename: words("Rename item"),
      status: choice("Set status", ["needs_action", "completed"]),
    },
    run({ core, data, reached }) {
      for (const { entity_id } of reached) {
        const items = core.todoItems.get(entity_id) ?? [];
        if (!items.some((item) => isNamed(item, data["item"]))) throw noSuchItem(data["item"]);
        const status = data["status"] === "completed" ? "completed" : open;
        core.todoItems.set(
          entity_id,
          items.map((item) =>
            isNamed(item, data["item"])
              ? {
                  ...item,
                  summary: textIn(data, "rename") ?? item.summary,
                  status: data["status"] === undefined ? item.status : status,
                }
              : item,
          ),
        );
        countItems(core, entity_id);
      }
    },
  },
  remove_item: {
    name: "Remove to-do list item",
    description: "Removes a to-do list item.",
    target: "todo",
    fields: { item: words("Item name", { required: true }) },
    run({ core, data, reached }) {
      for (const { entity_id } of reached) {
        const items = core.todoItems.get(entity_id) ?? [];
        const removed = textsOf(data["item"]);
        for (const name of removed)
          if (!items.some((item) => isNamed(item, name))) throw noSuchItem(name);
        core.todoItems.set(
          entity_id,
          items.filter((item) => !removed.some((name) => isNamed(item, name))),
        );
        countItems(core, entity_id);
      }
    },
  },
};

const open = "needs_action" as const;

export const calendar: Domain = {
  get_events: {
    name: "Get events",
    description: "Gets events of a calendar within a time range.",
    target: "calendar",
    fields: { start_date_time: words("Start time"), end_date_time: words("End time") },
    response: { optional: false },
    run: (call) =>
      each(call, () => ({
        events: [
          {
            start: "2026-11-23T09:30:00+01:00",
            end: "2026-11-23T10:15:00+01:00",
            summary: "Zahnarzt Robin",
            location: "Strasbourg",
          },
        ],
      })),
  },
};

const hour = 3_600_000;

function forecast(kind: string): readonly object[] {
  const step = kind === "hourly" ? hour : 24 * hour;
  const start = Math.ceil(Date.now() / hour) * hour;
  return Array.from({ length: kind === "hourly" ? 24 : 6 }, (_, ahead) => ({
    datetime: new Date(start + ahead * step).toISOString().replace(".000Z", "+00:00"),
    condition: ["cloudy", "rainy", "partlycloudy"][ahead % 3],
    temperature: 6 + (ahead % 5),
    ...(kind === "daily" ? { templow: 1 + (ahead % 4) } : {}),
    precipitation: ahead % 3 === 1 ? 2.4 : 0,
    humidity: 80,
    wind_speed: 12.5,
    wind_bearing: 240,
  }));
}

export const weather: Domain = {
  get_forecasts: {
    name: "Get forecasts",
    description: "Gets the forecast of a weather entity.",
    target: "weather",
    fields: { type: choice("Forecast type", ["daily", "hourly"], { required: true }) },
    response: { optional: false },
    run: (call) => each(call, () => ({ forecast: forecast(textIn(call.data, "type") ?? "daily") })),
  },
};
