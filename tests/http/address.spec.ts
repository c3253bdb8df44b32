import { networkInterfaces } from "node:os";
import { expect } from "chai";
import { isLocal } from "../../server/http/address.ts";

describe("An address", () => {
  for (const address of [
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.20", "169.254.1.1"],
    ...["100.101.102.103", "::1", "fd12:3456::1", "fe80::1"],
  ])
    it(`is of the house: ${address}`, () => {
      expect(isLocal(address)).to.equal(true);
    });

  for (const address of [
    ...["203.0.113.9", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.169.0.1"],
    ...["2001:db8::1", "not an address", ""],
  ])
    it(`is not of the house: ${address === "" ? "nothing" : address}`, () => {
      expect(isLocal(address)).to.equal(false);
    });

  it("is of the house in an IPv6 network of our own", () => {
    const own = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family }) => family === "IPv6");

    for (const { address } of own) expect(isLocal(address)).to.equal(true);
  });
});
