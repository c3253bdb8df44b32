// What the API answers, as JSON Schemas made of the types in shared/.
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const root = new URL("..", import.meta.url);

type Schema = Readonly<Record<string, unknown>>;

/** The reply of every route, and the types that replies and live events are made of. */
export interface ApiReplies {
  readonly replies: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** The generator brings a TypeScript of its own: types are checked by ours, here they are only read. */
export function generateReplies(): ApiReplies {
  const definitions = {
    ...definitionsOf("views.ts", "LiveEvent"),
    ...definitionsOf("api.ts", "Api"),
  };
  const routes = definitions["Api"]?.["properties"] as Record<
    string,
    { properties: { reply: Schema } }
  >; // shared/api.ts
  const replies = Object.fromEntries(
    Object.entries(routes).map(([name, { properties }]) => [name, properties.reply]),
  );
  const used = reachedBy([replies, { $ref: `${oldPlace}LiveEvent` }], definitions);
  const schemas = Object.fromEntries([...used].sort().map((name) => [name, definitions[name]]));
  return JSON.parse(
    JSON.stringify({ replies, schemas }).replaceAll(oldPlace, "#/components/schemas/"),
  ) as ApiReplies; // the same, but for the references
}

const oldPlace = "#/definitions/";

function definitionsOf(file: string, type: string): Record<string, Schema> {
  const { definitions = {} } = createGenerator({
    path: fileURLToPath(new URL(`shared/${file}`, root)),
    tsconfig: fileURLToPath(new URL("tsconfig.json", root)),
    type,
    skipTypeCheck: true,
  }).createSchema(type);
  return definitions as Record<string, Schema>; // no definition is a mere true or false
}

/** Names of all definitions that these lead to. */
function reachedBy(from: unknown, definitions: Record<string, Schema>): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (value: unknown): void => {
    const text = JSON.stringify(value);
    for (const [, name = ""] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      follow(definitions[name]);
    }
  };
  follow(from);
  return found;
}
