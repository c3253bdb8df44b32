import { AppError, quoted } from "../../errors.ts";
import type { Entity } from "../../home/home.ts";
import { lookUp } from "../look-up.ts";
import { isNumber, unitOf } from "../reading.ts";
import { spokenState } from "../spoken-state.ts";
import { nearestNames } from "../../name-likeness.ts";

const onOrOff = ["on", "off"];
const atHome = { away: "not_home", "not home": "not_home" };

/** What people call the states of some kinds of entities. */
const otherWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  person: atHome,
  device_tracker: atHome,
};

/** All states that some kinds of entities have, for waiting in vain helps nobody. */
const possibleStates: Readonly<Record<string, readonly string[]>> = {
  automation: onOrOff,
  binary_sensor: onOrOff,
  cover: ["open", "opening", "closed", "closing"],
  fan: onOrOff,
  humidifier: onOrOff,
  input_boolean: onOrOff,
  light: onOrOff,
  lock: ["locked", "locking", "unlocked", "unlocking", "open", "opening", "jammed"],
  script: onOrOff,
  siren: onOrOff,
  switch: onOrOff,
  timer: ["idle", "active", "paused"],
  valve: ["open", "opening", "closed", "closing"],
};

/** Whether this is what the entity shows, in its own words or in people's. */
export function shows(entity: Entity, wanted: string): boolean {
  const said = withoutUnit(entity, wanted).toLowerCase();
  const meant = lookUp(lookUp(otherWords, entity.domain) ?? {}, said) ?? said;
  const state = entity.state.toLowerCase();
  return (
    state === meant ||
    state === meant.replaceAll(" ", "_") ||
    spokenState(entity) === said ||
    (isNumber(meant) && isNumber(state) && Number(state) === Number(meant))
  );
}

function withoutUnit(entity: Entity, wanted: string): string {
  const unit = unitOf(entity);
  return unit !== undefined && wanted.endsWith(unit)
    ? wanted.slice(0, -unit.length).trim()
    : wanted;
}

/** @throws AppError invalid_input for what this entity never shows, with what it does. */
export function refuseImpossibleState(entity: Entity, wanted: string): void {
  const states = lookUp(possibleStates, entity.domain);
  if (states === undefined) return;
  const all = [...states, "unavailable", "unknown"];
  const spoken = all.flatMap((state) => spokenState({ ...entity, state }) ?? []);
  if (all.some((state) => shows({ ...entity, state }, wanted))) return;
  throw new AppError("invalid_input", `${entity.entity_id} never shows ${quoted(wanted)}.`, {
    hint: "Wait for one of details.candidates.",
    details: { candidates: nearestNames(wanted, [...spoken, ...all], 8) },
  });
}
