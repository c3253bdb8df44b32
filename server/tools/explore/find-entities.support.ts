import { AppError } from "../../errors.ts";
import type { GuardedHome } from "../../gateway/guarded-home.ts";
import type { Entity, SearchQuery, SearchResult } from "../../home/home.ts";
import { toClock } from "../clock-time.ts";
import { areaName, isNumber, readState } from "../reading.ts";
import { isSpoken, spokenState } from "../spoken-state.ts";
import { nearestNames } from "../../name-likeness.ts";

type Order = "lowest" | "highest" | "latest";

interface Page {
  readonly state: string | undefined;
  readonly order: Order | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** One page of what is found, in the order that was asked for. */
export function searchHome(
  home: GuardedHome,
  wanted: Omit<SearchQuery, "visible" | "state" | "limit" | "offset">,
  { state: asked, order, limit, offset }: Page,
): SearchResult {
  const state = asked?.toLowerCase();
  if (order === undefined && (state === undefined || !isSpoken(state))) {
    const exact = { ...wanted, ...(asked === undefined ? {} : { state: asked }), limit, offset };
    const found = home.search(exact);
    if (found.total > 0 || state === undefined) return found;
  }
  const { hits } = home.search({ ...wanted, limit: Infinity, offset: 0 });
  const fitting = hits.filter(
    (entity) =>
      state === undefined || entity.state.toLowerCase() === state || spokenState(entity) === state,
  );
  const sorted = inOrder(fitting, order);
  const page = sorted.slice(offset, offset + limit);
  // Read again one by one: these, and not all that were looked through, are what the caller saw.
  const read = page.map((entity) => home.entity(entity.entity_id) ?? entity);
  return { hits: read, total: sorted.length };
}

function inOrder(entities: readonly Entity[], order: Order | undefined): readonly Entity[] {
  if (order === undefined) return entities;
  if (order === "latest") return [...entities].sort((a, b) => b.last_changed - a.last_changed);
  const sign = order === "lowest" ? 1 : -1;
  return entities
    .filter(({ state }) => isNumber(state))
    .sort((a, b) => sign * (Number(a.state) - Number(b.state)));
}

export function toRow(home: GuardedHome, entity: Entity, order?: Order) {
  const timeZone = home.config().time_zone;
  const area = areaName(home, entity);
  return {
    id: entity.entity_id,
    name: entity.name,
    state: readState(entity, timeZone),
    ...(area === undefined ? {} : { area }),
    ...(order === "latest" ? { since: toClock(entity.last_changed, timeZone) } : {}),
  };
}

/** @throws AppError not_found when the home has nothing of one of these kinds: "lights" for "light". */
export function refuseUnknownDomains(home: GuardedHome, domains: readonly string[]): void {
  const known = new Set<string>();
  for (const { domain } of home.entities()) known.add(domain);
  const unknown = domains.find((domain) => !known.has(domain));
  if (unknown === undefined) return;
  throw new AppError("not_found", `There is no entity of domain ${JSON.stringify(unknown)}.`, {
    hint: "Use one of details.candidates as domain, or say it in text.",
    details: { candidates: nearestNames(unknown, [...known], 10) },
  });
}
