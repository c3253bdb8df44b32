// What single entities are told, gathered into as few actions as can be.
import { AppError, quoted } from "../../errors.ts";
import type { PlanningHome } from "../../gateway/guarded-home.ts";
import type { Entity } from "../../home/home.ts";
import type { Action, Expectation } from "../define.ts";
import { nameThem } from "../sentence.ts";
import { nameKey, nearestNames } from "../../name-likeness.ts";

/** One service for one entity. */
export interface Order {
  readonly service: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Before and after the names: ["Set", "to 21.5 °C"]. */
  readonly words: readonly [before: string, after?: string];
  readonly expect?: Expectation;
}

/** What every entity is told, step by step; a hole keeps the steps of all in line. */
type Orders = readonly (Order | undefined)[];

/** Tells each entity what it can be told, those that are told the same together. What cannot be told to one
 * of several is left out, and the answer says so.
 * @throws AppError invalid_input when none of them can be told. */
export function tellEach(
  home: PlanningHome,
  entities: readonly Entity[],
  orderFor: (entity: Entity) => Orders,
): readonly Action[] {
  const refused: { readonly entity: Entity; readonly error: AppError }[] = [];
  const told = entities.flatMap((entity) => {
    try {
      return [{ entity, orders: orderFor(entity) }];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ entity, error });
      return [];
    }
  });
  const [first] = refused;
  if (first !== undefined && told.length === 0) throw first.error;
  for (const { entity, error } of refused) home.leaveOut(entity, reasonOf(error, entity));
  const steps = Math.max(0, ...told.map(({ orders }) => orders.length));
  return Array.from({ length: steps }, (_, step) =>
    gather(
      home,
      told.flatMap(({ entity, orders }) => {
        const order = orders[step];
        return order === undefined ? [] : [{ entity, order }];
      }),
    ),
  ).flat();
}

/** Beside its name, an entity's id says nothing new. */
const reasonOf = ({ message }: AppError, { entity_id }: Entity): string =>
  message.replace(`${entity_id} `, "").replace(/\.$/, "");

interface Told {
  readonly entity: Entity;
  readonly order: Order;
}

function gather(home: PlanningHome, told: readonly Told[]): readonly Action[] {
  const groups = new Map<string, { readonly order: Order; readonly entities: Entity[] }>();
  for (const { entity, order } of told) {
    const key = JSON.stringify(order);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { order, entities: [entity] });
    else group.entities.push(entity);
  }
  return [...groups.values()].map(({ order, entities }): Action => {
    const { service, data, words, expect } = order;
    const [before, after] = words;
    const names = nameThem(home, entities);
    return {
      sentence: after === undefined ? `${before} ${names}` : `${before} ${names} ${after}`,
      service,
      entity_ids: entities.map(({ entity_id }) => entity_id),
      data,
      ...(expect === undefined ? {} : { expect }),
    };
  });
}

/** A wish that says nothing, or contradicts itself, whatever it is about. */
export const unclearWish = (message: string, hint: string): AppError =>
  new AppError("invalid_input", message, { hint });

/** What an entity cannot be told. The message is ours; what it could be told are words of the home. */
export const refuseOrder = (
  { entity_id }: Pick<Entity, "entity_id">,
  what: string,
  candidates: readonly string[] = [],
): AppError =>
  new AppError("invalid_input", `${entity_id} ${what}.`, {
    hint:
      candidates.length === 0
        ? "Correct it and call again; nothing was done."
        : "Call again with one of details.candidates; nothing was done.",
    ...(candidates.length === 0 ? {} : { details: { candidates } }),
  });

const maxCandidates = 20;

/** The option that is meant, whatever its case and punctuation: "ridiculous speed".
 * @throws AppError invalid_input with the options, nearest first. */
export function chooseOption(entity: Entity, said: string, options: readonly string[]): string {
  const wanted = said.trim();
  if (options.includes(wanted)) return wanted;
  const key = nameKey(wanted);
  const alike = options.filter((option) => key !== "" && nameKey(option) === key);
  const [option] = alike;
  if (option !== undefined && alike.length === 1) return option;
  const what = `has no option ${quoted(wanted)}`;
  throw refuseOrder(entity, what, nearestNames(wanted, options, maxCandidates));
}

/** @throws AppError invalid_input with what would be allowed. */
export function checkRange(
  entity: Entity,
  value: number,
  { min, max, unit }: { min: number | undefined; max: number | undefined; unit?: string },
): void {
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return;
  const bounds = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
  const said = unit === undefined ? "" : ` ${unit}`;
  throw refuseOrder(entity, `takes ${bounds.join(" and ")}${said}`);
}
