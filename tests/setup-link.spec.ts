import { expect } from "chai";
import { setupLine } from "../server/setup-link.ts";
import type { Told } from "../server/supervisor/supervisor.ts";

describe("The log's line for the first administrator", () => {
  const line = (known: { publicUrl?: string; told?: Told }) =>
    setupLine("/setup/secret", { publicUrl: undefined, port: 7180, ...known });

  it("names this machine while its name is not known", () => {
    expect(line({})).to.equal(
      "There is no administrator yet. Make the first one at http://<this machine>:7180/setup/secret.",
    );
  });

  it("names the machine and its port, and the sidebar, inside the app", () => {
    const told = { machine: { hostname: "homeassistant" }, app: { publicPort: 17_180 } };

    expect(line({ told }))
      .to.include("at http://homeassistant.local:17180/setup/secret, or open Vestibule")
      .and.not.include("closed");
  });

  it("says that the port is closed, and where to open it", () => {
    expect(line({ told: { app: { publicPort: null } } }))
      .to.include("http://<this machine>:7180/setup/secret")
      .and.include("Port 7180 is closed")
      .and.include("Configuration");
  });

  it("names the public address where there is one, whatever the port", () => {
    expect(line({ publicUrl: "https://hall.example.org", told: { app: { publicPort: null } } }))
      .to.include("https://hall.example.org/setup/secret")
      .and.not.include("closed");
  });
});
