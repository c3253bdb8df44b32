import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { signIn, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("Signing in with a password", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
  });
  after(() => doors.close());

  it("lets somebody in by cookies, and tells who they are", async () => {
    const browser = await signIn(doors, "resident");
    const { status, reply, headers } = await askApi(doors, "GET /api/auth/me", browser);

    expect(status).to.equal(200);
    expect(reply).to.include({ username: "resident", role: "resident", door: "dashboard" });
    expect(reply.csrf_token).to.equal(browser.me.csrf_token);
    expect(headers["cache-control"]).to.equal("no-store");
  });

  it("sees Alex through Ingress", async () => {
    const alex = await throughIngress(doors, "Alex");
    expect(alex.me).to.include({ name: "Alex", role: "admin" });
  });
});
