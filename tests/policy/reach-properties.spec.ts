import { expect } from "chai";
import fc from "fast-check";
import type { Routine, Snapshot, Step, Trigger } from "../../server/home/home.ts";
import { expandReach, type Reach, type World } from "../../server/policy/reach.ts";
import { createChance } from "../home/harness/chance.ts";
import { play, type PlayHouse } from "../support/play-house.ts";
import { promise } from "../support/promise.ts";
import { routine, smallHome } from "../support/small-home.ts";

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

const things = [
  ...numbered("light.l", 3),
  ...numbered("lock.k", 2),
  ...numbered("input_boolean.h", 3),
];
const groups = [...numbered("group.g", 3), "light.both"];
const scripts = numbered("script.s", 4);
const scenes = numbered("scene.c", 2);
const automations = numbered("automation.a", 4);
const everything = [...things, ...groups, ...scripts, ...scenes, ...automations];

const services = [
  ...["light", "input_boolean", "script", "automation", "homeassistant"].flatMap((domain) =>
    ["turn_on", "turn_off", "toggle"].map((verb) => `${domain}.${verb}`),
  ),
  ...["lock.lock", "lock.unlock", "scene.turn_on", "automation.trigger", ...scripts],
];

const idsOf = (ids: readonly string[]) => fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("service" as const),
    service: fc.constantFrom(...services),
    target: fc.record({ entity_id: idsOf(everything) }),
    data: fc.constant({}),
  }),
  fc.record({ kind: fc.constant("event" as const), event_type: fc.constantFrom("go", "stop") }),
);
const anyState: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("state" as const),
  entity_id: fc.constantFrom(...things, ...groups),
  state: fc.constantFrom("on", "off", "locked", "unlocked"),
  attributes: fc.constant({}),
});
const anyTrigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({
    kind: fc.constant("entity" as const),
    target: fc.record({ entity_id: idsOf(things) }),
  }),
  fc.record({ kind: fc.constant("event" as const), event_type: fc.constantFrom("go", "stop") }),
);

const routinesOf = (
  ids: readonly string[],
  step: fc.Arbitrary<Step>,
  triggers: fc.Arbitrary<Trigger[]>,
): fc.Arbitrary<Routine[]> =>
  fc
    .array(fc.tuple(fc.array(step, { maxLength: 3 }), triggers), {
      minLength: ids.length,
      maxLength: ids.length,
    })
    .map((made) => made.map(([steps, heard], index) => routine(ids[index] ?? "", steps, heard)));

const anyHouse: fc.Arbitrary<PlayHouse> = fc
  .tuple(
    fc.tuple(
      ...groups.map((id) =>
        idsOf(id === "light.both" ? ["light.l0", "light.l1"] : [...things, ...groups]),
      ),
    ),
    routinesOf(scripts, anyStep, fc.constant([])),
    routinesOf(scenes, anyState, fc.constant([])),
    routinesOf(automations, anyStep, fc.array(anyTrigger, { maxLength: 2 })),
    fc.subarray(automations),
  )
  .map(([members, ...rest]) => {
    const [ofScripts, ofScenes, ofAutomations, off] = rest;
    const all = [...ofScripts, ...ofScenes, ...ofAutomations];
    return {
      groups: Object.fromEntries(groups.map((id, index) => [id, members[index] ?? []])),
      entityIds: everything,
      services,
      routines: Object.fromEntries(all.map((one) => [one.entity_id, one])),
      off: new Set(off),
    };
  });

const anyCall = fc.record({
  service: fc.constantFrom(...services),
  entity_ids: idsOf(everything),
  data: fc.constant({}),
});

function snapshotOf({ groups: members, entityIds, off }: PlayHouse): Snapshot {
  return smallHome({
    entities: Object.fromEntries(
      entityIds.map((id) => [
        id,
        {
          state: off.has(id) ? "off" : "on",
          attributes: members[id] === undefined ? {} : { entity_id: members[id] },
        },
      ]),
    ),
    services: Object.fromEntries(
      services.map((name) => [name, scripts.includes(name) ? {} : { target: {} }]),
    ),
  });
}

const worldOf = (house: PlayHouse): World => ({
  snapshot: snapshotOf(house),
  routines: new Map(Object.entries(house.routines)),
  automations: Object.values(house.routines).filter(({ entity_id }) =>
    automations.includes(entity_id),
  ),
});

const touchedBy = ({ deeds }: Pick<Reach, "deeds">): ReadonlySet<string> =>
  new Set(deeds.flatMap(({ service, entity_ids }) => entity_ids.map((id) => `${service} ${id}`)));

/** What is not named as set off by chance is meant, and all of it judged. */
function expectWholly(automation: string, reach: Reach, house: PlayHouse): void {
  const trigger = { service: "automation.trigger", entity_ids: [automation], data: {} };
  const { deeds } = expandReach(trigger, worldOf(house));
  expect([...touchedBy(reach)]).to.include.members([...touchedBy({ deeds: deeds.slice(1) })]);
}

/** A coin that falls as often on either side, the same way in each run of a seed. */
const anyCoin = fc.integer().map((seed) => {
  const chance = createChance(seed);
  return () => chance.below(2) === 0;
});

const runs = { numRuns: 500 };

describe("What a call reaches in any house", () => {
  promise("judge.everything", "what a home really does is all in what is judged", () => {
    fc.assert(
      fc.property(anyHouse, anyCall, anyCoin, (house, call, heads) => {
        const reach = expandReach(call, worldOf(house));

        const { touched, startedByChance } = play(house, call.service, call.entity_ids, heads);

        expect([...touchedBy(reach)]).to.include.members([...touched]);
        for (const id of startedByChance)
          if (!reach.mayStart.includes(id)) expectWholly(id, reach, house);
      }),
      runs,
    );
  });

  it("is followed to its end, with nothing twice", () => {
    fc.assert(
      fc.property(anyHouse, anyCall, (house, call) => {
        const { deeds, missing } = expandReach(call, worldOf(house));

        expect(missing).to.deep.equal([]);
        expect(deeds[0]?.service).to.equal(call.service);
        for (const { entity_ids } of deeds)
          expect(new Set(entity_ids).size).to.equal(entity_ids.length);
        expect(deeds.filter(({ unknown }) => unknown !== undefined)).to.deep.equal([]);
      }),
      runs,
    );
  });

  it("is never less with one more automation", () => {
    fc.assert(
      fc.property(anyHouse, anyCall, (house, call) => {
        const world = worldOf(house);
        const fewer = expandReach(call, { ...world, automations: world.automations.slice(1) });

        expect([...touchedBy(expandReach(call, world))]).to.include.members([...touchedBy(fewer)]);
      }),
      runs,
    );
  });
});
