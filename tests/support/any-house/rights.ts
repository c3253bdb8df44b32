// Gives the numbers of a plan names: who calls, and what they may.
import type { Principal } from "../../../server/access/principal.ts";
import { keepPrivate } from "../../../server/access/rules/rights.ts";
import { harmlessServices } from "../../../server/policy/risk-table.ts";
import type {
  Limit,
  Rights,
  Rule,
  Scope,
  ScopeRule,
  Select,
} from "../../../server/policy/rules.ts";
import { risks } from "../../../server/policy/rules.ts";
import { scopeOf } from "../../../server/policy/scope.ts";
import { catalogue } from "../../../server/tools/index.ts";
import { makePrincipal } from "../principals.ts";
import type { AnyHouse } from "./build.ts";
import { domainOf, pick } from "./names.ts";
import type { RightsPlan, RulePlan, ScopePlan } from "./plans.ts";
import { servicesFor } from "./services.ts";

const roleRules: readonly Rule[] = (["read", "execute"] as const).map((effect) => ({
  name: "role",
  target: { kind: "effect", effect },
  decision: "allow",
}));
const toolNames = catalogue.flatMap(({ name, effect }) => (effect === "read" ? [] : [name]));
const likelyRisks = [
  ...(["unlock", "open_door", "unknown_action", "siren", "open_valve", "disarm"] as const),
  ...risks,
];

/** A user, or a user with a token: `layers` are what the user has, and what the token makes of it. */
export function principalOf(house: AnyHouse, own: RightsPlan, token?: RightsPlan): Principal {
  const layers = token === undefined ? [own] : [own, token];
  const known = layers.flatMap((layer) => (layer.known === null ? [] : [layer.known]))[0];
  const rights: Omit<Rights, "key"> = {
    user: [...rulesOf(own.rules, house), ...roleRules],
    scope: scopeFrom(scopeRules(own.scope, house), token && scopeRules(token.scope, house)),
    limits: layers.flatMap(({ limits }) => limits.map(limitOf)),
    ...(token === undefined ? {} : { token: [...rulesOf(token.rules, house), ...roleRules] }),
    ...(known === undefined ? {} : { known: knownBut(known) }),
  };
  return { ...makePrincipal(), rights: { ...rights, key: JSON.stringify(rights) } };
}

/** All that there is, but for these. */
function knownBut(missing: readonly number[]) {
  const unknown = new Set(missing.map((n) => pick(harmlessServices, n * 7)));
  return {
    id: missing.join(),
    tools: new Set([...toolNames, "rogue"].filter((_, at) => !missing.includes(at))),
    harmless: new Set(harmlessServices.filter((one) => !unknown.has(one))),
  };
}

const rulesOf = (rules: readonly RulePlan[], house: AnyHouse): readonly Rule[] =>
  rules.map(({ form, which, decision }): Rule => ({
    name: `${form} ${which}`,
    decision,
    target: targetOf(form, which, house),
  }));

function targetOf(form: RulePlan["form"], which: number, { words }: AnyHouse): Rule["target"] {
  switch (form) {
    case "risk":
      return { kind: "risk", risk: pick(likelyRisks, which) };
    case "service":
      return {
        kind: "service",
        name: pick(
          words.things.flatMap((id) => servicesFor(domainOf(id))),
          which,
        ),
      };
    case "sensitive":
      return { kind: "sensitive" };
    case "tool":
      return { kind: "tool", name: pick(toolNames, which) };
    case "effect":
      return { kind: "effect", effect: "execute" };
    case "write":
      return { kind: "effect", effect: "write" };
    case "toolset":
      return { kind: "toolset", name: "control" };
  }
}

/** With what is private kept from tokens, as it always is. */
const scopeFrom = (user: readonly ScopeRule[], token: readonly ScopeRule[] | undefined): Scope =>
  scopeOf(user, token, {
    self: "me",
    ...(token === undefined ? {} : { house: keepPrivate([...user, ...token]) }),
  });

function scopeRules({ base, rules }: ScopePlan, house: AnyHouse): readonly ScopeRule[] {
  const name = "scope";
  const all = (access: ScopeRule["access"]): ScopeRule => ({
    name,
    select: { kind: "all" },
    access,
  });
  const bases: Readonly<Record<string, readonly ScopeRule[]>> = {
    control: [all("control")],
    see: [all("see")],
    exposed: [{ name, select: { kind: "exposed" }, access: "control" }],
  };
  const chosen = rules.map(({ by, thing, access }): ScopeRule => {
    return { name, select: selectOf(by, thing, house), access };
  });
  return [...chosen, ...(bases[base] ?? [])];
}

function selectOf(by: string, thing: number, { entities }: AnyHouse): Select {
  const entity = pick([...entities.values()], thing);
  const { entity_id, device_id, area_id, floor_id, labels, domain } = entity;
  if (by === "device" && device_id !== undefined) return { kind: "device", id: device_id };
  if (by === "area" && area_id !== undefined) return { kind: "area", id: area_id };
  if (by === "floor" && floor_id !== undefined) return { kind: "floor", id: floor_id };
  if (by === "label" && labels[0] !== undefined) return { kind: "label", id: labels[0] };
  if (by === "domain") return { kind: "domain", id: domain };
  if (by === "private") return { kind: "private" };
  return by === "exposed" ? { kind: "exposed" } : { kind: "entity", id: entity_id };
}

function limitOf([form, size]: RightsPlan["limits"][number]): Limit {
  switch (form) {
    case "heat":
      return {
        ...{ name: "heat", service: "climate.set_temperature", field: "temperature" },
        ...{ min: 16, max: 20 + size },
      };
    case "dim":
      return { name: "dim", service: "light.turn_on", field: "brightness_pct", max: 40 };
    case "position":
      return { name: "ajar", service: "cover.set_cover_position", field: "position", max: 10 };
    case "few":
      return { name: "few", service: "*", maxTargets: 1 + size };
    case "calm":
      return { name: "calm", service: size % 2 === 0 ? "*" : "light.*", cooldownMs: 60_000 };
    case "daily":
      return { name: "daily", service: "*", perDay: 1 };
  }
}
