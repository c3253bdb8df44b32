import { z } from "zod";
import type {
  ConditionsView,
  LimitView,
  PermissionsView,
  RuleView,
  ScopeRuleView,
} from "../../../shared/views.ts";
import { accesses, decisions, weekdays } from "../../policy/rules.ts";

// The shape of what is written for people, roles and tokens. What its words name is access's to know.

const most = { rules: 500, scope: 500, limits: 100 } as const;

const named = z.string().trim().min(1).max(200);
const entityId = z
  .string()
  .max(255)
  .regex(/^[a-z0-9_]+\.[a-z0-9_]+$/, "must be an entity id like light.hall");
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like "22:00"');

const conditions = z.strictObject({
  weekdays: z.array(z.enum(weekdays)).min(1).max(7).exactOptional(),
  hours: z.strictObject({ from: timeOfDay, to: timeOfDay }).exactOptional(),
  presence: z.enum(["somebody_home", "nobody_home"]).exactOptional(),
  state: z
    .strictObject({ entity_id: entityId, is: z.array(z.string().min(1).max(255)).min(1).max(20) })
    .exactOptional(),
}) satisfies z.ZodType<ConditionsView>;

const timed = {
  when: conditions.exactOptional(),
  until: z.int().min(0).max(8.64e15).exactOptional(),
};

const rule = z.strictObject({
  target: named,
  decision: z.enum(decisions),
  ...timed,
}) satisfies z.ZodType<RuleView>;

const scopeRule = z.strictObject({
  select: named.max(300),
  access: z.enum(accesses),
  ...timed,
}) satisfies z.ZodType<ScopeRuleView>;

const choice = z.union([z.string().max(255), z.number(), z.boolean()]);

const limit = z.strictObject({
  name: z.string().trim().min(1).max(100),
  service: named,
  select: named.max(300).exactOptional(),
  field: z.string().min(1).max(64).exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  choices: z.array(choice).min(1).max(100).exactOptional(),
  max_targets: z.int().min(1).max(10_000).exactOptional(),
  cooldown_s: z.int().min(1).max(86_400).exactOptional(),
  per_day: z.int().min(1).max(100_000).exactOptional(),
  ...timed,
}) satisfies z.ZodType<LimitView>;

export const rules = z.array(rule).max(most.rules);
export const scopeRules = z.array(scopeRule).max(most.scope);
export const limits = z.array(limit).max(most.limits);

export const permissions = z.strictObject({
  rules,
  scope: scopeRules,
  limits,
}) satisfies z.ZodType<PermissionsView>;
