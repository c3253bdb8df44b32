import { expect } from "chai";
import { z } from "zod";
import type { Home, Snapshot, TargetSelector } from "../../server/home/home.ts";
import { resolveTarget } from "../../server/policy/resolve-target.ts";
import { createChance } from "./harness/chance.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { connectHome } from "./harness/vestibule.ts";
import { openWire, Refused, type Wire, type WireMessage } from "./harness/wire.ts";

const explanation = z.object({
  includes: z.array(z.object({ entities: z.array(z.string()) })),
  excludes: z.array(z.object({ removed: z.array(z.object({ entities: z.array(z.string()) })) })),
});
const flow = z.object({ flow_id: z.string(), type: z.string() });

const kinds = ["entity_id", "device_id", "area_id", "floor_id", "label_id"] as const;
type Ids = Readonly<Record<(typeof kinds)[number], readonly string[]>>;

const rounds = 5_000;

describe("targets in a real home", () => {
  const chance = createChance();
  let real: RealHome;
  let wire: Wire;
  let home: Home;

  before(async () => {
    real = await startHomeAssistant();
    wire = await openWire(real.url, real.ownerToken);
    await makeGroups();
    await scatter();
    home = connectHome({ url: real.url, token: real.ownerToken });
    expect(await home.ready(30_000)).to.equal(true);
  });

  after(async () => {
    await wire.close();
    await home.close();
    await real.remove();
  });

  it("mean what Home Assistant means by them", async () => {
    const ids = idsOf(home.snapshot());
    const targets = Array.from({ length: rounds }, () => anyTarget(ids));

    const explained = await explainAll(targets);

    let reaching = 0;
    explained.forEach((answer, index) => {
      const target = targets[index] ?? {};
      const expected = meant(answer).filter(isThere(target));
      if (expected.length > 0) reaching += 1;
      const resolved = [...resolveTarget(home.snapshot(), target)].sort();
      expect(resolved, told(target)).to.deep.equal(expected);
    });
    expect(reaching, "targets that mean something").to.be.greaterThan(rounds / 2);
  });

  it("mean by all what is of the service's domain", async () => {
    const target = { entity_id: ["all"] };
    const answer = await wire.command({ type: "explain_target", target: { entity_id: "all" } });

    const locks = meant(answer).filter((id) => id.startsWith("lock."));
    expect([...resolveTarget(home.snapshot(), target, "lock")].sort()).to.deep.equal(locks);
    expect([...resolveTarget(home.snapshot(), target)].sort()).to.deep.equal(meant(answer));
  });

  /** In slices: Home Assistant hangs up on whom it owes thousands of answers. */
  async function explainAll(targets: readonly TargetSelector[]): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    for (let start = 0; start < targets.length; start += 500) {
      const slice = targets.slice(start, start + 500);
      const asked = slice.map((target) => wire.command({ type: "explain_target", target }));
      answers.push(...(await Promise.all(asked)));
    }
    return answers;
  }

  /** Groups of all three kinds, in one another. */
  async function makeGroups(): Promise<void> {
    const lights = ["light.bed_light", "light.kitchen_lights"];
    await makeGroup("light", "Both Lights", lights);
    await makeGroup("lock", "Both Locks", ["lock.front_door", "lock.kitchen_door"]);
    await makeGroup("lock", "All Locks", ["lock.both_locks", "lock.poorly_installed_door"]);
    await setGroup("inner", ["light.both_lights", "text.text", "lock.both_locks"]);
    await setGroup("outer", ["group.inner", "switch.ac", "light.nowhere"]);
    await setGroup("empty", []);
  }

  async function makeGroup(kind: string, name: string, entities: readonly string[]): Promise<void> {
    const path = "/api/config/config_entries/flow";
    const { flow_id } = flow.parse(await post(path, { handler: "group" }));
    await post(`${path}/${flow_id}`, { next_step_id: kind });
    const made = await post(`${path}/${flow_id}`, {
      name,
      entities,
      hide_members: false,
      ...(kind === "light" ? { all: false } : {}),
    });
    expect(flow.parse(made).type).to.equal("create_entry");
  }

  async function post(path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${real.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${real.ownerToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  const setGroup = (object_id: string, entities: readonly string[]) =>
    wire.command({
      type: "call_service",
      domain: "group",
      service: "set",
      service_data: { object_id, name: object_id, entities },
    });

  /** Puts places, labels and what hides entities at random wherever the registries let it. */
  async function scatter(): Promise<void> {
    const listed = (type: string) => wire.command({ type });
    const areas = idList(await listed("config/area_registry/list"), "area_id");
    const labels = idList(await listed("config/label_registry/list"), "label_id");
    const devices = idList(await listed("config/device_registry/list"), "id");
    const entities = idList(await listed("config/entity_registry/list"), "entity_id");
    for (const area_id of areas)
      await tryTo({
        type: "config/area_registry/update",
        area_id,
        labels: some(labels, 0.4),
      });
    for (const device_id of devices)
      await tryTo({
        type: "config/device_registry/update",
        device_id,
        labels: some(labels, 0.3),
        area_id: oneOf([null, ...areas]),
      });
    for (const entity_id of entities)
      await tryTo({
        type: "config/entity_registry/update",
        entity_id,
        labels: some(labels, 0.2),
        ...(chance.below(3) === 0 ? { area_id: oneOf([null, ...areas]) } : {}),
        ...(chance.below(4) === 0 ? { hidden_by: "user" } : {}),
      });
  }

  /** Not every entity may have a place of its own. */
  async function tryTo(message: WireMessage): Promise<void> {
    try {
      await wire.command(message);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  function anyTarget(ids: Ids): TargetSelector {
    const included = anyOf(ids);
    return chance.below(3) === 0 ? { ...included, exclude: anyOf(ids) } : included;
  }

  /** One to three kinds, with one to three of each. */
  function anyOf(ids: Ids): TargetSelector {
    const chosen = Array.from({ length: 1 + chance.below(3) }, () => chance.oneOf(kinds));
    return Object.fromEntries(
      chosen.map((kind) => [
        kind,
        [...new Set(Array.from({ length: 1 + chance.below(3) }, () => oneOf(ids[kind])))],
      ]),
    );
  }

  const some = (items: readonly string[], share: number): readonly string[] =>
    items.filter(() => chance.below(100) < share * 100);

  function oneOf<T>([first, ...rest]: readonly T[]): T {
    if (first === undefined) throw new Error("The home has nothing of this kind.");
    return chance.oneOf([first, ...rest]);
  }

  /** Disabled entities keep their labels in the registry, and are nowhere else: nobody acts on them. */
  function isThere({ entity_id = [] }: TargetSelector): (id: string) => boolean {
    const { entities } = home.snapshot();
    const unknown = new Set([...entity_id, "light.nowhere"]);
    return (id) => entities.has(id) || unknown.has(id);
  }

  const told = (target: TargetSelector): string =>
    `CHANCE_SEED=${chance.seed} ${JSON.stringify(target)}`;
});

/** The union of what is included, without what is taken out. */
function meant(answer: unknown): readonly string[] {
  const { includes, excludes } = explanation.parse(answer);
  const removed = new Set(
    excludes.flatMap((one) => one.removed.flatMap(({ entities }) => entities)),
  );
  const included = new Set(includes.flatMap(({ entities }) => entities));
  return [...included].filter((id) => !removed.has(id)).sort();
}

/** Everything that can be named, and of each kind one thing that is not there. */
const idsOf = ({ entities, devices, areas, floors, labels }: Snapshot): Ids => ({
  entity_id: [...entities.keys(), ...entities.keys()].filter(isLikelyNamed).concat("light.nowhere"),
  device_id: [...devices.keys(), "no_such_device"],
  area_id: [...areas.keys(), "nowhere"],
  floor_id: [...floors.keys(), "up_in_the_air"],
  label_id: [...labels.keys(), "unheard_of"],
});

/** Groups more often than chance would have them: every tenth of the others. */
const isLikelyNamed = (id: string, index: number): boolean =>
  index % 10 === 0 || id.startsWith("group.") || /\.(both|all)_/u.test(id);

function idList(answer: unknown, key: string): readonly string[] {
  return z
    .array(z.record(z.string(), z.unknown()))
    .parse(answer)
    .map((item) => z.string().parse(item[key]));
}
