// What many entities share (area, floor, device, label, kind): its words are kept and judged once.
import type { Area, Device, Entity, Floor, Snapshot } from "../home.ts";
import { kindText } from "./kinds.ts";
import { levelText, placeText } from "./places.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** How much it means that a word is found here; an entity's own name is 1. */
const weights = {
  kind: 0.9,
  area: 0.8,
  device: 0.75,
  floor: 0.7,
  label: 0.7,
  sameAs: 0.6,
  maker: 0.4,
} as const;

export interface Facet {
  readonly isKind: boolean;
  /** Of the documents that have it. */
  readonly slots: number[];
}

export interface FacetWord {
  readonly facet: Facet;
  readonly weight: number;
}

export interface Facets {
  of(entity: Entity): readonly Facet[];
  /** What says this word, by its number in the vocabulary. */
  saying(word: number): readonly FacetWord[];
}

type Text = readonly [text: string, weight: number];

const nothing: readonly FacetWord[] = [];

export function createFacets(snapshot: Snapshot, vocabulary: Vocabulary): Facets {
  const byWord = new Map<number, FacetWord[]>();

  const say = (word: number, said: FacetWord): void => {
    const others = byWord.get(word);
    if (others === undefined) byWord.set(word, [said]);
    else others.push(said);
  };

  const learn = (texts: readonly Text[], isKind: boolean): Facet => {
    const facet: Facet = { isKind, slots: [] };
    for (const [text, weight] of texts)
      for (const word of wordsOf(text)) say(vocabulary.use(word), { facet, weight });
    return facet;
  };

  const cached = (textsOf: (id: string) => readonly Text[]): ((id: string) => Facet) => {
    const byId = new Map<string, Facet>();
    return (id) => {
      const known = byId.get(id);
      if (known !== undefined) return known;
      const facet = learn(textsOf(id), false);
      byId.set(id, facet);
      return facet;
    };
  };

  const kinds = new Map<string, Map<string | undefined, Facet>>();
  const kindOf = (domain: string, deviceClass: string | undefined): Facet => {
    const ofDomain = kinds.get(domain) ?? new Map<string | undefined, Facet>();
    kinds.set(domain, ofDomain);
    const known = ofDomain.get(deviceClass);
    if (known !== undefined) return known;
    const facet = learn([[kindText(domain, deviceClass), weights.kind]], true);
    ofDomain.set(deviceClass, facet);
    return facet;
  };

  const areaOf = cached((id) => textsOfArea(snapshot.areas.get(id)));
  const floorOf = cached((id) => textsOfFloor(snapshot.floors.get(id)));
  const deviceOf = cached((id) => textsOfDevice(snapshot.devices.get(id)));
  const labelOf = cached((id) => [[snapshot.labels.get(id)?.name ?? id, weights.label]]);
  const platformOf = cached((name) => [[name, weights.maker]]);

  return {
    of({ domain, device_class, area_id, floor_id, device_id, platform, labels }) {
      const facets = [kindOf(domain, device_class)];
      if (area_id !== undefined) facets.push(areaOf(area_id));
      if (floor_id !== undefined) facets.push(floorOf(floor_id));
      if (device_id !== undefined) facets.push(deviceOf(device_id));
      if (platform !== undefined) facets.push(platformOf(platform));
      for (const label of labels) facets.push(labelOf(label));
      return facets;
    },
    saying: (word) => byWord.get(word) ?? nothing,
  };
}

function textsOfArea(area: Area | undefined): readonly Text[] {
  if (area === undefined) return [];
  const names = [area.name, ...area.aliases];
  return [...names.map((name): Text => [name, weights.area]), [placeText(names), weights.sameAs]];
}

function textsOfFloor(floor: Floor | undefined): readonly Text[] {
  if (floor === undefined) return [];
  const names = [floor.name, ...floor.aliases];
  return [
    ...names.map((name): Text => [name, weights.floor]),
    [placeText(names), weights.sameAs],
    [levelText(floor.level), weights.sameAs],
  ];
}

function textsOfDevice(device: Device | undefined): readonly Text[] {
  if (device === undefined) return [];
  return [
    [device.name, weights.device],
    [device.manufacturer ?? "", weights.maker],
  ];
}
