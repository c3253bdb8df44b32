type Fields = Readonly<Record<string, unknown>>;

/** Arguments as mcpo would pass them on: nulls and unknown fields left out, "5" as 5 where a number is wanted. */
export function loosen(args: unknown, inputSchema: Fields): unknown {
  const properties = asFields(inputSchema["properties"]) ?? {};
  const given = asFields(args);
  if (given === undefined) return args;
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name, value]) => value !== null && Object.hasOwn(properties, name))
      .map(([name, value]) => [name, loosenValue(value, asFields(properties[name])?.["type"])]),
  );
}

function loosenValue(value: unknown, type: unknown): unknown {
  if (typeof value !== "string") return value;
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value);
  if (type === "boolean" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return value;
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}
