// What it costs to change a rule, and that the next call goes by it: `npx tsx bench/change.ts`. A hundred people with
// twenty rules each in a real database; one after the other loses a tool and gets it back, and calls at once.
import { catalogue } from "../server/tools/index.ts";
import type { RuleView } from "../shared/views.ts";
import { startHouse } from "../tests/support/house.ts";

const people = 100;
const rulesEach = 20;
const changes = 200;

const house = await startHouse();
const { access, people: known } = house;
const admin = known.admin.user.id;

/** Rules about other tools, and last the one that is changed. */
const rulesWith = (decision: "allow" | "deny"): readonly RuleView[] => [
  ...Array.from({ length: rulesEach - 1 }, (_, at): RuleView => {
    const tool = catalogue.filter(({ name }) => name !== "get_entity")[at % (catalogue.length - 1)];
    return { target: `tool:${tool?.name ?? "whoami"}`, decision: "allow" };
  }),
  { target: "tool:get_entity", decision },
];

const write = (id: string, decision: "allow" | "deny") =>
  access.permissions.put(
    [
      {
        subject: { kind: "user", id },
        permissions: { rules: rulesWith(decision), scope: [], limits: [] },
      },
    ],
    admin,
  );

const everybody: { readonly id: string; readonly secret: string }[] = [];
for (let at = 0; at < people; at += 1) {
  const user = await access.users.create({
    ...{ username: `person-${at}`, password: "correct horse", role: "resident" },
  });
  const { secret } = await access.tokens.create(user.id, { name: "bench", rights: "same" });
  await write(user.id, "allow");
  everybody.push({ id: user.id, secret });
}

const changing: number[] = [];
const calling: number[] = [];
const again: number[] = [];
let old = 0;
for (let at = 0; at < changes; at += 1) {
  const person = everybody[at % people];
  if (person === undefined) throw new Error("There is nobody.");
  const decision = at < people ? "deny" : "allow";
  const timed = async <T>(times: number[], work: () => Promise<T>): Promise<T> => {
    const before = performance.now();
    const result = await work();
    times.push(performance.now() - before);
    return result;
  };
  await timed(changing, () => write(person.id, decision));
  const call = async () =>
    house.call("get_entity", { entities: ["light.kitchen_ceiling"] }, await house.enter(person));
  const outcome = await timed(calling, call);
  if (outcome.ok !== (decision === "allow")) old += 1;
  await timed(again, call);
}

const tell = (name: string, times: number[]): void => {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]?.toFixed(1) ?? "?";
  console.log(`${name.padEnd(44)} median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
};
console.log(`${people} people, ${rulesEach} rules each, ${changes} changes, ${process.version}`);
tell("a rule is written, until it is answered", changing);
tell("the next call, with everything read anew", calling);
tell("the call after it", again);
console.log(`${old} of ${changes} next calls went by the old rule  ${old === 0 ? "pass" : "FAIL"}`);
await house.close();
