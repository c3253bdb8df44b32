// What many entities share (area, floor, device, label, kind): its words are kept and judged once.
import type { Entity, Snapshot } from "../home.ts";
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
  const byKey = new Map<string, Facet>();
  const byWord = new Map<number, FacetWord[]>();

  const say = (word: number, said: FacetWord): void => {
    const others = byWord.get(word);
    if (others === undefined) byWord.set(word, [said]);
    else others.push(said);
  };

  const facet = (key: string, texts: () => readonly Text[], isKind = false): Facet => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const created: Facet = { isKind, slots: [] };
    byKey.set(key, created);
    for (const [text, weight] of texts())
      for (const word of wordsOf(text)) say(vocabulary.use(word), { facet: created, weight });
    return created;
  };

  const area = (id: string): readonly Text[] => {
    const found = snapshot.areas.get(id);
    if (found === undefined) return [];
    const names = [found.name, ...found.aliases];
    return [...names.map((name): Text => [name, weights.area]), [placeText(names), weights.sameAs]];
  };

  const floor = (id: string): readonly Text[] => {
    const found = snapshot.floors.get(id);
    if (found === undefined) return [];
    const names = [found.name, ...found.aliases];
    return [
      ...names.map((name): Text => [name, weights.floor]),
      [placeText(names), weights.sameAs],
      [levelText(found.level), weights.sameAs],
    ];
  };

  const device = (id: string): readonly Text[] => {
    const found = snapshot.devices.get(id);
    if (found === undefined) return [];
    return [
      [found.name, weights.device],
      [found.manufacturer ?? "", weights.maker],
    ];
  };

  const label = (id: string): readonly Text[] => [
    [snapshot.labels.get(id)?.name ?? id, weights.label],
  ];

  return {
    of(entity) {
      const { domain, device_class, area_id, floor_id, device_id, platform } = entity;
      const kind = (): readonly Text[] => [[kindText(domain, device_class), weights.kind]];
      const facets = [facet(`kind ${domain} ${device_class ?? ""}`, kind, true)];
      if (area_id !== undefined) facets.push(facet(`area ${area_id}`, () => area(area_id)));
      if (floor_id !== undefined) facets.push(facet(`floor ${floor_id}`, () => floor(floor_id)));
      if (device_id !== undefined)
        facets.push(facet(`device ${device_id}`, () => device(device_id)));
      if (platform !== undefined)
        facets.push(facet(`platform ${platform}`, () => [[platform, weights.maker]]));
      for (const id of entity.labels) facets.push(facet(`label ${id}`, () => label(id)));
      return facets;
    },
    saying: (word) => byWord.get(word) ?? nothing,
  };
}
