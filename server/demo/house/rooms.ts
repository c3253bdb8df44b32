import type { Room } from "./furniture.ts";

export const floors = [
  {
    id: "ground_floor",
    name: "Ground floor",
    level: 0,
    aliases: ["Downstairs", "Erdgeschoss", "Rez-de-chaussée"],
  },
  { id: "upstairs", name: "Upstairs", level: 1, aliases: ["First floor", "Obergeschoss", "Étage"] },
  { id: "attic_floor", name: "Top floor", level: 2, aliases: ["Dachgeschoss", "Combles"] },
] as const;

export const rooms: readonly Room[] = [
  { id: "hall", name: "Hall", floor: "ground_floor", aliases: ["Hallway", "Entrance", "Flur"] },
  {
    id: "kitchen",
    name: "Kitchen",
    floor: "ground_floor",
    aliases: ["Küche", "Cuisine"],
    icon: "mdi:pot-steam",
  },
  {
    id: "living_room",
    name: "Living room",
    floor: "ground_floor",
    aliases: ["Lounge", "Wohnzimmer", "Salon"],
    icon: "mdi:sofa",
  },
  { id: "buro", name: "Büro", floor: "ground_floor", aliases: ["Office", "Study", "Bureau"] },
  { id: "garage", name: "Garage", floor: "ground_floor", icon: "mdi:garage" },
  { id: "laundry", name: "Laundry", floor: "ground_floor", aliases: ["Utility room"] },
  {
    id: "bedroom",
    name: "Bedroom",
    floor: "upstairs",
    aliases: ["Master bedroom", "Schlafzimmer"],
  },
  {
    id: "chambre_d_amis",
    name: "Chambre d'amis",
    floor: "upstairs",
    aliases: ["Guest room", "Gästezimmer"],
  },
  {
    id: "kids_room",
    name: "Kids' room",
    floor: "upstairs",
    aliases: ["Nursery", "Kinderzimmer"],
    labels: ["kids"],
  },
  { id: "bathroom", name: "Bathroom", floor: "upstairs", aliases: ["Bad", "Salle de bain"] },
  { id: "attic", name: "Attic", floor: "attic_floor", aliases: ["Loft", "Dachboden", "Grenier"] },
  {
    id: "terrace",
    name: "Terrace",
    floor: null,
    aliases: ["Patio", "Terrasse"],
    labels: ["outside"],
  },
  { id: "garden", name: "Garden", floor: null, aliases: ["Garten", "Jardin"], labels: ["outside"] },
];

export const labels = [
  { id: "night", name: "Night", color: "indigo", description: "Off when everybody sleeps" },
  { id: "kids", name: "Kids", color: "pink", description: null },
  { id: "outside", name: "Outside", color: "green", description: null },
  { id: "security", name: "Security", color: "red", description: "Who comes in, and who did" },
  { id: "christmas", name: "Noël", color: null, description: null },
] as const;

export const categories = [
  { id: "01JDEMA0000000000000000001", scope: "automation", name: "Morning" },
  { id: "01JDEMA0000000000000000002", scope: "automation", name: "Safety" },
  { id: "01JDEMA0000000000000000003", scope: "script", name: "Bedtime" },
  { id: "01JDEMA0000000000000000004", scope: "scene", name: "Moods" },
] as const;
