import type { PermissionsView } from "../../../shared/views.ts";
import type { Principal } from "../../access/principal.ts";
import { parseSelect } from "../../access/rules/targets.ts";
import type { Snapshot } from "../../home/home.ts";
import { isSelected, maySee } from "../../policy/scope.ts";
import { isAdmin } from "./route.ts";

/** What the asker may read of rules that are about them. Rules name what they hide, and what they depend on:
 * who is no admin is told only of what exists for them. */
export function shownTo(
  given: PermissionsView,
  asker: Principal,
  snapshot: Snapshot | undefined,
): PermissionsView {
  if (isAdmin(asker)) return given;
  const isThere = ({ select = "all" }) => !isHidden(select, asker, snapshot);
  return {
    rules: given.rules.map(withoutWhen),
    scope: given.scope.filter(isThere).map(withoutWhen),
    limits: given.limits.filter(isThere).map(withoutWhen),
  };
}

const withoutWhen = <Item extends { readonly when?: unknown }>({ when, ...rest }: Item) => rest;

/** Whether the words name something of which nothing exists for the asker. */
function isHidden(
  words: string,
  { rights: { scope } }: Principal,
  snapshot: Snapshot | undefined,
): boolean {
  const select = parseSelect(words);
  if (select === undefined || !("id" in select)) return false;
  for (const entity of snapshot?.entities.values() ?? [])
    if (isSelected(entity, select, scope.self) && maySee(entity, scope)) return false;
  return true;
}
