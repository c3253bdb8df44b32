// What the API answers, as JSON Schemas made of the types in shared/.
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const root = new URL("..", import.meta.url);

type Schema = Readonly<Record<string, unknown>>;

/** What is said of routes and the reply of every one, and the types that replies and live events are made of. */
export interface ApiReplies {
  readonly about: Readonly<Record<string, string>>;
  readonly replies: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

type Routes = Readonly<
  Record<string, { readonly description?: string; readonly properties: { readonly reply: Schema } }>
>;

/** The generator brings a TypeScript of its own: types are checked by ours, here they are only read. */
export function generateReplies(): ApiReplies {
  const generator = createGenerator({
    path: fileURLToPath(new URL("shared/{api,views}.ts", root)),
    tsconfig: fileURLToPath(new URL("tsconfig.json", root)),
    skipTypeCheck: true,
  });
  const definitionsOf = (type: string) =>
    (generator.createSchema(type).definitions ?? {}) as Record<string, Schema>; // none is a mere true or false
  const definitions = { ...definitionsOf("LiveEvent"), ...definitionsOf("Api") };
  const routes = Object.entries((definitions["Api"]?.["properties"] ?? {}) as Routes); // shared/api.ts
  const replies = Object.fromEntries(
    routes.map(([name, { properties }]) => [name, properties.reply]),
  );
  const about = Object.fromEntries(
    routes.flatMap(([name, { description }]) => (description ? [[name, description]] : [])),
  );
  const used = reachedBy([replies, { $ref: `${oldPlace}LiveEvent` }], definitions);
  const schemas = Object.fromEntries([...used].sort().map((name) => [name, definitions[name]]));
  return JSON.parse(
    JSON.stringify({ about, replies, schemas }).replaceAll(oldPlace, "#/components/schemas/"),
  ) as ApiReplies; // the same, but for the references
}

const oldPlace = "#/definitions/";

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
