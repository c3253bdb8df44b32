import type { EffectiveView } from "../../../shared/views.ts";
import { writePermissions } from "../../access/rules/write-permissions.ts";
import type { Principal } from "../../access/principal.ts";
import type { Snapshot } from "../../home/home.ts";
import { decide } from "../../policy/decide.ts";
import type { Access, Decision, ToolFacts } from "../../policy/rules.ts";
import { accessOf } from "../../policy/scope.ts";
import { snapshotFor, type Homes } from "./default-home.ts";
import { isAdmin } from "./route.ts";
import { shownTo } from "./shown-rules.ts";

/** Who is asked about, and who asks. */
export interface Asked {
  readonly subject: Principal;
  readonly asker: Principal;
}

interface Known {
  readonly tools: readonly ToolFacts[];
  readonly homes: Homes;
}

/** What somebody may do now, as far as it is the asker's to know. */
export function effectiveOf(asked: Asked, { tools, homes }: Known): EffectiveView {
  const { asker } = asked;
  const { user, role, rights } = asked.subject;
  const { scope, limits, frozen } = rights;
  const snapshot = snapshotFor(homes, asker);
  const decided = tools.map((tool) => ({ name: tool.name, ...said(decide(tool, rights)) }));
  const own = shownTo(writePermissions({ rules: [], scope: scope.user, limits }), asker, snapshot);
  const token = scope.token && writePermissions({ rules: [], scope: scope.token, limits: [] });
  return {
    ...{ user_id: user.id, role },
    tools: isAdmin(asker) ? decided : decided.filter(({ decision }) => decision !== "deny"),
    ...{ scope: own.scope, limits: own.limits },
    ...(token && { token_scope: shownTo(token, asker, snapshot).scope }),
    ...(snapshotFor(homes, asked.subject) && snapshot && { entities: count(snapshot, asked) }),
    ...(frozen === undefined ? {} : { frozen }),
  };
}

const said = ({ kind, rule }: Decision) => ({ decision: kind, rule });

/** What an entity is to the subject; nothing, when it does not exist for who asks. */
export function accessTold(
  entityId: string,
  { subject, asker }: Asked,
  { entities }: Snapshot,
): Access {
  const entity = entities.get(entityId);
  if (entity === undefined || accessOf(entity, asker.rights.scope) === "none") return "none";
  return accessOf(entity, subject.rights.scope);
}

/** How many of the entities that exist for the asker are what to the subject. */
function count(snapshot: Snapshot, { subject, asker }: Asked) {
  const counted = { control: 0, see: 0, none: 0 };
  for (const entity of snapshot.entities.values()) {
    if (accessOf(entity, asker.rights.scope) === "none") continue;
    counted[accessOf(entity, subject.rights.scope)] += 1;
  }
  return counted;
}
