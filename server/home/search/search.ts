import type { Entity, SearchQuery, SearchResult, Snapshot } from "../home.ts";
import { createDocuments } from "./documents.ts";
import type { Document, Documents } from "./documents.ts";
import { createResemblance, LEAST_LIKENESS } from "./nearest.ts";
import { ask } from "./question.ts";
import { rank } from "./rank.ts";
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
      index === undefined ? [] : resembling(index, text, { visible, limit }),
  };
}

function list(index: Index, query: SearchQuery): readonly Entity[] {
  const found: Entity[] = [];
  for (const document of index.documents.inOrder) {
    const entity = wanted(index, document, query);
    if (entity !== undefined) found.push(entity);
  }
  return found;
}

/** The entities that leave the least doubt, by score; equal ones in the order of the house. */
function best(index: Index, text: string, query: SearchQuery): readonly Entity[] {
  const { documents } = index;
  const ranking = rank(ask(text, index.vocabulary), documents);
  for (let doubt = 0; doubt < ranking.hopeless; doubt++) {
    const found: Hit[] = [];
    for (let slot = 0; slot < ranking.doubts.length; slot++) {
      if (ranking.doubts[slot] !== doubt) continue;
      const document = documents.at(slot);
      const entity = document && wanted(index, document, query);
      if (document && entity) found.push({ entity, score: ranking.score(document), slot });
    }
    if (found.length > 0) return inOrder(found, documents.places());
  }
  return [];
}

interface Hit {
  readonly entity: Entity;
  readonly score: number;
  readonly slot: number;
}

const inOrder = (found: Hit[], places: Int32Array): readonly Entity[] =>
  found
    .sort((a, b) => b.score - a.score || (places[a.slot] ?? 0) - (places[b.slot] ?? 0))
    .map(({ entity }) => entity);

/** Most mistyped names still share a word, or nearly, with what was meant; only the others need a look at the whole house. */
function resembling(index: Index, text: string, wish: Wish): readonly Entity[] {
  const { vocabulary, documents } = index;
  const { doubts, hopeless } = rank(ask(text, vocabulary), documents);
  const related = documents.inOrder.filter(({ slot }) => (doubts[slot] ?? hopeless) < hopeless);
  const found = mostAlike(index, related, text, wish);
  return found.length > 0 ? found : mostAlike(index, documents.inOrder, text, wish);
}

interface Wish {
  readonly visible: (entity: Entity) => boolean;
  readonly limit: number;
}

function mostAlike(
  { entities }: Index,
  documents: readonly Document[],
  text: string,
  { visible, limit }: Wish,
): readonly Entity[] {
  const resemblance = createResemblance(text);
  const found: { readonly entity: Entity; readonly likeness: number }[] = [];
  for (const { entityId, names, idName } of documents) {
    const worst = found[limit - 1]?.likeness ?? 0;
    const least = Math.max(worst, LEAST_LIKENESS);
    let likeness = resemblance(idName, least);
    for (const name of names) likeness = Math.max(likeness, resemblance(name, least));
    if (likeness <= worst) continue;
    const entity = entities.get(entityId);
    if (entity === undefined || !visible(entity)) continue;
    const place = found.findIndex((other) => other.likeness < likeness);
    found.splice(place === -1 ? found.length : place, 0, { entity, likeness });
    found.splice(limit);
  }
  return found.map(({ entity }) => entity);
}

/** The document's entity as it is now, if the query may and does ask for it. */
function wanted(
  { entities }: Index,
  { entityId }: Document,
  query: SearchQuery,
): Entity | undefined {
  const entity = entities.get(entityId);
  return entity !== undefined && isWanted(entity, query) ? entity : undefined;
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
