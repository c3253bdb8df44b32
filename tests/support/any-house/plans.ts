// What a random home is made of, in small numbers: fast-check makes and shrinks these, `build.ts` gives them names.
import fc from "fast-check";

const small = fc.nat({ max: 31 });
const rarely = fc.nat({ max: 5 }).map((n) => n === 0);
const hardlyEver = fc.nat({ max: 11 }).map((n) => n === 0);
const flip = fc.boolean();

/** Kinds of things, with the class that makes some of them dangerous. */
export const thingKinds = [
  ...["light", "light", "light", "switch", "switch", "cover.garage", "cover.shutter", "cover.gate"],
  ...["lock", "lock", "climate", "media_player", "media_player", "fan", "input_boolean"],
  ...["input_boolean", "input_button", "input_number", "button", "button.restart", "siren"],
  ...["valve", "alarm_control_panel", "sensor", "tts"],
] as const;

export const groupKinds = ["group", "group", "light", "switch", "cover", "lock"] as const;

const anyThing = fc.record({
  kind: fc.constantFrom(...thingKinds),
  area: fc.nat({ max: 3 }),
  device: fc.nat({ max: 5 }),
  labels: fc.nat({ max: 3 }),
  isHidden: hardlyEver,
  isConfig: hardlyEver,
  isUnavailable: hardlyEver,
  isReplaced: hardlyEver,
  isTemplate: rarely,
  isExposed: flip,
  /** Whether it tells of somebody. */
  tellsOf: fc.constantFrom(...Array<"nobody">(8).fill("nobody"), "me", "somebody"),
  /** Of what is behind a template, or beside a replaced switch. */
  behind: small,
});
export type ThingPlan = typeof anyThing extends fc.Arbitrary<infer T> ? T : never;

const anyGroup = fc.record({
  kind: fc.constantFrom(...groupKinds),
  members: fc.array(small, { maxLength: 3 }),
});

/** How a step is written, and what it calls. */
export const stepForms = [
  ...["plain", "plain", "plain", "old", "device", "choose", "if", "repeat", "parallel"],
  ...["sequence", "event", "scene", "script", "template target", "template service"],
] as const;
/** How a target is named. */
export const aims = ["entity", "entity", "entity", "area", "floor", "label", "device", "all"];

const anyAct = fc.record({
  thing: small,
  verb: small,
  aim: fc.constantFrom(...aims),
  value: small,
  isGeneric: rarely,
  excludes: hardlyEver,
});
export type ActPlan = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

const anyStep = fc.record({ form: fc.constantFrom(...stepForms), act: anyAct });
export type StepPlan = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 3 });

const anyScript = fc.record({
  steps: anySteps,
  isUnreadable: hardlyEver,
  /** Its entity was given another id than its service. */
  isRenamed: rarely,
  area: fc.nat({ max: 3 }),
});

const anyScene = fc.record({
  states: fc.array(fc.tuple(small, small), { minLength: 1, maxLength: 3 }),
  isUnreadable: hardlyEver,
  area: fc.nat({ max: 3 }),
});

export const triggerForms = [
  ...["state", "state", "state", "state", "event", "area", "template", "anything"],
  ...["script", "scene", "automation", "call", "group", "guard"],
] as const;

const anyAutomation = fc.record({
  steps: anySteps,
  triggers: fc.array(fc.tuple(fc.constantFrom(...triggerForms), small), { maxLength: 2 }),
  isOff: rarely,
  isUnreadable: hardlyEver,
  area: fc.nat({ max: 3 }),
});

/** Everything about a home, as numbers. */
export const anyHousePlan = fc.record({
  areaLabels: fc.tuple(flip, flip, flip),
  deviceAreas: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 3 })),
  things: fc.array(anyThing, { minLength: 3, maxLength: 10 }),
  groups: fc.array(anyGroup, { maxLength: 3 }),
  joined: fc.array(fc.tuple(small, small), { maxLength: 1 }),
  scripts: fc.array(anyScript, { maxLength: 3 }),
  scenes: fc.array(anyScene, { maxLength: 2 }),
  automations: fc.array(anyAutomation, { maxLength: 3 }),
});
export type HousePlan = typeof anyHousePlan extends fc.Arbitrary<infer T> ? T : never;

const anyAccess = fc.constantFrom("none" as const, "see" as const, "control" as const);
const bases = ["exposed", "see", "nothing", ...Array<"control">(9).fill("control")] as const;
const anyScopeRule = fc.record({
  by: fc.constantFrom(
    "entity",
    "entity",
    "device",
    "area",
    "floor",
    "label",
    "domain",
    "exposed",
    "private",
  ),
  thing: small,
  access: anyAccess,
});
const anyScope = fc.record({
  base: fc.constantFrom(...bases),
  rules: fc.array(anyScopeRule, { maxLength: 2 }),
});
export type ScopePlan = typeof anyScope extends fc.Arbitrary<infer T> ? T : never;

export const ruleForms = [
  ...["risk", "risk", "risk", "service", "service", "sensitive", "sensitive", "sensitive"],
  ...["sensitive", "tool", "effect", "write", "write", "toolset"],
] as const;
const leniently = Array<"allow">(6).fill("allow");
const anyRule = fc.record({
  form: fc.constantFrom(...ruleForms),
  which: small,
  decision: fc.constantFrom(...leniently, "confirm", "approve", "deny"),
});
export type RulePlan = typeof anyRule extends fc.Arbitrary<infer T> ? T : never;
const anyRules = fc.array(anyRule, { maxLength: 2 });

export const limitForms = ["heat", "dim", "position", "few", "calm", "daily"] as const;

/** Whoever calls, as numbers. */
export const anyRightsPlan = fc.record({
  rules: anyRules,
  scope: anyScope,
  limits: fc.array(fc.tuple(fc.constantFrom(...limitForms), fc.nat({ max: 3 })), { maxLength: 1 }),
  known: fc.option(fc.array(small, { maxLength: 4 }), { freq: 5 }),
});
export type RightsPlan = typeof anyRightsPlan extends fc.Arbitrary<infer T> ? T : never;

export const callForms = [
  ...["service", "service", "service", "service", "service", "service", "tool", "tool", "tool"],
  ...["tool", "rogue"],
] as const;

const anyCall = fc.record({
  form: fc.constantFrom(...callForms),
  tool: small,
  act: anyAct,
  /** How ids and services are written. */
  spelling: fc.nat({ max: 7 }),
  value: small,
  second: small,
});
export type CallPlan = typeof anyCall extends fc.Arbitrary<infer T> ? T : never;

/** A home, somebody, somebody with less, and what they ask for, one after the other. */
export const anyCasePlan = fc.record({
  house: anyHousePlan,
  rights: anyRightsPlan,
  less: anyRightsPlan,
  calls: fc.array(anyCall, { minLength: 1, maxLength: 2 }),
  /** Whether all of it is asked for twice. */
  isRepeated: flip,
  /** Whether they come with a token. */
  hasToken: flip,
  reviewed: fc.array(small, { maxLength: 2 }),
  /** What somebody makes of a script, a scene or an automation after it was judged. */
  meddling: fc.option(fc.record({ which: small, steps: anySteps }), { freq: 4 }),
});
export type CasePlan = typeof anyCasePlan extends fc.Arbitrary<infer T> ? T : never;
