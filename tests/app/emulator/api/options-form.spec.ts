import { expect } from "chai";
import { readManifest } from "../manifest.ts";
import { optionsForm } from "./options-form.ts";

describe("The form of the Configuration tab", () => {
  for (const [type, field] of [
    ["str(,5)", { lengthMax: 5, required: true, type: "string" }],
    ["int(1,10)", { lengthMin: 1, lengthMax: 10, required: true, type: "integer" }],
    ["float(0.5,)?", { lengthMin: 0.5, optional: true, type: "float" }],
    ["bool", { required: true, type: "boolean" }],
    ["password", { required: true, type: "string", format: "password" }],
    ["email", { required: true, type: "string", format: "email" }],
    ["url?", { optional: true, type: "string", format: "url" }],
    ["port", { required: true, type: "integer" }],
    ["match(^x$)", { required: true, type: "string" }],
    ["list(a|b)?", { optional: true, type: "select", options: ["a", "b"] }],
    ["device", { required: true, type: "select", options: ["/dev/ttyUSB0", "/dev/video0"] }],
    ["device(subsystem=tty)", { required: true, type: "select", options: ["/dev/ttyUSB0"] }],
    [["str"], { multiple: true, required: true, type: "string" }],
    [
      { x: "password", y: ["url?"] },
      {
        type: "schema",
        optional: true,
        multiple: false,
        schema: [
          { name: "x", required: true, type: "string", format: "password" },
          { name: "y", multiple: true, optional: true, type: "string", format: "url" },
        ],
      },
    ],
    [
      [{ z: "port" }],
      {
        type: "schema",
        optional: true,
        multiple: true,
        schema: [{ name: "z", required: true, type: "integer" }],
      },
    ],
  ] as const)
    it(`has the right field for ${JSON.stringify(type)}`, () => {
      const devices = [
        { path: "/dev/ttyUSB0", subsystem: "tty" },
        { path: "/dev/video0", subsystem: "video4linux" },
      ];
      expect(optionsForm({ o: type }, devices)).to.deep.equal([{ name: "o", ...field }]);
    });

  it("leaves out what it cannot show", () => {
    expect(optionsForm({ a: "weird", b: [] })).to.deep.equal([]);
  });

  it("shows every option of the app, in its order", () => {
    const { schema } = readManifest();
    expect(optionsForm(schema).map(({ name }) => name)).to.deep.equal(Object.keys(schema));
  });
});
