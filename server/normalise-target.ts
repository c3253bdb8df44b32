import { AppError, quoted } from "./errors.ts";
import type { Service, TargetSelector } from "./home/home.ts";
import { isRecord } from "./record.ts";

/** A service call's target and data as somebody wrote them. */
export interface RawCall {
  readonly target?: unknown;
  readonly data?: unknown;
}

export interface NormalCall {
  /** Of target and data alike; without the kinds that name nothing. */
  readonly target: TargetSelector;
  /** What is left of the data. */
  readonly data: Readonly<Record<string, unknown>>;
}

const kinds = ["entity_id", "device_id", "area_id", "floor_id", "label_id"] as const;
type Kind = (typeof kinds)[number];
type Draft = Partial<Record<Kind, readonly string[]>>;

const entityId = /^[a-z0-9_]+\.[a-z0-9_]+$/u;

/** Brings what a service is called with into the one form that is resolved and judged, with Home
 * Assistant's own rules: targets may stand in the data too, the target wins where both name the same
 * kind, and different kinds add up. A service without a target keeps fields of such names as its own.
 * @throws AppError invalid_input for what Home Assistant would not take, or could take in two ways. */
export function normaliseTarget(
  { target: rawTarget, data: rawData }: RawCall,
  service?: Pick<Service, "target" | "fields">,
): NormalCall {
  const given = recordOf(rawTarget, "The target");
  const data = recordOf(rawData, "The data");
  for (const key of Object.keys(given))
    if (!isKind(key) && key !== "exclude") throw wrong(`A target has no ${quoted(key)}.`);

  const isOwnField = (key: string): boolean =>
    service !== undefined && service.target === undefined && key in service.fields;
  const isTarget = (key: string): boolean => (isKind(key) || key === "exclude") && !isOwnField(key);
  const entries = Object.entries(data);
  const merged = { ...Object.fromEntries(entries.filter(([key]) => isTarget(key))), ...given };

  return {
    target: selectorOf(merged),
    data: Object.fromEntries(entries.filter(([key]) => !isTarget(key))),
  };
}

function selectorOf({ exclude: rawExclude, ...rest }: Record<string, unknown>): TargetSelector {
  const target = idsByKind(rest);
  if (rawExclude === undefined || rawExclude === null) return target;
  const named = recordOf(rawExclude, "What is excluded");
  for (const key of Object.keys(named))
    if (!isKind(key)) throw wrong(`What is excluded cannot have ${quoted(key)}.`);
  if (Object.keys(target).length === 0) throw wrong("There is nothing to exclude from.");
  const exclude = idsByKind(named);
  if (exclude.entity_id?.includes("all") === true) throw wrong("All cannot be excluded.");
  return Object.keys(exclude).length === 0 ? target : { ...target, exclude };
}

function idsByKind(raw: Readonly<Record<string, unknown>>): Draft {
  const ids: Draft = {};
  for (const kind of kinds) {
    const ofKind = idsOf(kind, raw[kind]);
    if (ofKind.length > 0) ids[kind] = ofKind;
  }
  return ids;
}

/** A list, one id, or entity ids between commas; "none" names nothing. */
function idsOf(kind: Kind, raw: unknown): readonly string[] {
  if (raw === undefined || raw === null) return [];
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const ids = items.flatMap((item) => {
    if (typeof item !== "string") throw wrong(`${kind} takes ids, as texts.`);
    return (kind === "entity_id" ? item.split(",") : [item]).map((id) => id.trim().toLowerCase());
  });
  if (ids.length === 1 && ids[0] === "none") return [];
  for (const id of ids) check(kind, id, ids);
  return [...new Set(ids)];
}

function check(kind: Kind, id: string, ids: readonly string[]): void {
  if (kind === "entity_id" && id === "all") {
    if (ids.length > 1) throw wrong("All cannot stand beside other entity ids.");
  } else if (id === "" || (kind === "entity_id" && !entityId.test(id)))
    throw wrong(`${quoted(id)} is no ${kind}.`);
}

const isKind = (key: string): key is Kind => kinds.some((kind) => kind === key);

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw wrong(`${what} must be an object.`);
  return value;
}

const wrong = (message: string) =>
  new AppError("invalid_input", message, {
    hint: 'Name entities by entity_id, device_id, area_id, floor_id or label_id: one id or a list, "all" alone, and what to leave out under exclude.',
  });
