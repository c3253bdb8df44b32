import { AppError } from "../errors.ts";
import type { Snapshot } from "../home/home.ts";
import { mentionsIn, type Mention } from "../policy/named-entities.ts";
import { seesAll } from "../policy/scope.ts";
import type { Scope } from "../policy/rules.ts";
import type { Action } from "../tools/define.ts";
import type { GuardedHome } from "./guarded-home.ts";

interface Looking {
  readonly home: Pick<GuardedHome, "entity" | "device" | "area" | "floor" | "labels">;
  readonly snapshot: Pick<Snapshot, "services" | "entities">;
  readonly scope: Scope;
}

/** Whoever does not see everything could learn what there is by naming it in a field: what they may not
 * see and what is not there get the same answer, before anything is judged.
 * @throws AppError not_found. */
export function refuseUnseenNames(
  actions: readonly Action[],
  { home, snapshot, scope }: Looking,
): void {
  if (seesAll(scope)) return;
  const { services, entities } = snapshot;
  let domains: ReadonlySet<string> | undefined;
  for (const { service, data } of actions)
    for (const mention of mentionsIn(data, services.get(service)))
      if (!isSeen(mention, home)) {
        domains ??= new Set([...services.keys(), ...entities.keys()].map(domainOf));
        // "kitchen.mp3" is no entity anywhere.
        if (mention.kind === "entity" && !domains.has(domainOf(mention.id))) continue;
        throw notThere(mention);
      }
}

function isSeen({ kind, id }: Mention, home: Looking["home"]): boolean {
  if (kind === "label") return home.labels().some(({ label_id }) => label_id === id);
  return home[kind](id) !== undefined;
}

const domainOf = (id: string): string => id.slice(0, id.indexOf("."));

const notThere = ({ kind, id }: Mention) =>
  new AppError("not_found", `There is no ${kind} ${JSON.stringify(id.slice(0, 100))}.`, {
    hint: "Leave it out of the data, or look for it with find_entities.",
  });
