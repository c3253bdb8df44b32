// What many entities share (area, floor, device, label, kind): its words are kept and judged once.
import type { Entity, Snapshot } from "../home.ts";
import { kindText } from "./kinds.ts";
import { levelText, placeText } from "./places.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** How much it means that a word is found here; an entity's own name is 1. */
const weights = {
  area: 0.8,
  device: 0.75,
  floor: 0.7,
  label: 0.7,
  sameAs: 0.6,
  maker: 0.4,
  kind: 0.9,
} as const;

export interface FacetWord {
  readonly word: number;
  readonly weight: number;
}

export interface Facet {
  /** Numbered from 0. */
  readonly number: number;
  readonly isKind: boolean;
  readonly words: readonly FacetWord[];
}

export interface Facets {
  readonly all: readonly Facet[];
  of(entity: Entity): readonly Facet[];
}

type Text = readonly [text: string, weight: number];

export function createFacets(snapshot: Snapshot, vocabulary: Vocabulary): Facets {
  const all: Facet[] = [];
  const byKey = new Map<string, Facet>();

  const facet = (key: string, isKind: boolean, texts: () => readonly Text[]): Facet => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const words = texts().flatMap(([text, weight]) =>
      wordsOf(text).map((word) => ({ word: vocabulary.use(word), weight })),
    );
    const created = { number: all.length, isKind, words };
    all.push(created);
    byKey.set(key, created);
    return created;
  };

  const area = (id: string): Text[] => {
    const found = snapshot.areas.get(id);
    if (found === undefined) return [];
    const names = [found.name, ...found.aliases];
    return [
      ...names.map((name) => [name, weights.area] as const),
      [placeText(names), weights.sameAs],
    ];
  };

  const floor = (id: string): Text[] => {
    const found = snapshot.floors.get(id);
    if (found === undefined) return [];
    const names = [found.name, ...found.aliases];
    return [
      ...names.map((name) => [name, weights.floor] as const),
      [placeText(names), weights.sameAs],
      [levelText(found.level), weights.sameAs],
    ];
  };

  const device = (id: string): Text[] => {
    const found = snapshot.devices.get(id);
    if (found === undefined) return [];
    return [
      [found.name, weights.device],
      [found.manufacturer ?? "", weights.maker],
    ];
  };

  const label = (id: string): Text[] => [[snapshot.labels.get(id)?.name ?? id, weights.label]];

  return {
    all,
    of(entity) {
      const { area_id, floor_id, device_id, platform } = entity;
      const kind = `${entity.domain} ${entity.device_class ?? ""}`;
      const facets = [
        facet(`kind ${kind}`, true, () => [
          [kindText(entity.domain, entity.device_class), weights.kind],
        ]),
      ];
      if (area_id !== undefined) facets.push(facet(`area ${area_id}`, false, () => area(area_id)));
      if (floor_id !== undefined)
        facets.push(facet(`floor ${floor_id}`, false, () => floor(floor_id)));
      if (device_id !== undefined)
        facets.push(facet(`device ${device_id}`, false, () => device(device_id)));
      if (platform !== undefined)
        facets.push(facet(`platform ${platform}`, false, () => [[platform, weights.maker]]));
      for (const id of entity.labels) facets.push(facet(`label ${id}`, false, () => label(id)));
      return facets;
    },
  };
}
