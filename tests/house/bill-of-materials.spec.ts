import { expect } from "chai";
import { billOf, faultsOf } from "../../scripts/sbom/bill.ts";
import { billIn } from "../../scripts/sbom/installed.ts";
import { licenceOf } from "../../scripts/sbom/licence-of.ts";
import { shippedPackages } from "../../scripts/sbom/shipped.ts";
import { pathOf, readJson } from "../support/repository.ts";

const shipped = shippedPackages(readJson("package-lock.json"));
const bill = billIn(pathOf("."));

describe("The bill of materials", () => {
  it("lists every package that is shipped, and no other", () => {
    expect(shipped.length).to.be.greaterThan(100);
    expect(faultsOf(bill, shipped)).to.deep.equal([]);
  });

  it("lists what development needs as well, which npm's own leaves out", () => {
    const names = bill.components.map(({ name }) => name);
    expect(names).to.include.members(["express", "sqlite3", "ws", "zod"]);
    expect(names).not.to.include.members(["mocha"]);
  });

  it("is the same each time", () => {
    expect(billIn(pathOf("."))).to.deep.equal(bill);
  });

  it("names the app, and gives each package an address and a hash", () => {
    expect(bill.metadata.component).to.include({ type: "application", name: "vestibule" });
    for (const { purl, hashes } of bill.components) {
      expect(purl).to.match(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/);
      expect(hashes.map(({ content }) => content).join()).to.match(/^[0-9a-f]{128}$/);
    }
  });

  it("fails when a package is missing from it, and when it has one too many", () => {
    const [first, ...rest] = bill.components;
    if (first === undefined) throw new Error("The bill is empty.");
    const stranger = { ...first, purl: "pkg:npm/stranger@1.0.0" };
    expect(faultsOf({ ...bill, components: [...rest, stranger] }, shipped)).to.deep.equal([
      `${first.purl} is shipped, and not listed.`,
      "pkg:npm/stranger@1.0.0 is listed, and not shipped.",
    ]);
  });

  it("is refused when it is none", () => {
    expect(() => faultsOf({ bomFormat: "SPDX" }, shipped)).to.throw("CycloneDX");
  });

  it("says of a package with several licences which they are", () => {
    const one = { path: "", name: "@a/b", version: "1.0.0", integrity: undefined };
    const app = { name: "app", version: "1.0.0", integrity: undefined, licence: "Apache-2.0" };
    const { components } = billOf(app, [{ ...one, licence: "(MIT OR WTFPL)" }]);
    expect(components[0]).to.deep.include({
      purl: "pkg:npm/%40a/b@1.0.0",
      licenses: [{ expression: "(MIT OR WTFPL)" }],
      hashes: [],
    });
  });
});

describe("What is shipped of the lock", () => {
  it("is what the Dockerfile leaves in place", () => {
    const lock = {
      packages: {
        "": { version: "1.0.0" },
        "node_modules/a": { version: "1.0.0", integrity: "sha512-AA==" },
        "node_modules/a/node_modules/@s/b": { version: "2.0.0" },
        "node_modules/dev": { version: "1.0.0", dev: true },
        "node_modules/optional": { version: "1.0.0", optional: true },
        "node_modules/both": { version: "1.0.0", devOptional: true },
        "node_modules/peer": { version: "1.0.0", peer: true },
      },
    };
    const names = shippedPackages(lock).map(({ name, version }) => `${name}@${version}`);
    expect(names).to.deep.equal(["a@1.0.0", "@s/b@2.0.0"]);
  });
});

describe("The licence of a package", () => {
  for (const [how, manifest, licence] of [
    ["as text", { license: "MIT" }, "MIT"],
    ["as an object", { license: { type: "MIT" } }, "MIT"],
    ["as a list of one", { licenses: [{ type: "MIT" }] }, "MIT"],
    ["as a choice", { licenses: [{ type: "MIT" }, { type: "ISC" }] }, "(MIT OR ISC)"],
    ["not at all", {}, undefined],
  ] as const)
    it(`is found when it is named ${how}`, () => {
      expect(licenceOf(manifest)).to.equal(licence);
    });
});
