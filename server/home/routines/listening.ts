import type { Trigger } from "../home.ts";

const anything: readonly Trigger[] = [{ kind: "any" }];

/** Functions that look at the entities they are given. */
const looking =
  "states|is_state|state_attr|is_state_attr|has_value|state_translated|state_attr_translated";
const lookingAtSeveral = "expand|closest|distance";

const withoutQuotes = (code: string) => code.replace(/'[^']*'|"[^"]*"/g, "''");

/** Signs that a template looks at entities that its text does not name. */
const evasions: readonly ((code: string) => boolean)[] = [
  (code) => /\bstates\b(?!\s*[.(])/.test(withoutQuotes(code)),
  (code) => new RegExp(`\\b(?:${looking})\\s*\\(\\s*[^'"\\s]`).test(code),
  (code) =>
    Array.from(withoutQuotes(code).matchAll(severalCall), ([, given = ""]) => given).some((given) =>
      /[^\s,']/.test(given),
    ),
  (code) => /\b\w+_entities\b/.test(code),
  (code) => /\{%-?\s*(?:import|from|include|extends)\b/.test(code),
  // A name put together: 'light.' ~ room.
  (code) => /~|['"]\s*[+%]\s*[^}\s]|\+\s*['"]|\b(?:format|replace|join|regex_replace)\b/.test(code),
];
const severalCall = new RegExp(`\\b(?:${lookingAtSeveral})\\s*\\(([^)]*)\\)?`, "g");

/** What may make this template come true. `variables` are names that it is given from elsewhere. */
export function listeningOf(template: string, variables: readonly string[]): readonly Trigger[] {
  // What is no identifier cannot be mentioned.
  const mentions = (name: string) =>
    /^\w+$/.test(name) && new RegExp(`\\b${name}\\b`).test(template);
  if (evasions.some((isEvasive) => isEvasive(template)) || variables.some(mentions))
    return anything;
  const entityIds = new Set<string>();
  const domains = new Set<string>();
  for (const [, domain = "", object] of template.matchAll(/\bstates\.(\w+)(?:\.(\w+))?/g)) {
    if (object === undefined) domains.add(domain.toLowerCase());
    else entityIds.add(`${domain}.${object}`.toLowerCase());
  }
  for (const [quoted] of template.matchAll(/'[^']*'|"[^"]*"/g))
    for (const [entityId] of quoted.matchAll(/\b[a-z]\w*\.\w+\b/gi))
      entityIds.add(entityId.toLowerCase());
  const triggers: Trigger[] = [];
  if (entityIds.size > 0) triggers.push({ kind: "entity", target: { entity_id: [...entityIds] } });
  if (domains.size > 0) triggers.push({ kind: "any", domains: [...domains] });
  return triggers;
}
