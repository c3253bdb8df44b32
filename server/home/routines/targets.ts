import { isTemplate } from "../../templates.ts";
import type { TargetSelector } from "../home.ts";
import { fields, isFields, type Fields } from "../wire.ts";

const kinds = ["entity_id", "device_id", "area_id", "floor_id", "label_id"] as const;
type Kind = (typeof kinds)[number];
type Ids = Readonly<Partial<Record<Kind, readonly string[]>>>;

/** The names that only the home's registry knows. */
export interface Names {
  entityIdOf(registryId: string): string | undefined;
}

/** What several maps aim at together, as Home Assistant unites target and data. An exclusion that
 * cannot be read excludes nothing.
 * @returns undefined when it is decided only when it runs, or names what is not known. */
export function readTarget(parts: readonly unknown[], names: Names): TargetSelector | undefined {
  const maps = parts.filter(isFields);
  const ids = readIds(maps, names);
  if (ids === undefined) return undefined;
  // Of two, Home Assistant takes the first only.
  const exclusion = maps.find((map) => isFields(map["exclude"]));
  const excluded = exclusion && readIds([fields(exclusion["exclude"])], names);
  const exclude = excluded && withoutAll(excluded);
  return exclude && Object.keys(exclude).length > 0 ? { ...ids, exclude } : ids;
}

/** What is left of a call's data when its targets are taken out. */
export const withoutTargets = (data: Fields): Fields =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !isTargetKey(key)));

const targetKeys: ReadonlySet<string> = new Set([...kinds, "exclude"]);
const isTargetKey = (key: string) => targetKeys.has(key);

function readIds(maps: readonly Fields[], names: Names): Ids | undefined {
  const found: [Kind, readonly string[]][] = [];
  for (const kind of kinds) {
    const ids = new Set<string>();
    for (const map of maps) {
      const read = idsIn(map[kind]);
      if (read === undefined) return undefined;
      for (const id of read) {
        const known = kind === "entity_id" && isRegistryId(id) ? names.entityIdOf(id) : id;
        if (known === undefined) return undefined;
        ids.add(known);
      }
    }
    if (ids.size > 0) found.push([kind, [...ids]]);
  }
  return Object.fromEntries(found);
}

function idsIn(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const ids: string[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    if (typeof item !== "string" || isTemplate(item)) return undefined;
    ids.push(...item.split(",").map((id) => id.trim().toLowerCase()));
  }
  return ids.filter((id) => id !== "" && id !== "none");
}

const isRegistryId = (id: string) => /^[0-9a-f]{32}$/.test(id);

/** "All" cannot be excluded. */
function withoutAll({ entity_id = [], ...others }: Ids): Ids {
  const ids = entity_id.filter((id) => id !== "all");
  return { ...others, ...(ids.length === 0 ? {} : { entity_id: ids }) };
}
