import { expect } from "chai";
import fc from "fast-check";
import {
  createSecret,
  hashOf,
  hashPrefixOf,
  isWellFormed,
} from "../../../server/access/tokens/secrets.ts";
import { promise } from "../../support/promise.ts";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".split("");

describe("a secret", () => {
  it("is a prefix, 256 random bits and a checksum, all of it safe in a header", () => {
    const secret = createSecret();

    expect(secret).to.match(/^vst_[0-9A-Za-z]{49}$/);
    expect(isWellFormed(secret)).to.equal(true);
    expect(createSecret()).to.not.equal(secret);
  });

  it("is malformed with any one character changed", () => {
    const secret = createSecret();

    fc.assert(
      fc.property(
        fc.nat(secret.length - 1),
        fc.constantFrom(...alphabet, "_", "-", " "),
        (at, sign) => {
          fc.pre(secret[at] !== sign);
          return !isWellFormed(secret.slice(0, at) + sign + secret.slice(at + 1));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is malformed when cut, extended or with two neighbours swapped", () => {
    fc.assert(
      fc.property(fc.nat(51), fc.constantFrom(...alphabet), (at, sign) => {
        const secret = createSecret();
        const [one = "", other = ""] = secret.slice(at, at + 2);
        const swapped = secret.slice(0, at) + other + one + secret.slice(at + 2);
        return (
          !isWellFormed(secret.slice(0, at)) &&
          !isWellFormed(secret + sign) &&
          (one === other || !isWellFormed(swapped))
        );
      }),
    );
  });

  it("is not one of another kind", () => {
    expect(isWellFormed(createSecret("vss_"))).to.equal(false);
    expect(isWellFormed(createSecret("vss_"), "vss_")).to.equal(true);
  });

  it("is none of what people paste instead", () => {
    for (const text of ["", "vst_", "Bearer x", `${createSecret()}\n`, ` ${createSecret()}`, "é"])
      expect(isWellFormed(text), text).to.equal(false);
  });

  promise("access.hashes", "its SHA-256 alone", () => {
    const hash = hashOf("vst_abc");

    expect(hash).to.equal("b4b9c6f863c12458d85139a08db5269046226f03131192f69d67ed974aa2e1b0");
    expect(hashPrefixOf(hash)).to.equal("b4b9c6f863c1");
  });
});
