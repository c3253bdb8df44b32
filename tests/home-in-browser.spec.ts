import { expect } from "chai";
import { homeInBrowser } from "../server/home-in-browser.ts";
import type { Snapshot } from "../server/home/home.ts";
import type { Told } from "../server/supervisor/supervisor.ts";

/** Of what a home knows, where it is. */
const homeAt = (config: object) => ({
  snapshot: () => ({ config }) as Snapshot, // nothing else is asked
});
const away = {
  snapshot: () => {
    throw new Error("never seen");
  },
};

describe("The home in a browser", () => {
  const find = (
    home: Parameters<typeof homeInBrowser>[0]["home"],
    { said, told }: { said?: string; told?: Told } = {},
  ) => {
    const supervisor = told === undefined ? undefined : { told: () => told };
    return homeInBrowser({ said, home, supervisor })("hall.local");
  };
  const external_url = "https://outside.example.org";
  const internal_url = "http://inside.local:8123";

  it("is where somebody said", () => {
    expect(find(homeAt({ external_url }), { said: "http://said.local:8123" })).to.equal(
      "http://said.local:8123",
    );
  });

  it("is where the home says, from outside first", () => {
    expect(find(homeAt({ internal_url, external_url }))).to.equal(external_url);
    expect(find(homeAt({ internal_url }))).to.equal(internal_url);
  });

  it("is on our own machine while nobody says otherwise, at the port that the Supervisor knows", () => {
    expect(find(homeAt({}), { told: { core: { port: 80, ssl: false } } })).to.equal(
      "http://hall.local:80",
    );
    expect(find(away, { told: { core: { port: 8443, ssl: true } } })).to.equal(
      "https://hall.local:8443",
    );
  });

  it("is at the usual port while nobody knows", () => {
    expect(find(away)).to.equal("http://hall.local:8123");
    expect(find(away, { told: {} })).to.equal("http://hall.local:8123");
  });
});
