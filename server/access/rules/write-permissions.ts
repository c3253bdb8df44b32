import type { LimitView, PermissionsView, RuleView, ScopeRuleView } from "../../../shared/views.ts";
import type { Limit, Rule, ScopeRule, Timed, Written } from "../../policy/rules.ts";
import { writeSelect, writeTarget } from "./targets.ts";

/** Permissions as people write them: the reverse of readPermissions. */
export const writePermissions = ({ rules, scope, limits }: Written): PermissionsView => ({
  rules: rules.map(writeRule),
  scope: scope.map(writeScopeRule),
  limits: limits.map(writeLimit),
});

const writeRule = (rule: Rule): RuleView => ({
  ...{ target: writeTarget(rule.target), decision: rule.decision },
  ...timesOf(rule),
});

const writeScopeRule = (rule: ScopeRule): ScopeRuleView => ({
  ...{ select: writeSelect(rule.select), access: rule.access },
  ...timesOf(rule),
});

export function writeLimit(limit: Limit): LimitView {
  const { name, service, select, field, min, max, choices, maxTargets, cooldownMs, perDay } = limit;
  return {
    ...{ name, service },
    ...(select === undefined ? {} : { select: writeSelect(select) }),
    ...(field === undefined ? {} : { field }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(choices === undefined ? {} : { choices }),
    ...(maxTargets === undefined ? {} : { max_targets: maxTargets }),
    ...(cooldownMs === undefined ? {} : { cooldown_s: cooldownMs / 1_000 }),
    ...(perDay === undefined ? {} : { per_day: perDay }),
    ...timesOf(limit),
  };
}

const timesOf = ({ when, until }: Timed) => ({
  ...(when === undefined ? {} : { when }),
  ...(until === undefined ? {} : { until }),
});
