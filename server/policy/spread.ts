import { domainOf, idsByDomain } from "./domains.ts";
import type { Deed } from "./reach.ts";
import { isHandedOn, ownService } from "./handed-on.ts";
import { rowNameOf } from "./risk-table.ts";

/** A deed in the words of the table of risks: one service of one domain, with a script that is called by
 * its own name among the entities. */
export function spread(deed: Deed): readonly Deed[] {
  const service = deed.service.trim().toLowerCase();
  if (rowNameOf(service) === "script.*") return [{ ...deed, service, entity_ids: withOwn(deed) }];
  if (!isHandedOn(service) || deed.entity_ids.length === 0) return [{ ...deed, service }];
  return [...idsByDomain(deed.entity_ids)].map(([domain, entity_ids]) => ({
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
