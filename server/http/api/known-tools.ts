import type { ChosenRightsView, PermissionsView } from "../../../shared/views.ts";
import { parseTarget } from "../../access/rules/targets.ts";
import { refuse } from "../../access/rules/wrong-permissions.ts";
import { nearestNames } from "../../name-likeness.ts";
import type { ToolFacts } from "../../policy/rules.ts";

/** A rule about a tool or a toolset that there is not, such as a misspelt one, would let somebody feel safe who
 * is not. What is kept may name what an update has taken away.
 * @throws AppError invalid_input, with the names that are nearest. */
export function refuseUnknownTools(
  rules: PermissionsView["rules"] | ChosenRightsView["rules"],
  tools: readonly Pick<ToolFacts, "name" | "toolset">[],
  within = "",
): void {
  const known = {
    tool: tools.map(({ name }) => name),
    toolset: tools.map(({ toolset }) => toolset),
  };
  for (const [at, text] of targetsOf(rules)) {
    const target = parseTarget(text);
    if (target?.kind !== "tool" && target?.kind !== "toolset") continue;
    const { kind, name } = target;
    if (known[kind].includes(name)) continue;
    const nearest = nearestNames(name, known[kind], 3).map((one) => `"${kind}:${one}"`);
    refuse(
      `${within}rules.${at}`,
      `there is no ${kind} "${name}"`,
      `Say ${nearest.join(", ")} or another one; GET /api/permissions/matrix lists them.`,
    );
  }
}

/** Where each target is written. */
const targetsOf = (
  rules: PermissionsView["rules"] | ChosenRightsView["rules"],
): readonly (readonly [at: string, target: string])[] =>
  Symbol.iterator in rules
    ? rules.map(({ target }, index) => [`${index}.target`, target])
    : Object.keys(rules).map((target) => [target, target]);
