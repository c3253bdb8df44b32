import { z } from "zod";
import type { FailureDetails } from "../../shared/error-codes.ts";
import { AppError } from "../errors.ts";
import { isRecord } from "../record.ts";

type Issue = NonNullable<FailureDetails["issues"]>[number];

const maxIssues = 10;

/** Checks arguments as they arrived.
 * @throws AppError invalid_input saying which argument is wrong, what was expected and what to do. */
export function parseArguments<Input extends z.ZodType>(
  tool: { readonly name: string; readonly input: Input },
  args: unknown,
): z.output<Input> {
  const given = args ?? {};
  const parsed = tool.input.safeParse(given);
  if (parsed.success) return parsed.data;
  const mended = tool.input.safeParse(mend(given, parsed.error.issues), { reportInput: true });
  if (mended.success) return mended.data;
  throw invalid(tool, mended.error.issues);
}

/** Weak clients send "5" for 5, "true" for true, null for nothing and one item for a list. Only what was
 * complained about is touched, only at the top level, and the result is checked again. */
function mend(given: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  if (!isRecord(given)) return given;
  const mended = new Map(Object.entries(given));
  for (const issue of issues) {
    const [key, ...deeper] = issue.path;
    if (typeof key !== "string" || deeper.length > 0) continue;
    const value = mended.get(key);
    if (value === null) mended.delete(key);
    else if (typeof value === "string" && issue.code === "invalid_type")
      mended.set(key, mendText(value, issue.expected));
  }
  return Object.fromEntries(mended);
}

function mendText(text: string, expected: string): unknown {
  if (expected === "array") return [text];
  if (expected === "boolean" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (/^(number|int)$/.test(expected) && /^-?\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text);
  return text;
}

function invalid(
  tool: { readonly name: string; readonly input: z.ZodType },
  found: readonly z.core.$ZodIssue[],
): AppError {
  const known = tool.input instanceof z.ZodObject ? Object.keys(tool.input.shape) : [];
  const issues = found.flatMap((issue) => describe(issue, known)).slice(0, maxIssues);
  const sentences = issues.map(({ message }) => message).join(" ");
  return new AppError(
    "invalid_input",
    `${tool.name} was called with wrong arguments. ${sentences}`,
    {
      hint: "Correct what is named in details.issues and call again; nothing was done.",
      details: { issues },
    },
  );
}

function describe(issue: z.core.$ZodIssue, known: readonly string[]): readonly Issue[] {
  const path = issue.path.map(String).join(".").slice(0, 100);
  if (issue.code === "unrecognized_keys" && path === "") {
    const expected = known.length === 0 ? "It takes none." : `Known are: ${known.join(", ")}.`;
    return issue.keys.map((key) => {
      const name = JSON.stringify(key.slice(0, 64));
      return {
        path: key.slice(0, 100),
        message: `Unknown argument ${name}: remove it. ${expected}`,
      };
    });
  }
  if (path === "") return [{ path, message: "Arguments are one JSON object." }];
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  const expected = expectation(issue);
  return [
    {
      path,
      message: isMissing
        ? `${path} is missing: it is ${expected}.`
        : `${path} must be ${expected}.`,
    },
  ];
}

/** What would have been right, without a word of what was given: it may be a secret. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "too_small":
      return `${sized(issue.origin)}at least ${Number(issue.minimum)}${units(issue.origin)}`;
    case "too_big":
      return `${sized(issue.origin)}at most ${Number(issue.maximum)}${units(issue.origin)}`;
    case "unrecognized_keys":
      return `without ${issue.keys.map((key) => JSON.stringify(key.slice(0, 64))).join(", ")}`;
    case "custom":
    case "invalid_format":
    case "invalid_element":
    case "invalid_key":
    case "invalid_union":
    case "not_multiple_of":
      // Our own refinements and formats are worded as what must be.
      return issue.message.slice(0, 200);
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const sized = (origin: string) => (origin === "string" || origin === "array" ? "of " : "");
const units = (origin: string) =>
  origin === "string" ? " characters" : origin === "array" ? " items" : "";
