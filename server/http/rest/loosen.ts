type Fields = Readonly<Record<string, unknown>>;

/** Arguments without the fields that the tool does not know: mcpo drops them without a word. */
export function loosen(args: unknown, inputSchema: Fields): unknown {
  const properties = asFields(inputSchema["properties"]);
  const given = asFields(args);
  if (properties === undefined || given === undefined) return args;
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => Object.hasOwn(properties, name)),
  );
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields) // an object of JSON is fields by name
    : undefined;
}
