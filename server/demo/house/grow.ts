import type { Random } from "../core/random.ts";
import type { Furniture, Room } from "./furniture.ts";
import { contact, cover, light, outlet, player, sensor, thermostat } from "./pieces.ts";

export interface Wing {
  readonly room: Room;
  readonly furniture: readonly Furniture[];
}

const roomNames = [
  ...["Guest room", "Playroom", "Library", "Pantry", "Workshop", "Cellar", "Music room", "Gym"],
  ...["Gästezimmer", "Vorratskammer", "Hobbyraum", "Werkstatt", "Arbeitszimmer", "Wintergarten"],
  ...["Chambre", "Bureau", "Cave à vin", "Véranda", "Salle à manger", "Buanderie", "Entrée"],
] as const;

const devices = [
  "Ceiling light",
  "Wall lamp",
  "Deckenlampe",
  "Applique",
  "Heater plug",
  "Steckdose",
  "Window",
  "Fenêtre",
  "Roller blind",
  "Rollladen",
  "Thermostat",
  "Climate sensor",
  "Motion",
  "Bewegungsmelder",
  "Speaker",
] as const;

const slug = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_");

/** Rooms full of ordinary things, until there are `missing` entities more. */
export function* grow(random: Random, missing: number): Generator<Wing> {
  let left = missing;
  for (let number = 1; left > 0; number += 1) {
    const kind = random.pick(roomNames);
    const room: Room = {
      id: `${slug(kind)}_${number}`,
      name: `${kind} ${number}`,
      floor: random.pick(["ground_floor", "upstairs", "attic_floor"]),
    };
    const furniture: Furniture[] = [];
    for (let device = 0; device < 12 && left > 0; device += 1) {
      const one = deviceOf(random, room, device);
      const pieces = one.pieces.slice(0, left);
      left -= pieces.length;
      furniture.push({ ...one, pieces });
    }
    yield { room, furniture };
  }
}

function deviceOf(random: Random, room: Room, place: number): Furniture {
  const kind = random.pick(devices);
  const name = `${room.name} ${kind} ${place + 1}`;
  const id = slug(name);
  return {
    platform: random.pick(["zha", "hue", "shelly", "esphome"]),
    area: room.id,
    device: { name, maker: random.pick(["Aqara", "IKEA of Sweden", "Shelly"]), model: kind },
    pieces: piecesOf(random, kind, id),
  };
}

type Kind = (typeof devices)[number];

function piecesOf(random: Random, kind: Kind, id: string): Furniture["pieces"] {
  const battery = sensor(`${id}_battery`, "Battery", "battery", random.whole(5, 100));
  const temperature = Math.round(random.between(15, 24) * 10) / 10;
  switch (kind) {
    case "Ceiling light":
    case "Wall lamp":
    case "Deckenlampe":
    case "Applique":
      return [
        light(id, null, random.next() < 0.3 ? random.whole(20, 255) : 0),
        sensor(`${id}_power`, "Power", "power", random.whole(0, 12)),
      ];
    case "Heater plug":
    case "Steckdose":
      return [
        outlet(id, null, random.next() < 0.5),
        sensor(`${id}_power`, "Power", "power", random.whole(0, 900)),
        sensor(`${id}_energy`, "Energy", "energy", random.whole(1, 4000)),
      ];
    case "Window":
    case "Fenêtre":
      return [contact(id, null, "window", random.next() < 0.1), battery];
    case "Roller blind":
    case "Rollladen":
      return [cover(id, null, "shutter", random.pick([0, 50, 100])), battery];
    case "Thermostat":
      return [
        thermostat(id, null, { current: temperature, target: 20, mode: "heat" }),
        sensor(`${id}_temperature`, "Temperature", "temperature", temperature),
        battery,
      ];
    case "Climate sensor":
      return [
        sensor(`${id}_temperature`, "Temperature", "temperature", temperature),
        sensor(`${id}_humidity`, "Humidity", "humidity", random.whole(35, 70)),
        battery,
      ];
    case "Motion":
    case "Bewegungsmelder":
      return [
        contact(id, null, "motion", random.next() < 0.05),
        sensor(`${id}_illuminance`, "Illuminance", "illuminance", random.whole(0, 400)),
        battery,
      ];
    case "Speaker":
      return [player(id, null, "idle")];
  }
}
