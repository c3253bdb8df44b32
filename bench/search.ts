// What a search costs over 10,000 entities: node --expose-gc --import=tsx/esm bench/search.ts [entities]
import type { Area, Device, Entity, Snapshot } from "../server/home/home.ts";
import { createSearch } from "../server/home/search/search.ts";
import { snapshotOf } from "../tests/search/house.ts";
import { questions } from "../tests/search/questions.ts";

const count = Number(process.argv[2] ?? 10_000);
const ROUNDS = 30;

const rooms =
  "Kitchen,Salon,Entrée,Garage,Küche,Chambre parents,Chambre de Léa,Guest room,Bathroom,Hallway,Attic,Bureau,Garden,Terrasse,Cellar,Living room,Dining room,Buanderie,Workshop,Library,Balcony,Pool".split(
    ",",
  );
const things =
  "ceiling,lampe,volet,blind,motion sensor,window,plug,thermostat,speaker,caméra,spots,door,washer,heater,strip,valve".split(
    ",",
  );
const kinds: readonly (readonly [domain: string, deviceClass?: string])[] = [
  ["light"],
  ["switch", "outlet"],
  ["sensor", "temperature"],
  ["sensor", "power"],
  ["sensor", "battery"],
  ["binary_sensor", "motion"],
  ["binary_sensor", "window"],
  ["cover", "shutter"],
  ["climate"],
  ["media_player", "speaker"],
  ["update"],
];

/** A big house, the same every time: devices of five entities in two floors' worth of rooms. */
function bigHouse(size: number): Snapshot & { readonly entities: Map<string, Entity> } {
  const pick = picker(20_261_121);
  const small = snapshotOf([]);
  const floorIds = [...small.floors.keys()];
  const areas = [...rooms, ...rooms.map((room) => `${room} 2`)].map((name, at): Area => ({
    area_id: `area_${at}`,
    name,
    aliases: [],
    labels: [],
    floor_id: pick(floorIds),
  }));
  const devices = new Map<string, Device>();
  const entities = new Map<string, Entity>();
  for (let number = 0; entities.size < size; number++) {
    const area = pick(areas);
    const device_id = `device_${number}`;
    const name = `${area.name} ${pick(things)} ${number}`;
    // Radios name what nobody has named by its address: thousands of words used once.
    const address = `0x00158d${(number * 2_654_435_761).toString(16).slice(0, 10)}`;
    devices.set(device_id, { device_id, name, manufacturer: "IKEA", labels: [], disabled: false });
    for (let part = 0; part < 5 && entities.size < size; part++) {
      const [domain, device_class] = pick(kinds);
      const object_id = number % 4 === 0 ? address : `${area.area_id}_${number}`;
      const entity: Entity = {
        ...still,
        entity_id: `${domain}.${object_id}_${device_class ?? "main"}_${part}`,
        domain,
        name: device_class === undefined ? name : `${name} ${device_class}`,
        area_id: area.area_id,
        device_id,
        ...(area.floor_id === undefined ? {} : { floor_id: area.floor_id }),
        ...(device_class === undefined ? {} : { device_class }),
        ...(device_class === "battery" ? { category: "diagnostic" } : {}),
      };
      entities.set(entity.entity_id, entity);
    }
  }
  return { ...small, areas: new Map(areas.map((area) => [area.area_id, area])), devices, entities };
}

const still = {
  state: "off",
  attributes: {},
  last_changed: 0,
  last_updated: 0,
  context_id: "",
  aliases: [],
  labels: [],
  platform: "zha",
  hidden: false,
  replaced: false,
  exposed: true,
} as const;

/** mulberry32: small, and the same on every machine. */
function picker(seed: number): <T>(from: readonly T[]) => T {
  let state = seed;
  return (from) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const chosen = from[((mixed ^ (mixed >>> 14)) >>> 0) % from.length];
    if (chosen === undefined) throw new Error("Nothing to pick from.");
    return chosen;
  };
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const heapMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const show = (what: string, value: number, unit: string): void =>
  console.log(`${what.padEnd(44)} ${value.toFixed(2).padStart(8)} ${unit}`);

const home = bigHouse(count);
const before = heapMb();
const search = createSearch();
const first = cpuMs(() => search.rebuild(home));
show(`index of ${home.entities.size} entities, memory`, heapMb() - before, "MB");
show("rebuild, first", first, "ms CPU");
show(
  "rebuild, again",
  cpuMs(() => search.rebuild(home)),
  "ms CPU",
);

const hostile = ["a ".repeat(5000), "éà".repeat(5000), "(.*)+[a-z]{9}|\\d ".repeat(20)];
const texts = [...Object.values(questions).flatMap((group) => group.map((asked) => asked.text))];
const perRound = (work: () => void): number => {
  work();
  const ms = cpuMs(() => {
    for (let round = 0; round < ROUNDS; round++) work();
  });
  return ms / ROUNDS;
};
const cost = (text: string): number =>
  perRound(() => search.search({ text, visible: () => true, limit: 20, offset: 0 }));
const report = (what: string, asked: readonly string[]): void => {
  const costs = asked.map((text) => ({ text, ms: cost(text) })).sort((a, b) => a.ms - b.ms);
  show(`${what}: median of ${costs.length}`, costs[costs.length >>> 1]?.ms ?? 0, "ms CPU");
  const worst = costs.at(-1);
  show(`${what}: max ("${worst?.text.slice(0, 16) ?? ""}")`, worst?.ms ?? 0, "ms CPU");
};
report("query", texts);
report("hostile query", hostile);
report("empty query", [""]);

for (const text of ["light.kitchn_ceilng", "zzkitchenceiling"])
  show(
    `nearest ("${text}")`,
    perRound(() => search.nearest(text, () => true, 5)),
    "ms CPU",
  );

const all = [...home.entities.values()];
const stateMs = cpuMs(() => {
  for (const entity of all) search.update({ ...entity, state: "on" });
});
show("update, state only", (1000 * stateMs) / all.length, "µs CPU");
const nameMs = cpuMs(() => {
  for (const entity of all.slice(0, 1000)) search.update({ ...entity, name: `${entity.name} new` });
});
show("update, new name", nameMs, "µs CPU");
