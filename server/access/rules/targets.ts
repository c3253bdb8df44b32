import { effects, type Effect } from "../../../shared/effects.ts";
import { risks, type Risk, type Select, type Target } from "../../policy/rules.ts";

// What rules are about, as it is written: "tool:get_entity", "area:kitchen".

/** "tool:get_entity", "toolset:explore", "effect:read" and "all"; for what happens in the home
 * "service:lock.unlock", "service:lock.*", "risk:unlock" and "sensitive"; undefined for anything else. */
export function parseTarget(text: string): Target | undefined {
  if (text === "all" || text === "sensitive") return { kind: text };
  const [, kind = "", name = ""] = /^([a-z]+):([a-z0-9_.*]{1,129})$/.exec(text) ?? [];
  switch (kind) {
    case "tool":
    case "toolset":
      return /^[a-z0-9_]{1,64}$/.test(name) ? { kind, name } : undefined;
    case "effect":
      return isEffect(name) ? { kind, effect: name } : undefined;
    case "service":
      return /^[a-z0-9_]{1,64}\.(\*|[a-z0-9_]{1,64})$/.test(name) ? { kind, name } : undefined;
    case "risk":
      return isRisk(name) ? { kind, risk: name } : undefined;
    default:
      return undefined;
  }
}

/** The reverse of {@link parseTarget}. */
export function writeTarget(target: Target): string {
  switch (target.kind) {
    case "tool":
    case "toolset":
    case "service":
      return `${target.kind}:${target.name}`;
    case "effect":
      return `effect:${target.effect}`;
    case "risk":
      return `risk:${target.risk}`;
    case "sensitive":
    case "all":
      return target.kind;
  }
}

/** "entity:light.hall", "device:<id>", "area:kitchen", "floor:attic", "label:kids", "domain:light", and
 * "private", "exposed" and "all"; undefined for anything else. */
export function parseSelect(text: string): Select | undefined {
  if (text === "private" || text === "exposed" || text === "all") return { kind: text };
  const [, kind = "", id = ""] = /^([a-z]+):([\w.-]{1,255})$/.exec(text) ?? [];
  switch (kind) {
    case "entity":
      return isEntityId(id) ? { kind, id } : undefined;
    case "domain":
      return /^[a-z0-9_]{1,64}$/.test(id) ? { kind, id } : undefined;
    case "device":
    case "area":
    case "floor":
    case "label":
      return { kind, id };
    default:
      return undefined;
  }
}

/** The reverse of {@link parseSelect}. */
export const writeSelect = (select: Select): string =>
  "id" in select ? `${select.kind}:${select.id}` : select.kind;

export const isEntityId = (text: string): boolean =>
  text.length <= 255 && /^[a-z0-9_]+\.[a-z0-9_]+$/.test(text);

function isRisk(text: string): text is Risk {
  return risks.some((risk) => risk === text);
}

function isEffect(text: string): text is Effect {
  return effects.some((effect) => effect === text);
}
