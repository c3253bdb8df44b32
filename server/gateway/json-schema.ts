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
      // Names of properties are always strings.
      delete jsonSchema.propertyNames;
    },
  });
  // Every client takes the newest dialect; saying so costs tokens in each tool.
  delete json.$schema;
  return json;
}
