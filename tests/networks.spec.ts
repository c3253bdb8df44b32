import { expect } from "chai";
import fc from "fast-check";
import { isIP } from "node:net";
import { createNetworks, isNetwork, plainAddress } from "../server/networks.ts";

/** Addresses as numbers, so that belonging to a network can be said a second way: equal leading bits. */
const families = [
  { name: "IPv4", bits: 32, format: (value: bigint) => ipv4(value) },
  { name: "IPv6", bits: 128, format: (value: bigint) => ipv6(value) },
] as const;

const parts = (value: bigint, count: number, size: number): bigint[] =>
  Array.from({ length: count }, (_, i) =>
    BigInt.asUintN(size, value >> BigInt((count - 1 - i) * size)),
  );

const ipv4 = (value: bigint) => parts(value, 4, 8).join(".");
const ipv6 = (value: bigint) =>
  parts(value, 8, 16)
    .map((part) => part.toString(16))
    .join(":");

describe("Networks", () => {
  for (const { name, bits, format } of families)
    it(`hold exactly the ${name} addresses that share their leading bits`, () => {
      const cases = fc.record({
        network: fc.bigInt(0n, 2n ** BigInt(bits) - 1n),
        prefix: fc.integer({ min: 0, max: bits }),
        // A far address almost never belongs, so half of the cases differ in one bit only.
        flipped: fc.option(fc.integer({ min: 0, max: bits - 1 })),
        far: fc.bigInt(0n, 2n ** BigInt(bits) - 1n),
      });
      fc.assert(
        fc.property(cases, ({ network, prefix, flipped, far }) => {
          const address = flipped === null ? far : network ^ (1n << BigInt(flipped));
          const rest = BigInt(bits - prefix);
          const belongs = createNetworks([`${format(network)}/${prefix}`]);
          expect(belongs(format(address))).to.equal(network >> rest === address >> rest);
        }),
      );
    });

  it("take IPv4 written as IPv6 for IPv4, on both sides", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), (address, other) => {
        const belongs = createNetworks([address]);
        expect(belongs(`::ffff:${address}`)).to.equal(true);
        expect(belongs(`::FFFF:${other}`)).to.equal(address === other);
        expect(createNetworks([`::ffff:${address}`])(address)).to.equal(true);
      }),
    );
  });

  it("hold an address that any one of them holds", () => {
    const belongs = createNetworks(["192.168.1.0/24", "10.0.0.7", "fd00::/8"]);

    expect(["192.168.1.200", "10.0.0.7", "fd12::1"].map(belongs)).to.deep.equal([true, true, true]);
    expect(["192.168.2.1", "10.0.0.8", "fe80::1"].map(belongs)).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it("hold nobody when there are none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(createNetworks([])(address)).to.equal(false);
      }),
    );
  });

  it("know a link-local address by its interface too", () => {
    expect(createNetworks(["fe80::/10"])("fe80::1%eth0")).to.equal(true);
  });

  it("hold nothing that is not an address", () => {
    const texts = fc
      .oneof(fc.string(), fc.constantFrom("", "localhost", "10.0.0.1:80", "10.0.0.1/8"))
      .filter((text) => isIP(plainAddress(text)) === 0);
    fc.assert(
      fc.property(texts, (text) => {
        expect(createNetworks(["0.0.0.0/0", "::/0"])(text)).to.equal(false);
      }),
    );
  });

  for (const wrong of [
    "",
    "home.lan",
    "10.0.0",
    "010.0.0.1",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/8.0",
    "fd00::/129",
    "10.0.0.1, 10.0.0.2",
  ])
    it(`cannot be made of "${wrong}", and the refusal names it`, () => {
      expect(isNetwork(wrong)).to.equal(false);
      expect(() => createNetworks(["10.0.0.1", wrong])).to.throw(
        `Not an address or a network: ${wrong}`,
      );
    });
});

describe("A plain address", () => {
  it("is IPv4 without its IPv6 dress, and anything else as it came", () => {
    expect(plainAddress("::ffff:10.0.0.1")).to.equal("10.0.0.1");
    expect(plainAddress("::FFFF:10.0.0.1")).to.equal("10.0.0.1");
    for (const text of ["10.0.0.1", "fd00::1", "::1", "::ffff:10.0.0.1:80", "", "unknown"])
      expect(plainAddress(text)).to.equal(text);
  });
});
