import { expect } from "chai";
import { readManifest, type Manifest } from "../manifest.ts";
import { checkOptions, mergedOptions, optionsOf, type OptionSources } from "./options.ts";

const slug = "local_vestibule";

function appWith(schema: Manifest["schema"], options: Record<string, unknown> = {}) {
  const manifest = { ...readManifest(), schema, options: {} };
  return { slug, manifest, options };
}

const sources: OptionSources = {
  secrets: { gate: "open sesame" },
  devices: [
    { path: "/dev/ttyUSB0", subsystem: "tty" },
    { path: "/dev/video0", subsystem: "video4linux" },
  ],
};

/** What an option of this type becomes, or the sentence that refuses it. */
function taken(type: Manifest["schema"][string], value: unknown): unknown {
  const checked = checkOptions(appWith({ o: type }), { o: value }, sources);
  return "refusal" in checked ? checked.refusal : checked.options["o"];
}

describe("The Supervisor's check of an option", () => {
  for (const [type, value, becomes] of [
    ["str", "a", "a"],
    ["str", "", ""],
    ["str(1,3)", "abc", "abc"],
    ["str(,)", "abc", "abc"],
    ["password(2,)", "abc", "abc"],
    ["int", "5", 5],
    ["int", " 5 ", 5],
    ["int", "1_0", 10],
    ["int", true, 1],
    ["int(1,10)", 5.7, 5],
    ["int(-3,)", -3, -3],
    ["float(0.5,2)", "1.5", 1.5],
    ["float", true, 1],
    ["bool", "YES", true],
    ["bool", "disable", false],
    ["bool", 5, true],
    ["bool", [], false],
    ["email", "me@home.example", "me@home.example"],
    ["url", "http://x", "http://x"],
    ["url", "https://me:pw@host:99/x", "https://me:pw@host:99/x"],
    ["port", "80", 80],
    ["match(a+)", "aab", "aab"],
    ["list(a|b)", "a", "a"],
    ["list(1|2)", 1, "1"],
    ["device", "/dev/video0", "/dev/video0"],
    ["device(subsystem=tty)", "/dev/ttyUSB0", "/dev/ttyUSB0"],
    ["str", "!secret gate", "open sesame"],
    [["str"], ["a", "b"], ["a", "b"]],
    [{ a: "str", b: "int?" }, { a: "x" }, { a: "x" }],
    [[{ a: "port" }], [{ a: "1" }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
  ] as const)
    it(`makes ${JSON.stringify(becomes)} of ${JSON.stringify(value)} for ${JSON.stringify(type)}`, () => {
      expect(taken(type, value)).to.deep.equal(becomes);
    });

  const whose = "in Vestibule (local_vestibule)";
  for (const [type, value, sentence] of [
    ["str", 5, "expected str. Got {'o': 5}"],
    ["str(1,3)", "abcd", "length of value must be at most 3.0. Got {'o': 'abcd'}"],
    ["password(2,)", "a", "length of value must be at least 2.0. Got {'o': 'a'}"],
    ["int", "x", "expected int. Got {'o': 'x'}"],
    ["int", "5.7", "expected int. Got {'o': '5.7'}"],
    ["int", [1], "expected int. Got {'o': [1]}"],
    ["int(1,10)", 11, "value must be at most 10.0. Got {'o': 11}"],
    ["int(1,10)", 0, "value must be at least 1.0. Got {'o': 0}"],
    ["float", "", "expected float. Got {'o': ''}"],
    ["float(0.5,)", 0.25, "value must be at least 0.5. Got {'o': 0.25}"],
    ["bool", "it's so", `expected boolean. Got {'o': "it's so"}`],
    ["email", "me@home", "expected an email address. Got {'o': 'me@home'}"],
    ["email", "home", "expected an email address. Got {'o': 'home'}"],
    ["email", 5, "expected an email address. Got {'o': 5}"],
    ["url", "x", "expected a URL. Got {'o': 'x'}"],
    ["url", "http://", "expected a URL. Got {'o': 'http://'}"],
    ["port", 0, "value must be at least 1. Got {'o': 0}"],
    ["port", 70_000, "value must be at most 65535. Got {'o': 70000}"],
    ["match(a+)", "xaa", "does not match regular expression a+. Got {'o': 'xaa'}"],
    ["list(b|a)", "c", "value must be one of ['a', 'b']. Got {'o': 'c'}"],
    ["device", "/dev/x", `Device '/dev/x' does not exist ${whose}. Got {'o': '/dev/x'}`],
    [
      "device(subsystem=tty)",
      "/dev/video0",
      `Device '/dev/video0' don't match the filter subsystem=tty! ${whose}. Got {'o': '/dev/video0'}`,
    ],
    ["bool?", null, `Missing required option 'o' ${whose}. Got {'o': None}`],
    ["weird", "x", `Unknown type 'weird' ${whose}. Got {'o': 'x'}`],
    ["int(a,b)", "x", `Unknown type 'int(a,b)' ${whose}. Got {'o': 'x'}`],
    ["list", "x", `Unknown type 'list' ${whose}. Got {'o': 'x'}`],
    ["str", "!secret no", `Unknown secret 'no' ${whose}. Got {'o': '!secret no'}`],
    [["str"], "x", `Invalid list for option 'o' ${whose}. Got {'o': 'x'}`],
    [[], ["x"], `Type error for option 'o' ${whose}. Got {'o': ['x']}`],
    [{ a: "str" }, [], `Invalid dict for option 'o' ${whose}. Got {'o': []}`],
    [{ a: "str" }, {}, `Missing option 'a' in o ${whose}. Got {'o': {}}`],
  ] as const)
    it(`refuses ${JSON.stringify(value)} for ${JSON.stringify(type)} in its own words`, () => {
      expect(taken(type, value)).to.equal(sentence);
    });

  it("cuts a long value off in its sentence", () => {
    const sentence = taken("int", "x".repeat(600));
    expect(sentence).to.equal(`expected int. Got {'o': '${"x".repeat(490)}...`);
  });
});

describe("The Supervisor's check of all options", () => {
  it("refuses options without one that must be there", () => {
    const checked = checkOptions(appWith({ port: "port", name: "str" }), { port: 80 });
    expect(checked).to.deep.equal({
      refusal: "Missing option 'name' in root in Vestibule (local_vestibule). Got {'port': 80}",
    });
  });

  it("misses no option with a question mark, nor a list of such", () => {
    const checked = checkOptions(appWith({ name: "str?", names: ["str?"] }), {});
    expect(checked).to.deep.equal({ options: {}, warnings: [] });
  });

  it("misses nested options even where all of them may be left out", () => {
    const checked = checkOptions(appWith({ lamp: { colour: "str?" } }), {});
    expect(checked)
      .to.have.property("refusal")
      .that.matches(/^Missing option 'lamp' in root in /);
  });

  it("drops an option that it does not know, with a warning", () => {
    const checked = checkOptions(appWith({ name: "str" }), { name: "a", colour: "red" });
    expect(checked).to.deep.equal({
      options: { name: "a" },
      warnings: ["Option 'colour' does not exist in the schema for Vestibule (local_vestibule)"],
    });
  });

  it("drops a nested option that it does not know, with a warning", () => {
    const checked = checkOptions(appWith({ lamp: { on: "bool" } }), { lamp: { on: true, x: 1 } });
    expect(checked).to.deep.equal({
      options: { lamp: { on: true } },
      warnings: ["Unknown option 'x' for Vestibule (local_vestibule)"],
    });
  });
});

describe("What /data/options.json gets", () => {
  it("is what the app says itself, where the user set nothing", () => {
    const manifest = readManifest();
    expect(optionsOf({ slug, manifest, options: {} })).to.deep.equal(manifest.options);
  });

  it("is what the user set, where they set something", () => {
    const manifest = readManifest();
    const options = optionsOf({ slug, manifest, options: { log_level: "debug" } });
    expect(options).to.deep.equal({ ...manifest.options, log_level: "debug" });
  });

  it("merges nested options, and replaces lists", () => {
    const merged = mergedOptions({
      manifest: { options: { lamp: { on: true, dim: 5 }, rooms: ["hall"] } },
      options: { lamp: { dim: 6 }, rooms: ["bath"] },
    });
    expect(merged).to.deep.equal({ lamp: { on: true, dim: 6 }, rooms: ["bath"] });
  });

  it("is nothing where an option is wrong, for the app does not start", () => {
    const app = appWith({ name: "str" }, { name: 5 });
    expect(() => optionsOf(app)).to.throw(
      "App local_vestibule has invalid options: expected str. Got {'name': 5}",
    );
  });
});
