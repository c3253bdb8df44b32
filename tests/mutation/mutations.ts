import type { Mutation } from "../support/mutant.ts";

type Change = readonly [what: string, find: string, replace: string];

const within = (file: string, changes: readonly Change[]): [string, Mutation][] =>
  changes.map(([what, find, replace]) => [what, { file, find, replace }]);

/** Checks without which something would come about that must not, by what is taken out. */
export const mutations: ReadonlyMap<string, Mutation> = new Map([
  ...within("policy/judge-deed.ts", [
    ["what may not be seen", "...(isHiding ? [reachesHidden(who)] : []), ", ""],
    ["what may only be seen", 'subject?.access === "see"', "false"],
    ["what is hidden from the words", 'if (access === "none") return [];', ""],
    ["effects beyond the tool's", "if (goesBeyond(effect, tool.effect))", "if (false)"],
    ["risks", "const risks = risksOf(deed, judged);", "const risks = new Set<Risk>();"],
    ["unknown deeds", '(["unknown_action"] as const)', "[]"],
    ["automations that look after safety", '(["safety_automation"] as const)', "[]"],
    ["rules for services", "tally.add(decideAct({ service }, rights)", "tally.add(undefined"],
    ["services newer than the token", "!isKnownHarmless(row, rights.known)", "false"],
  ]),
  ...within("policy/judge.ts", [
    ["plans of nothing", "reached.length === 0 ? [nothingToJudge] : []", "[]"],
    [
      "the decision over the tool",
      "decide(input.tool, input.rights)",
      '({ kind: "allow", rule: "none" } as const)',
    ],
    ["limits", "...judgeLimits(reached, input),", ""],
  ]),
  ...within("policy/limits.ts", [
    ["ranges", "...outOfBounds(limit, call, selected),", ""],
    ["numbers of targets", "ids.size > maxTargets", "false"],
    ["cooldowns", "waitMs > 0 && cooldownMs > 0", "false"],
    ["acts in a day", "today >= perDay", "false"],
  ]),
  ...within("policy/decide.ts", [
    ["rules of the token", "stricterOf(user, decideBy(rights.token, tool))", "user"],
    ["rules of the token for risks", "if (token === undefined) return user;", "return user;"],
    ["risks that nobody made a rule for", "undefined : asksByItself", "undefined : undefined"],
    ["tools newer than the token", "known ? decision : stricterOf(decision, isNew)", "decision"],
  ]),
  ...within("policy/scope.ts", [
    ["the scope of the token", "if (token !== undefined) access =", "if (false) access ="],
    ["what is kept from tokens", "if (house !== undefined) access =", "if (false) access ="],
    ["the stricter of two rules", 'lesser(map.get(key) ?? "control", access)', "access"],
    ["what is private", "personal === true && !", "false && !"],
  ]),
  ...within("policy/walk.ts", [
    ["members of groups", "if (members.length > 0) queue.push(", "if (false) queue.push("],
    ["scenes", 'runIds(of("scene", entity_ids), via)', "runIds([], via)"],
    ["scenes of states given", 'else if (verb === "apply") apply(data["entities"], via);', ""],
    ["what scenes bring about", "queue.push({ service, entity_ids: [one], data", "void ({ data"],
    ["scripts", 'runIds(of("script", entity_ids), via)', "runIds([], via)"],
    ["scripts by their own name", "else runIds(ownScript(service), via);", ""],
    ["scripts that were renamed", "[...ownScript(service), ...asked]", "asked"],
    ["automations that are run", 'runIds(of("automation", entity_ids), via)', "runIds([], via)"],
    ["what is handed on", "spreading.has(domain) && switching.has(verb)", "false"],
    ["steps that call", "if (!isIdle) queue.push(", "if (false) queue.push("],
    ["steps that fire events", "runAll(listeners.ofEvent(step.event_type), via);", ""],
    ["automations that listen", "else runAll(named, via);", ""],
    ["automations that listen to all", '"to all") runAll(others, via);', '"to all") void others;'],
    ["what listens to what is set off", "signal(id, via);\n    return true;", "return true;"],
    ["what may be set off", "of named) mayStart.add(entity_id);", "of named) void entity_id;"],
    ["what the data names", "...named.entity_ids", ""],
  ]),
  ...within("policy/group-members.ts", [
    [
      "players that play along",
      "idsIn(group_members)) found.add(id)",
      "idsIn(group_members)) void id",
    ],
  ]),
  ...within("policy/listeners.ts", [
    ["groups that are listened to", "...[...(parents.get(id) ?? [])].map(", "...[].map("],
  ]),
  ...within("policy/review.ts", [
    ["entities that cannot be read", "unreadablePlatforms.has(entity.platform)", "false"],
    ["switches that stand for a lock", 'entity.replaced && entity.domain === "switch"', "false"],
  ]),
  ...within("gateway/act.ts", [
    ["refusing", "    refusePlan(plan);", ""],
    ["looking once more", "await refuseWhenChanged(plan, kept.source, signal);", ""],
    ["writing down before", "entry.begin(facts), ", ""],
    ["remembering what was done", "acting.judging.note(intent, plan, entry.id)", "undefined"],
    ["checking what tools plan", "checkActions(actions, kept.source.snapshot());", ""],
    ["rehearsals", "if (rehearse === true)", "if (rehearse === 0)"],
  ]),
  ...within("gateway/prepare.ts", [
    ["automations that changed", "(await source.automations(signal)) !== automations", "false"],
    ["routines that changed", "now.get(id)?.digest !== one?.digest", "false"],
  ]),
  ...within("gateway/guard-home.ts", [
    [
      "what is not there for the caller",
      "maySee(entity, scope);",
      "maySee(entity, scope) || true;",
    ],
  ]),
]);
