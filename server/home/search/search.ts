import type { Entity, SearchQuery, SearchResult, Snapshot } from "../home.ts";
import { createDocuments } from "./documents.ts";
import type { Document, Documents } from "./documents.ts";
import { createResemblance } from "./nearest.ts";
import { ask } from "./question.ts";
import { createJudge } from "./rank.ts";
import { createVocabulary } from "./vocabulary.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface Search {
  /** Learns a home anew: after a reconnect, and when areas, floors, devices or labels change. */
  rebuild(snapshot: Snapshot): void;
  /** Follows one entity that is new or changed; costs nothing worth naming when only its state did. */
  update(entity: Entity): void;
  remove(entityId: string): void;
  search(query: SearchQuery): SearchResult;
  /** At most `limit` visible entities whose name, alias or entity_id looks like `text`, nearest first. */
  nearest(text: string, visible: (entity: Entity) => boolean, limit: number): readonly Entity[];
}

interface Index {
  /** The mirror's own map: what it has now is what is found, whatever was indexed. */
  readonly entities: ReadonlyMap<string, Entity>;
  readonly vocabulary: Vocabulary;
  readonly documents: Documents;
}

/** Finds entities by what people say. Everything is judged entity by entity, from memory. */
export function createSearch(): Search {
  let index: Index | undefined;

  return {
    rebuild(snapshot) {
      const vocabulary = createVocabulary();
      const documents = createDocuments(snapshot, vocabulary);
      index = { entities: snapshot.entities, vocabulary, documents };
    },
    update: (entity) => index?.documents.put(entity),
    remove: (entityId) => index?.documents.remove(entityId),
    search(query) {
      if (index === undefined) return { hits: [], total: 0 };
      const text = query.text?.trim() ?? "";
      const found = text === "" ? list(index, query) : best(index, text, query);
      return { hits: found.slice(query.offset, query.offset + query.limit), total: found.length };
    },
    nearest: (text, visible, limit) =>
      index === undefined ? [] : resembling(index, text, visible).slice(0, limit),
  };
}

function list({ entities, documents }: Index, query: SearchQuery): readonly Entity[] {
  return documents.inOrder.flatMap((document) => {
    const entity = entities.get(document.indexed.entity_id);
    return entity !== undefined && isWanted(entity, query) ? [entity] : [];
  });
}

/** The entities that leave the least doubt, by score; equal ones in the order of the house. */
function best(index: Index, text: string, query: SearchQuery): readonly Entity[] {
  const question = ask(text, index.vocabulary);
  if (question.words === 0) return [];
  const judge = createJudge(question, index.documents.facets.all);
  let leastDoubt = Infinity;
  let found: { readonly entity: Entity; readonly score: number }[] = [];
  for (const document of index.documents.inOrder) {
    const rank = judge(document);
    if (rank === undefined || rank.doubt > leastDoubt) continue;
    const entity = index.entities.get(document.indexed.entity_id);
    if (entity === undefined || !isWanted(entity, query)) continue;
    if (rank.doubt < leastDoubt) found = [];
    leastDoubt = rank.doubt;
    found.push({ entity, score: rank.score });
  }
  return found.sort((a, b) => b.score - a.score).map(({ entity }) => entity);
}

function resembling(
  { entities, documents }: Index,
  text: string,
  visible: (entity: Entity) => boolean,
): readonly Entity[] {
  const resemblance = createResemblance(text);
  const likenessOf = ({ names, idName }: Document): number =>
    Math.max(...[...names, idName].map((name) => resemblance(name) ?? 0));
  return documents.inOrder
    .flatMap((document) => {
      const likeness = likenessOf(document);
      const entity = likeness > 0 ? entities.get(document.indexed.entity_id) : undefined;
      return entity !== undefined && visible(entity) ? [{ entity, likeness }] : [];
    })
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ entity }) => entity);
}

function isWanted(entity: Entity, query: SearchQuery): boolean {
  return (
    (query.domains === undefined || query.domains.includes(entity.domain)) &&
    (query.area_id === undefined || query.area_id === entity.area_id) &&
    (query.floor_id === undefined || query.floor_id === entity.floor_id) &&
    (query.device_class === undefined || query.device_class === entity.device_class) &&
    (query.state === undefined || query.state === entity.state) &&
    query.visible(entity)
  );
}
