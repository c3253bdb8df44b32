import { domainOf } from "../core/core.ts";

interface Filters {
  readonly entity_ids?: string | readonly string[] | undefined;
  readonly include?: Readonly<Record<string, unknown>> | undefined;
  readonly exclude?: Readonly<Record<string, unknown>> | undefined;
}

/** Empty means everything, also an empty list of ids: as in Home Assistant. */
export function entityFilter({ entity_ids = [], include, exclude }: Filters) {
  const ids = new Set(typeof entity_ids === "string" ? [entity_ids] : entity_ids);
  const isIncluded = named(include);
  const isExcluded = named(exclude);
  return (entityId: string): boolean =>
    (ids.size === 0 || ids.has(entityId)) &&
    (isIncluded?.(entityId) ?? true) &&
    !(isExcluded?.(entityId) ?? false);
}

function named(filter: Readonly<Record<string, unknown>> = {}) {
  const domains = new Set(textsOf(filter["domains"]));
  const entities = new Set(textsOf(filter["entities"]));
  const globs = textsOf(filter["entity_globs"]).map(globToRegExp);
  if (domains.size + entities.size + globs.length === 0) return undefined;
  return (entityId: string): boolean =>
    domains.has(domainOf(entityId)) ||
    entities.has(entityId) ||
    globs.some((glob) => glob.test(entityId));
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

const globToRegExp = (glob: string): RegExp =>
  new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".")}$`);
