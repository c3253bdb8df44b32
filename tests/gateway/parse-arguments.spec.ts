import { expect } from "chai";
import { z } from "zod";
import { AppError } from "../../server/errors.ts";
import { parseArguments } from "../../server/gateway/parse-arguments.ts";

const tool = {
  name: "set_thing",
  input: z.strictObject({
    entities: z.array(z.string().max(5)).min(1).max(2).optional(),
    level: z.number().min(0).max(10).default(3),
    count: z.number().int().optional(),
    on: z.boolean().optional(),
    order: z.enum(["lowest", "highest"]).optional(),
    name: z.string().min(2).optional(),
    code: z.string().regex(/^\d+$/, "digits only").optional(),
    step: z.number().multipleOf(5, "a multiple of 5").optional(),
    even: z
      .number()
      .refine((value) => value % 2 === 0, "an even number")
      .optional(),
    day: z.date().optional(),
    nested: z.strictObject({ deep: z.number() }).optional(),
  }),
};

function failureOf(args: unknown, of: Parameters<typeof parseArguments>[0] = tool): AppError {
  try {
    parseArguments(of, args);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("nothing was refused");
}

describe("parseArguments", () => {
  it("fills in defaults, also when there are no arguments at all", () => {
    expect(parseArguments(tool, undefined)).to.deep.equal({ level: 3 });
    expect(parseArguments(tool, null)).to.deep.equal({ level: 3 });
    expect(parseArguments(tool, {})).to.deep.equal({ level: 3 });
  });

  const mended: [string, unknown, object][] = [
    ["a number in a text", { level: "5" }, { level: 5 }],
    ["a whole number in a text", { count: "-7" }, { count: -7, level: 3 }],
    ["a truth in a text", { on: "True" }, { on: true, level: 3 }],
    ["a falsehood in a text", { on: "false" }, { on: false, level: 3 }],
    ["null for nothing", { order: null, level: null }, { level: 3 }],
    ["one item for a list", { entities: "a.b" }, { entities: ["a.b"], level: 3 }],
  ];
  for (const [what, args, parsed] of mended)
    it(`takes ${what}`, () => {
      expect(parseArguments(tool, args)).to.deep.equal(parsed);
    });

  const wrong: [string, unknown, string, string][] = [
    [
      "an unknown argument",
      { colour: 1 },
      "colour",
      'Unknown argument "colour": remove it. Known are: entities, level, count, on, order, name, code, step, even, day, nested.',
    ],
    ["what is too large", { level: 11 }, "level", "level must be at most 10."],
    ["what is too small", { level: -1 }, "level", "level must be at least 0."],
    ["what is mended to too large", { level: "11" }, "level", "level must be at most 10."],
    ["text that is no number", { level: "warm" }, "level", "level must be a number."],
    ["text that is no truth", { on: "maybe" }, "on", "on must be true or false."],
    ["a list that is too short", { entities: [] }, "entities", "of at least 1 items"],
    ["a list that is too long", { entities: ["a", "b", "c"] }, "entities", "of at most 2 items"],
    ["an item that is too long", { entities: ["123456"] }, "entities.0", "of at most 5 characters"],
    ["a text that is too short", { name: "x" }, "name", "of at least 2 characters"],
    ["a fraction for a whole number", { count: 1.5 }, "count", "count must be a whole number."],
    ["another choice", { order: "best" }, "order", 'order must be one of "lowest", "highest".'],
    ["another form", { code: "secret!" }, "code", "code must be digits only."],
    ["another step", { step: 7 }, "step", "step must be a multiple of 5."],
    ["what a rule of ours forbids", { even: 3 }, "even", "even must be an even number."],
    ["what JSON cannot say", { day: "2026-11-21" }, "day", "day must be date."],
    [
      "what is missing inside",
      { nested: {} },
      "nested.deep",
      "nested.deep is missing: it is a number.",
    ],
    ["a text inside", { nested: { deep: "1" } }, "nested.deep", "nested.deep must be a number."],
    [
      "what is unknown inside",
      { nested: { deep: 1, x: 2 } },
      "nested",
      'nested must be without "x".',
    ],
    ["a list for an object", { nested: [] }, "nested", "nested must be an object."],
    ["a list for all arguments", [1], "", "Arguments are one JSON object."],
    ["a text for all arguments", '{"level":1}', "", "Arguments are one JSON object."],
    [
      "a key that would be a prototype",
      JSON.parse('{"__proto__":{}}'),
      "__proto__",
      "Unknown argument",
    ],
  ];
  for (const [what, args, path, message] of wrong)
    it(`refuses ${what}, and says what was expected`, () => {
      const failure = failureOf(args);

      expect(failure.code).to.equal("invalid_input");
      expect(failure.message).to.match(/^set_thing was called with wrong arguments\. /);
      expect(failure.details?.issues?.[0]?.path).to.equal(path);
      expect(failure.details?.issues?.[0]?.message).to.include(message);
    });

  it("says that a tool takes no arguments", () => {
    const failure = failureOf({ verbose: true }, { name: "whoami", input: z.strictObject({}) });

    expect(failure.message).to.include('Unknown argument "verbose": remove it. It takes none.');
  });

  it("says what is missing", () => {
    const needy = { name: "needy", input: z.strictObject({ entity: z.string() }) };

    expect(failureOf({}, needy).message).to.include("entity is missing: it is text.");
  });

  it("says at most ten things at once", () => {
    const args = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`extra${i}`, i]));

    expect(failureOf(args).details?.issues).to.have.length(10);
  });

  it("repeats no value: it may be a secret", () => {
    const secret = "vst_hunter2hunter2";
    const failure = failureOf({ level: secret, on: secret, order: secret, code: secret, name: 5 });

    expect(JSON.stringify([failure.message, failure.hint, failure.details])).not.to.include(secret);
  });

  it("refuses a list or a text where a tool takes something else than an object", () => {
    const odd = { name: "odd", input: z.union([z.literal(1), z.literal(2)]) };

    expect(failureOf(3, odd).message).to.include("Arguments are one JSON object.");
  });
});
