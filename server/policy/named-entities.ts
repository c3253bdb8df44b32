import type { Service, Snapshot } from "../home/home.ts";
import { isRecord } from "../record.ts";
import { isTemplate } from "../templates.ts";
import { resolveTarget } from "./resolve-target.ts";

/** What the data of a service names outside its target. */
export interface Named {
  readonly entity_ids: readonly string[];
  /** A field that names things is filled in by a template. */
  readonly byTemplate: boolean;
}

const nothing: Named = { entity_ids: [], byTemplate: false };

/** Kinds of fields whose whole content names things, by the key of their selector. */
const namingKinds = ["entity", "device", "area", "floor", "label", "target", "statistic"];

const selectorKinds = ["device", "area", "floor", "label"] as const;

/** Fields that name entities, also where the home does not describe them. */
const namingField = /(?:^|_)entity_ids?$/;

const entityForm = /^[a-z0-9_]+\.[a-z0-9_]+$/;

/** Longer texts are said or shown, and name nothing, unless they stand in a field that names things. */
const longestId = 1_000;

/** Entities that the data names at any depth: as texts and keys that are their ids, within addresses
 * ("media-source://camera/camera.door"), and by the devices and places of fields that take such. "All"
 * in a field that names entities is each that the field may mean. */
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
    const how = { selector, isNaming: isNaming(field, selector) };
    for (const text of textsIn(value)) {
      if (isTemplate(text)) byTemplate ||= how.isNaming;
      else for (const id of idsIn(text, how, snapshot)) found.add(id);
    }
  }
  return { entity_ids: [...found], byTemplate };
}

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

/** What the data would name if the home had it. */
export interface Mention {
  readonly kind: "entity" | (typeof selectorKinds)[number];
  readonly id: string;
}

/** Whatever in the data `namedIn` would look up, and that looks like an id. */
export function* mentionsIn(
  data: Readonly<Record<string, unknown>>,
  service: Service | undefined,
): Generator<Mention> {
  for (const [field, value] of Object.entries(data)) {
    const selector = selectorOf(service, field);
    for (const text of textsIn(value))
      for (const word of wordsIn(text.toLowerCase(), isNaming(field, selector)))
        if (entityForm.test(word)) yield { kind: "entity", id: word };
    // Within an object, keys are names of fields as well.
    for (const kind of selectorKinds)
      if (kind in selector && !isRecord(value))
        for (const text of textsIn(value)) yield { kind, id: text.toLowerCase() };
  }
}

const isNaming = (field: string, selector: Readonly<Record<string, unknown>>): boolean =>
  namingField.test(field) || namingKinds.some((kind) => kind in selector);

interface Field {
  readonly selector: Readonly<Record<string, unknown>>;
  readonly isNaming: boolean;
}

function* idsIn(
  text: string,
  { selector, isNaming }: Field,
  snapshot: Snapshot,
): Generator<string> {
  const { entities, devices } = snapshot;
  const lower = text.toLowerCase();
  for (const word of wordsIn(lower, isNaming)) if (entities.has(word)) yield word;
  if (isNaming && edged(lower) === "all") yield* allOf(selector["entity"], snapshot);
  if (devices.has(lower)) yield* resolveTarget(snapshot, { device_id: [lower] });
  for (const kind of selectorKinds)
    if (kind in selector || "target" in selector)
      yield* resolveTarget(snapshot, { [`${kind}_id`]: [lower] });
}

/** Python takes more signs for blanks than JavaScript does. */
const edged = (text: string) => text.replace(/^[^a-z0-9]+|[^a-z0-9]+$/gu, "");

/** A sentence names nobody, even with an id in it; an address does. */
function* wordsIn(text: string, isNaming: boolean): Generator<string> {
  if (text.length > longestId && !isNaming) return;
  for (const piece of text.split(","))
    if (piece.includes(".") && (isNaming || !/\s/u.test(piece.trim())))
      yield* piece.split(/[^a-z0-9_.]+/u);
}

/** Each entity of the domains that the field is for; of any when it does not say. */
function* allOf(filters: unknown, snapshot: Snapshot): Generator<string> {
  const domains = domainsIn(filters);
  if (domains.length === 0) yield* resolveTarget(snapshot, { entity_id: ["all"] });
  for (const domain of domains) yield* resolveTarget(snapshot, { entity_id: ["all"] }, domain);
}

function domainsIn(filters: unknown): readonly string[] {
  if (!isRecord(filters)) return [];
  const { domain } = filters;
  const named: readonly unknown[] = Array.isArray(domain) ? domain : [domain];
  return named.filter((one) => typeof one === "string");
}
