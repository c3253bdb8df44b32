import { expect } from "chai";
import { AppError } from "../../server/errors.ts";
import { findTargets } from "../../server/tools/find-targets.ts";
import { scopeOf } from "../../server/policy/scope.ts";
import { startPlanning, type PlanningHouse } from "../support/planning.ts";
import { until } from "../support/until.ts";

const kinds = {
  light: { domains: ["light"], wanted: "light" },
  lock: { domains: ["lock"], wanted: "lock" },
  cover: { domains: ["cover", "valve"], wanted: "cover or valve" },
  media_player: { domains: ["media_player"], wanted: "media player" },
  thing: {
    domains: ["light", "switch", "fan", "media_player", "input_boolean", "climate", "automation"],
    usual: ["light", "switch", "fan", "media_player"],
    wanted: "thing",
  },
} as const;

type Kind = keyof typeof kinds;

const kitchen = "kitchen_ceiling kitchen_worktop";
const livingRoom = "floor_lamp living_room_ceiling living_room_lights";
const groundFloor = `${kitchen} ${livingRoom} hall_ceiling schreibtischlampe garage_lamp`;
const bedroom = "bedroom_ceiling nachttischlampe";
const upstairs = `${bedroom} lampe_de_chevet night_light bathroom_mirror`;
const outside = "terrassenlicht aussenlicht";
const all = `${groundFloor} ${upstairs} attic_light ${outside}`;
const without = (names: string, ...fewer: string[]) =>
  names
    .split(" ")
    .filter((name) => !fewer.join(" ").split(" ").includes(name))
    .join(" ");

/** What is said, and what is meant by it. */
const meant: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  light: {
    // Ids
    "light.kitchen_ceiling": "kitchen_ceiling",
    "LIGHT.Kitchen_Ceiling": "kitchen_ceiling",
    "Kitchen ceiling (light.kitchen_ceiling)": "kitchen_ceiling",
    living_room: livingRoom,
    attic_floor: "attic_light",
    // Names and aliases
    "kitchen ceiling": "kitchen_ceiling",
    "the Floor Lamp": "floor_lamp",
    lampadaire: "floor_lamp",
    Stehlampe: "floor_lamp",
    "desk lamp": "schreibtischlampe",
    "bedside lamp": "nachttischlampe",
    bedside: "nachttischlampe",
    Küchenlicht: "kitchen_ceiling",
    veilleuse: "night_light",
    Nachtlicht: "night_light",
    "garden lights": "aussenlicht",
    "Alle Lichter oben": "alle_lichter_oben",
    "downstairs lights": "hall_ceiling kitchen_ceiling living_room_ceiling floor_lamp",
    // Places
    kitchen,
    cuisine: kitchen,
    Kueche: kitchen,
    "the living room": livingRoom,
    "dans le salon": livingRoom,
    Schlafzimmer: bedroom,
    "kids room": "night_light",
    "chambre d'amis": "lampe_de_chevet",
    bureau: "schreibtischlampe",
    upstairs,
    Obergeschoss: upstairs,
    étage: upstairs,
    "ground floor": groundFloor,
    "rez-de-chaussée": groundFloor,
    oben: `${upstairs} attic_light`,
    outside,
    draussen: outside,
    night: "kitchen_worktop bedroom_ceiling alle_lichter_oben",
    // Places and kinds
    "kitchen lights": kitchen,
    "the lights in the kitchen": kitchen,
    "kitchen light": kitchen,
    "cuisine lumières": kitchen,
    "la lumière de la cuisine": kitchen,
    "Küche Licht": kitchen,
    "Licht in der Küche": kitchen,
    Küchenlampen: kitchen,
    Wohnzimmerlicht: livingRoom,
    "Lampen im Erdgeschoss": groundFloor,
    "Lichter oben": `${upstairs} attic_light`,
    "kid's room lamp": "night_light",
    "lampe de la chambre d'amis": "lampe_de_chevet",
    "guest room lights": "lampe_de_chevet",
    "office lamp": "schreibtischlampe",
    // Kinds
    all,
    everything: all,
    "all lights": all,
    "every lamp in the house": all,
    "toutes les lumières": all,
    "alle Lampen": all,
    lights: all,
    // With a slip of the pen
    "kichen light": kitchen,
    "kitchen celing": "kitchen_ceiling",
    // With exceptions
    "upstairs except the bedroom": without(upstairs, bedroom),
    "all lights except kitchen and garden lights": without(all, kitchen, "aussenlicht"),
    "alle Lampen außer Küche": without(all, kitchen),
    "toutes les lampes sauf le salon": without(all, livingRoom),
    "living room but not the floor lamp": "living_room_ceiling shelf_strip",
  },
  lock: {
    "front door": "front_door",
    Haustür: "front_door",
    "porte d'entrée": "front_door",
    "frnt door": "front_door",
    hall: "front_door",
    "terrace door": "terrace_door",
    locks: "front_door terrace_door side_door",
    serrures: "front_door terrace_door side_door",
    Türen: "front_door terrace_door side_door",
  },
  cover: {
    blinds: "volet_roulant bedroom_blinds",
    volets: "volet_roulant bedroom_blinds",
    Rollläden: "volet_roulant bedroom_blinds",
    upstairs: "bedroom_blinds",
    "bedroom blind": "bedroom_blinds",
    garage: "garage_door",
    Garagentor: "garage_door",
    covers: "volet_roulant garage_door bedroom_blinds",
    sprinkler: "arrosage",
  },
  media_player: {
    TV: "television",
    télé: "television",
    "kitchen speaker": "kitchen_speaker",
    "Musik in der Küche": "kitchen_speaker",
    speakers: "kitchen_speaker living_room_speaker television story_box terrace_left terrace_right",
  },
  thing: {
    kitchen: `${kitchen} coffee_machine kettle kitchen_speaker`,
    "kitchen power strip": "coffee_machine kettle",
    "kitchen plugs": "coffee_machine kettle",
    prises: "coffee_machine kettle washing_machine guirlande",
    Kaffeemaschine: "coffee_machine",
    "living room except the tv": `${livingRoom} living_room_speaker`,
    "christmas lights": "guirlande",
    holiday: "vacation",
    "living room thermostat": "living_room",
    laundry: "washing_machine",
  },
};

/** What is never guessed: too much may be meant, or nothing. */
const refused: readonly (readonly [kind: Kind, said: string, code: string, candidate?: string])[] =
  [
    ["light", "light", "invalid_input", "Hall ceiling (light.hall_ceiling)"],
    ["light", "Licht", "invalid_input", "Hall ceiling (light.hall_ceiling)"],
    ["light", "kitchen lamp", "invalid_input", "Kitchen worktop (light.kitchen_worktop)"],
    ["light", "chambre", "invalid_input", "Bedroom ceiling (light.bedroom_ceiling)"],
    ["light", "moon lamp", "not_found", "Floor lamp (light.floor_lamp)"],
    ["light", "light.kitchen_cieling", "not_found", "Kitchen ceiling (light.kitchen_ceiling)"],
    ["light", "laundry", "not_found"],
    ["light", "all except the moon lamp", "not_found", "Floor lamp (light.floor_lamp)"],
    ["light", "kitchen except kitchen lights", "conflict"],
    ["lock", "door", "invalid_input", "Front door (lock.front_door)"],
    ["lock", "back door", "not_found", "Front door (lock.front_door)"],
    ["cover", "blind", "invalid_input", "Volet roulant (cover.volet_roulant)"],
  ];

/** Why it was refused. */
function refusalOf(find: () => unknown): AppError {
  try {
    find();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("names of targets", () => {
  let house: PlanningHouse;
  const find = (kind: Kind, ...targets: string[]) =>
    findTargets(house.plan().home, { targets, ...kinds[kind] });
  const idsOf = (kind: Kind, ...targets: string[]) =>
    find(kind, ...targets).map(({ entity_id }) => entity_id.slice(entity_id.indexOf(".") + 1));

  before(async () => {
    house = await startPlanning();
  });
  after(() => house.close());

  for (const kind of ["light", "lock", "cover", "media_player", "thing"] as const)
    for (const [said, names] of Object.entries(meant[kind]))
      it(`finds for ${kind} "${said}" just what is meant`, () => {
        expect(idsOf(kind, said)).to.have.members(names.split(" "));
      });

  for (const [kind, said, code, candidate] of refused)
    it(`does not guess for ${kind} "${said}"`, () => {
      const failure = refusalOf(() => find(kind, said));

      expect(failure.code).to.equal(code);
      if (candidate !== undefined) expect(failure.details?.candidates).to.include(candidate);
    });

  it("finds each of several once", () => {
    expect(idsOf("light", "kitchen", "kitchen ceiling", "floor lamp")).to.have.members(
      `${kitchen} floor_lamp`.split(" "),
    );
  });

  it("leaves out what is excepted beside the targets", () => {
    const { home } = house.plan();
    const found = findTargets(home, {
      ...{ targets: ["upstairs"], except: ["bedroom", "veilleuse", ""] },
      ...kinds.light,
    });

    expect(found.map(({ name }) => name)).to.have.members(["Lampe de chevet", "Bathroom mirror"]);
  });

  it("says which tool fits something of another kind", () => {
    const tools = { "Front door": "set_lock", TV: "set_media", "movie night": "activate_scene" };
    for (const [said, tool] of Object.entries(tools)) {
      const failure = refusalOf(() => find("light", said));
      expect(failure.code).to.equal("invalid_input");
      expect(failure.hint).to.equal(`Use ${tool} for it.`);
    }
  });

  it("does not find what the caller may not see", () => {
    const guest = scopeOf([
      { name: "kitchen", select: { kind: "area", id: "kitchen" }, access: "control" },
    ]);
    const { home } = house.plan(guest);
    const failure = refusalOf(() => findTargets(home, { targets: ["Stehlampe"], ...kinds.light }));

    expect(failure.code).to.equal("not_found");
    expect(JSON.stringify(failure.details)).not.to.match(/floor_lamp/i);
    expect(findTargets(home, { targets: ["all"], ...kinds.light })).to.have.length(2);
  });

  it("refuses what may only be seen when it is named, and leaves it out of a place", () => {
    const looker = scopeOf([
      { name: "all", select: { kind: "all" }, access: "control" },
      { name: "ceiling", select: { kind: "entity", id: "light.kitchen_ceiling" }, access: "see" },
    ]);
    const planning = house.plan(looker);

    const found = findTargets(planning.home, { targets: ["kitchen lights"], ...kinds.light });
    expect(found.map(({ entity_id }) => entity_id)).to.deep.equal(["light.kitchen_worktop"]);
    expect(planning.leftOut.join()).to.match(/^Kitchen ceiling: /);
    const failure = refusalOf(() =>
      findTargets(planning.home, { targets: ["kitchen ceiling"], ...kinds.light }),
    );
    expect(failure.code).to.equal("not_allowed");
  });

  describe("of what does not answer", () => {
    before(async () => {
      house.demo.setState("light.attic_light", "unavailable");
      await until(
        "the attic light to be gone",
        () => house.home.snapshot().entities.get("light.attic_light")?.state === "unavailable",
      );
    });

    it("say so when it is named", () => {
      const failure = refusalOf(() => find("light", "attic light"));

      expect(failure.code).to.equal("conflict");
      expect(failure.details?.candidates).to.deep.equal(["Attic light (light.attic_light)"]);
    });

    it("leave it out of a place, and tell", () => {
      const planning = house.plan();
      const found = findTargets(planning.home, { targets: ["all"], ...kinds.light });

      expect(found.map(({ name }) => name)).not.to.include("Attic light");
      expect(planning.leftOut).to.deep.equal(["Attic light: unavailable"]);
    });

    it("fail when nothing else is left", () => {
      expect(refusalOf(() => find("light", "attic")).code).to.equal("conflict");
    });
  });
});
