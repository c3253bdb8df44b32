import { expect } from "chai";
import { isAllowed, licenceFaults, type Exception } from "../../scripts/ci/static/licences.ts";
import { materialsIn } from "../../scripts/sbom/installed.ts";
import { pathOf } from "../support/repository.ts";

const exceptions: readonly Exception[] = [
  { name: "pause", version: "0.0.1", why: "Its readme holds the MIT licence." },
];

describe("The licences of what is shipped", () => {
  it("ask for no more than their text and their names", () => {
    expect(licenceFaults(materialsIn(pathOf(".")), exceptions)).to.deep.equal([]);
  });

  it("are refused when they ask for more, or when there is none", () => {
    const found = licenceFaults(
      [
        { name: "copyleft", version: "1.0.0", licence: "AGPL-3.0-only" },
        { name: "silent", version: "2.0.0", licence: undefined },
        { name: "fine", version: "3.0.0", licence: "MIT" },
      ],
      [],
    );
    expect(found).to.deep.equal([
      "copyleft@1.0.0 has AGPL-3.0-only.",
      "silent@2.0.0 has no licence.",
    ]);
  });

  it("are excepted for one version, and only while it is needed", () => {
    const needed = { name: "pause", version: "0.0.2", licence: undefined };
    expect(licenceFaults([needed], exceptions)).to.deep.equal([
      "pause@0.0.2 has no licence.",
      "pause@0.0.1 needs no exception.",
    ]);
  });

  for (const [licence, allowed] of [
    ["MIT", true],
    ["(MIT OR WTFPL)", true],
    ["(GPL-2.0-only OR GPL-3.0-only)", false],
    ["MIT AND ISC", true],
    ["MIT AND GPL-3.0-only", false],
    ["(GPL-3.0-only AND (MIT OR ISC))", false],
    ["", false],
  ] as const)
    it(`${allowed ? "may be" : "may not be"} "${licence}"`, () => {
      expect(isAllowed(licence)).to.equal(allowed);
    });
});
