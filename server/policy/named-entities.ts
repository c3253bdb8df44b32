import type { Service, Snapshot } from "../home/home.ts";
import { isRecord } from "../record.ts";
import { resolveTarget } from "./resolve-target.ts";

/** What the data of a service names outside its target. */
export interface Named {
  readonly entity_ids: readonly string[];
  /** A field that names things is filled in by a template. */
  readonly byTemplate: boolean;
}

const nothing: Named = { entity_ids: [], byTemplate: false };

/** Kinds of fields whose whole content names things, by the key of their selector. */
const naming = ["entity", "device", "area", "floor", "label", "target", "statistic"];

const selectorKinds = ["device", "area", "floor", "label"] as const;

/** Longer texts are said or shown, and name nothing. */
const longestId = 1_000;

/** Entities that the data names at any depth: as texts and keys that are their ids, within addresses
 * ("media-source://camera/camera.door"), and by the devices and places of fields that take such. */
export function namedIn(
  data: Readonly<Record<string, unknown>>,
  service: Service | undefined,
  snapshot: Snapshot,
): Named {
  const entries = Object.entries(data);
  if (entries.length === 0) return nothing;
  const found = new Set<string>();
  let byTemplate = false;
  for (const [field, value] of entries) {
    const selector = selectorOf(service, field);
    const isNaming = naming.some((kind) => kind in selector);
    for (const text of textsIn(value)) {
      if (isTemplate(text)) byTemplate ||= isNaming;
      else for (const id of idsIn(text, selector, snapshot)) found.add(id);
    }
  }
  return { entity_ids: [...found], byTemplate };
}

const isTemplate = (text: string): boolean => /\{[{%#]/u.test(text);

function selectorOf(
  service: Service | undefined,
  field: string,
): Readonly<Record<string, unknown>> {
  if (service === undefined || !Object.hasOwn(service.fields, field)) return {};
  const selector = service.fields[field]?.selector;
  return isRecord(selector) ? selector : {};
}

/** Keys too: `scene.apply` names entities by them. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (isRecord(value))
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsIn(item);
    }
}

function* idsIn(
  text: string,
  selector: Readonly<Record<string, unknown>>,
  snapshot: Snapshot,
): Generator<string> {
  if (text.length > longestId) return;
  const { entities, devices } = snapshot;
  const lower = text.toLowerCase();
  for (const piece of lower.split(",")) yield* entitiesIn(piece.trim(), entities);
  if (devices.has(lower)) yield* resolveTarget(snapshot, { device_id: [lower] });
  for (const kind of selectorKinds)
    if (kind in selector || "target" in selector)
      yield* resolveTarget(snapshot, { [`${kind}_id`]: [lower] });
}

/** A sentence names nobody, even with an id in it; an address does. */
function* entitiesIn(piece: string, entities: Snapshot["entities"]): Generator<string> {
  if (!piece.includes(".") || /\s/u.test(piece)) return;
  for (const word of piece.split(/[^a-z0-9_.]+/u)) if (entities.has(word)) yield word;
}
