import { expect } from "chai";
import { homeInBrowser } from "../server/home-in-browser.ts";
import type { Snapshot } from "../server/home/home.ts";

/** Of what a home knows, where it is. */
const homeAt = (config: object) => ({
  snapshot: () => ({ config }) as Snapshot, // nothing else is asked
});

describe("The home in a browser", () => {
  it("is where somebody said", () => {
    const home = homeAt({ external_url: "https://outside.example.org" });

    expect(homeInBrowser("http://said.local:8123", home)()).to.equal("http://said.local:8123");
  });

  it("is where the home says, from outside first", () => {
    const internal_url = "http://inside.local:8123";
    const external_url = "https://outside.example.org";

    expect(homeInBrowser(undefined, homeAt({ internal_url, external_url }))()).to.equal(
      external_url,
    );
    expect(homeInBrowser(undefined, homeAt({ internal_url }))()).to.equal(internal_url);
  });

  it("is nowhere while nobody knows", () => {
    const away = {
      snapshot: () => {
        throw new Error("never seen");
      },
    };

    expect(homeInBrowser(undefined, homeAt({}))()).to.equal(undefined);
    expect(homeInBrowser(undefined, away)()).to.equal(undefined);
  });
});
