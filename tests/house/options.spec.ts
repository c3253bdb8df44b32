import { expect } from "chai";
import { z } from "zod";
import { optionsSchema } from "../../server/config.ts";
import { readText, readYaml } from "../support/repository.ts";

const valueFacts = z.object({
  type: z.enum(["string", "integer", "boolean", "array"]),
  enum: z.array(z.string()).optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
/** One option, as the JSON Schema of the zod schema tells it. */
const optionFacts = valueFacts.extend({
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  items: valueFacts.optional(),
});
type OptionFacts = z.output<typeof optionFacts>;

const options = z
  .object({ properties: z.record(z.string(), optionFacts) })
  .parse(z.toJSONSchema(optionsSchema, { io: "output" })).properties;

const appConfig = z
  .object({ options: z.record(z.string(), z.unknown()), schema: z.record(z.string(), z.unknown()) })
  .parse(readYaml("config.yaml"));

/** The type as the Supervisor writes it: "int(1,100000)", "list(text|json)", "url". */
function typeOf(option: z.output<typeof valueFacts>): string {
  if (option.enum !== undefined) return `list(${option.enum.join("|")})`;
  if (option.type === "integer") return `int(${option.minimum ?? ""},${option.maximum ?? ""})`;
  if (option.type === "boolean") return "bool";
  return option.format === "uri" ? "url" : "str";
}

/** What an owner may want to look at; the app's form hides the others until somebody asks for them. */
const shown = ["log_level", "calls_per_minute", "newcomer_role", "registration", "home_sign_in"];

function schemaOf(name: string, option: OptionFacts): unknown {
  const optional = shown.includes(name) ? "" : "?";
  if (option.items !== undefined) return [`${typeOf(option.items)}${optional}`];
  return `${typeOf(option)}${optional}`;
}

/** The cell of DOCS.md's table that says what holds when nothing is set. */
function usualInWords({ default: usual }: OptionFacts): string {
  if (usual === undefined || Array.isArray(usual)) return "none";
  return typeof usual === "boolean" ? (usual ? "on" : "off") : `\`${String(usual)}\``;
}

describe("The app's options", () => {
  it("are offered by config.yaml with the types that the server accepts", () => {
    const expected = Object.entries(options).map(([name, facts]) => [name, schemaOf(name, facts)]);
    expect(appConfig.schema).to.deep.equal(Object.fromEntries(expected));
  });

  it("begin in config.yaml with the server's own defaults, as far as they are shown", () => {
    expect(appConfig.options).to.deep.equal(
      Object.fromEntries(shown.map((name) => [name, options[name]?.default])),
    );
  });

  it("need no touching: as config.yaml begins them is as if nobody had set any", () => {
    expect(optionsSchema.parse(appConfig.options)).to.deep.equal(optionsSchema.parse({}));
  });

  it("stand in DOCS.md, one row each, with what holds when nothing is set", () => {
    const rows = [...readText("DOCS.md").matchAll(/^\| `([a-z_]+)` +\| (.+?) +\|/gm)];
    expect(rows.map(([, name, usual]) => [name, usual])).to.deep.include.members(
      Object.entries(options).map(([name, facts]) => [name, usualInWords(facts)]),
    );
  });
});
