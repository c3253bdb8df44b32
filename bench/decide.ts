// What deciding costs the server: `npx tsx bench/decide.ts`. A hundred people with twenty rules and twenty scope
// rules each, through tokens; a quarter of the rules have conditions, which are looked at for each decision.
import { readPermissions } from "../server/access/rules/read-permissions.ts";
import { rightsOf } from "../server/access/rules/rights.ts";
import { rightsAt } from "../server/policy/conditions.ts";
import { decide } from "../server/policy/decide.ts";
import { builtInRoles } from "../server/policy/roles.ts";
import type { Rights } from "../server/policy/rules.ts";
import { accessOf } from "../server/policy/scope.ts";
import { surroundingsOf } from "../server/surroundings.ts";
import { catalogue } from "../server/tools/index.ts";
import { startHouse } from "../tests/support/house.ts";
import { pick, rulesAmong, rulesEach } from "./many-rules.ts";

const people = 100;
const rounds = 200;
const warming = 20;
const targetUs = 20;

const house = await startHouse({ entities: 10_000 });
const { entities, areas } = house.home.snapshot();
const all = [...entities.values()];
const permissionsOf = rulesAmong({ areas: [...areas.keys()], entities: [...entities.keys()] });

const everybody: readonly Rights[] = Array.from({ length: people }, (_, person) =>
  rightsOf({
    role: pick([builtInRoles.resident, builtInRoles.editor, builtInRoles.guest], person),
    user: readPermissions(permissionsOf(person), `user ${person}`),
    token: { rights: "same" },
    self: `person-${person}`,
    keptFromTokens: ["input_boolean.freeze"],
  }),
);

/** CPU in microseconds of each of so many things that are done in one round. */
function measure(name: string, each: number, round: () => number): void {
  const times: number[] = [];
  let done = 0;
  for (let at = 0; at < warming + rounds; at += 1) {
    const before = process.cpuUsage();
    done += round();
    const { user, system } = process.cpuUsage(before);
    if (at >= warming) times.push((user + system) / each);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? NaN;
  const verdict = at(0.95) < targetUs ? "pass" : "FAIL";
  console.log(
    `${name.padEnd(52)} median ${at(0.5).toFixed(2)} µs, p95 ${at(0.95).toFixed(2)} µs CPU  ${verdict} (${done})`,
  );
}

console.log(
  `${people} people, ${rulesEach} rules each, ${catalogue.length} tools, ${all.length} entities, ${process.version}`,
);
let now = Date.UTC(2026, 10, 20, 12);
const decideAll = (rightsOfMoment: (rights: Rights) => Rights) => () => {
  let allowed = 0;
  for (const rights of everybody)
    for (const tool of catalogue)
      if (decide(tool, rightsOfMoment(rights)).kind === "allow") allowed += 1;
  return allowed;
};
const perRound = people * catalogue.length;
measure("a decision over a tool, conditions looked at", perRound, () => {
  // Another minute each time: what the home's clocks show is worked out again.
  now += 60_000;
  return decideAll((rights) =>
    rightsAt(
      rights,
      surroundingsOf(house.home, () => now),
    ),
  )();
});
measure(
  "a decision over a tool, conditions known",
  perRound,
  decideAll((rights) => rights),
);
const sample = all.filter((_, at) => at % 20 === 0);
const moment = everybody.map((rights) =>
  rightsAt(
    rights,
    surroundingsOf(house.home, () => now),
  ),
);
measure("what one entity is to somebody", people * sample.length, () => {
  let shown = 0;
  for (const { scope } of moment)
    for (const entity of sample) if (accessOf(entity, scope) !== "none") shown += 1;
  return shown;
});
await house.close();
