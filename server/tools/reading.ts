import type { GuardedHome } from "../gateway/guarded-home.ts";
import type { Entity } from "../home/home.ts";
import { toClock } from "./clock-time.ts";

const utcForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|\+00:00)$/;

export const unitOf = ({ attributes }: Entity): string | undefined => {
  const unit = attributes["unit_of_measurement"];
  return typeof unit === "string" && unit !== "" ? unit : undefined;
};

/** The state as people read it: with its unit, and times in the home's own time. */
export function readState(entity: Entity, timeZone: string): string {
  const unit = unitOf(entity);
  if (unit !== undefined && isNumber(entity.state)) return `${entity.state} ${unit}`;
  return inHomeTime(entity.state, timeZone);
}

/** A text that is a time in UTC, in the home's own time; anything else unchanged. */
export const inHomeTime = (text: string, timeZone: string): string =>
  utcForm.test(text) ? toClock(Date.parse(text), timeZone) : text;

export const isNumber = (text: string): boolean => text !== "" && Number.isFinite(Number(text));

/** `as_of` while the home is away: what the mirror shows is from then. */
export function freshness(home: GuardedHome): { as_of?: string } {
  const { state, freshAt } = home.status();
  if (state === "ready" || freshAt === undefined) return {};
  return { as_of: toClock(freshAt, home.config().time_zone) };
}

export const areaName = (home: GuardedHome, { area_id }: Entity): string | undefined =>
  area_id === undefined ? undefined : home.area(area_id)?.name;

/** An entity as callers can name it again: what they read, and what is unique. */
export const nameAndId = ({ name, entity_id }: Entity): string => `${name} (${entity_id})`;
