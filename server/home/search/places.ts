// What else people call a room or a floor: the same place in another language, or by where it lies.
import { stemOf, wordsOf } from "./words.ts";

const outside = ["outside", "outdoor", "exterieur", "dehors", "draussen"];

/** Each row one place; what a home calls by one of them is found by the others. */
const samePlace: readonly (readonly string[])[] = [
  ["kitchen", "cuisine", "kueche"],
  ["living room", "lounge", "sitting room", "salon", "sejour", "wohnzimmer"],
  ["dining room", "salle a manger", "esszimmer"],
  ["bedroom", "chambre", "schlafzimmer"],
  ["guest room", "guest bedroom", "chambre d'amis", "gaestezimmer"],
  ["kids room", "nursery", "chambre d'enfant", "chambre des enfants", "kinderzimmer"],
  ["bathroom", "salle de bain", "salle d'eau", "badezimmer", "bad"],
  ["toilet", "wc", "toilette", "restroom"],
  ["office", "study", "bureau", "buero", "arbeitszimmer"],
  ["hallway", "corridor", "couloir", "flur"],
  ["entrance", "entry", "entree", "eingang"],
  ["stairs", "staircase", "escalier", "treppe"],
  ["laundry", "utility room", "buanderie", "waschkueche"],
  ["pantry", "cellier", "speisekammer"],
  ["attic", "loft", "grenier", "combles", "dachboden"],
  ["basement", "cellar", "cave", "sous-sol", "keller"],
  ["terrace", "patio", "terrasse", ...outside],
  ["balcony", "balcon", "balkon", ...outside],
  ["garden", "yard", "jardin", "garten", ...outside],
  ["ground floor", "rez-de-chaussee", "rdc", "erdgeschoss"],
  ["workshop", "atelier", "werkstatt"],
];

const belowGround = "basement cellar downstairs sous-sol cave bas keller unten";
const onTheGround = "ground downstairs rez-de-chaussee rdc bas erdgeschoss unten";
const aboveGround = "upstairs etage haut obergeschoss oben";

/** Other names of the place that these names name, as one text. */
export function placeText(names: readonly string[]): string {
  const said = names.map((name) => new Set(wordsOf(name).map(stemOf)));
  const isSaid = (phrase: string): boolean =>
    said.some((stems) => wordsOf(phrase).every((word) => stems.has(stemOf(word))));
  return samePlace
    .filter((row) => row.some(isSaid))
    .flat()
    .join(" ");
}

/** How people say where a floor lies when they do not say its name. */
export function levelText(level: number | undefined): string {
  if (level === undefined) return "";
  return level < 0 ? belowGround : level === 0 ? onTheGround : aboveGround;
}
