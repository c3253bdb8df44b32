import { z } from "zod";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A tool's schema as clients read it: plain, without references, and without what says nothing. */
export function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    reused: "inline",
    cycles: "throw",
    unrepresentable: "throw",
    override: ({ jsonSchema }) => {
      // Names of properties are always strings, and whole numbers never as large as these bounds.
      delete jsonSchema.propertyNames;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      // Bounds that hardly anybody meets are checked, and cost tokens in each tool if they are told.
      delete jsonSchema.minLength;
      delete jsonSchema.maxLength;
      if (jsonSchema.minItems === 1) delete jsonSchema.minItems;
      if ((jsonSchema.maxItems ?? 0) >= 50) delete jsonSchema.maxItems;
      // Arguments are strict; of an answer, clients only want to know what is there.
      if (io === "output" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  // Every client takes the newest dialect; saying so costs tokens in each tool.
  delete json.$schema;
  return json;
}

/** The same schema without what lies deeper: enough to know an answer by, a quarter of the tokens.
 * Of an answer that promises nothing, that it is an object. */
export function outlineOf(schema: JsonSchema): JsonSchema {
  if (schema["required"] === undefined) return { type: "object" };
  const properties = Object.entries<object>({ ...(schema["properties"] ?? {}) });
  return {
    ...schema,
    properties: Object.fromEntries(properties.map(([name, property]) => [name, shallow(property)])),
  };
}

function shallow({ type, items }: { type?: unknown; items?: object }): JsonSchema {
  return items === undefined ? { type } : { type, items: shallow(items) };
}
