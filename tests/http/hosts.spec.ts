import { hostname } from "node:os";
import { expect } from "chai";
import fc from "fast-check";
import { createHostTest } from "../../server/http/hosts.ts";

describe("Host names", () => {
  const isAllowed = createHostTest({
    public_url: "https://home.example.org/vestibule",
    allowed_hosts: ["door.example.com", "*.ts.net"],
  });

  const table = [
    ["127.0.0.1:7180", true],
    ["192.168.1.20", true],
    ["203.0.113.7:7180", true],
    ["[::1]:7180", true],
    ["[fd00::7]", true],
    ["localhost:7180", true],
    ["LocalHost", true],
    ["vestibule:7180", true],
    ["homeassistant.local:7180", true],
    ["homeassistant.local.:7180", true],
    ["a0d7b954-vestibule.local.hass.io", true],
    ["host.docker.internal:7180", true],
    ["nas.home.arpa", true],
    [hostname(), true],
    ["home.example.org", true],
    ["HOME.example.org:443", true],
    ["door.example.com", true],
    ["tower.tail1234.ts.net", true],
    ["ts.net", false],
    ["evil.example.com", false],
    ["evil.example.com:7180", false],
    ["home.example.org.evil.com", false],
    ["evil-home.example.org", false],
    ["xdoor.example.com", false],
    ["localhost.evil.com", false],
    ["127.0.0.1.evil.com", false],
    ["evil.com:80@localhost", false],
    ["localhost/evil.com", false],
    ["localhost:7180, evil.com", false],
    ["localhost\\evil.com", false],
    ["evil。com", false],
    ["[::1", false],
    ["[evil.com]", false],
    ["", false],
    [":7180", false],
  ] as const;

  it("lets no name in that is longer than names are", () => {
    expect(isAllowed("h".repeat(300))).to.equal(false);
  });

  for (const [host, allowed] of table)
    it(`${allowed ? "lets" : "does not let"} ${host === "" ? "nothing" : host} in`, () => {
      expect(isAllowed(host)).to.equal(allowed);
    });

  it("lets no name in that somebody could register, whatever it is", () => {
    const isStrict = createHostTest({ allowed_hosts: [] });
    fc.assert(
      fc.property(fc.domain(), (name) => {
        expect(isStrict(name)).to.equal(/\.(?:local|internal|localhost|arpa)$/.test(name));
      }),
    );
  });

  it("answers the same for the same name, however often it is asked", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isAllowed(text)).to.equal(isAllowed(text));
      }),
    );
  });
});
