import type { Deed } from "./reach.ts";
import { isHandedOn, ownService, rowNameOf } from "./risk-table.ts";

/** A deed in the words of the table of risks: one service of one domain, with a script that is called by
 * its own name among the entities. */
export function spread(deed: Deed): readonly Deed[] {
  const service = deed.service.trim().toLowerCase();
  if (rowNameOf(service) === "script.*") return [{ ...deed, service, entity_ids: withOwn(deed) }];
  if (!isHandedOn(service) || deed.entity_ids.length === 0) return [{ ...deed, service }];
  const byDomain = new Map<string, string[]>();
  for (const id of deed.entity_ids) {
    const domain = domainOf(id);
    const ids = byDomain.get(domain) ?? [];
    ids.push(id);
    byDomain.set(domain, ids);
  }
  return [...byDomain].map(([domain, entity_ids]) => ({
    ...deed,
    service: ownService(service, domain),
    entity_ids,
  }));
}

/** Reach names the script first, which may be called otherwise than its service. */
function withOwn({ service, entity_ids }: Deed): readonly string[] {
  const [first = ""] = entity_ids;
  return domainOf(first) === "script" ? entity_ids : [service.trim().toLowerCase(), ...entity_ids];
}

/** "light" of "light.lamp" */
export const domainOf = (entityId: string): string => entityId.slice(0, entityId.indexOf("."));
