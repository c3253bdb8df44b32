import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { dressedAs, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

describe("Who opens the panel", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors({ newcomer_role: "viewer" });
  });
  after(() => doors.close());

  const opened = async (name: string) => {
    const id = doors.home.userId(name);
    const page = await doors.ingress.get("/").set(dressedAs({ id, displayName: name }).headers());
    expect(page.status).to.equal(200);
    return throughIngress(doors, name);
  };
  const tokens = async () =>
    (
      await Promise.all(
        (await doors.access.users.list()).map(({ id }) => doors.access.tokens.list(id)),
      )
    ).flat();

  it("is given no token and no cookie by it, admin or not", async () => {
    const before = (await tokens()).length;
    for (const name of ["Alex", "Robin"]) {
      const caller = dressedAs({ id: doors.home.userId(name), displayName: name });
      for (const path of ["/", "/api/auth/me", "/api/tokens"]) {
        const answer = await doors.ingress.get(path).set(caller.headers());

        expect(answer.headers, path).not.to.have.property("set-cookie");
        expect(answer.text, path).not.to.match(/vst_\w{8,}/);
      }
    }

    expect(await tokens()).to.have.length(before);
  });

  it("has the role that the option names, if it is their first time", async () => {
    const robin = await opened("Robin");
    const alex = await opened("Alex");

    expect([robin.me.role, alex.me.role]).to.deep.equal(["viewer", "admin"]);
  });

  it("is not asked about again with each request", async () => {
    const alex = await opened("Alex");
    const before = doors.home.received("config/auth/list");
    for (let i = 0; i < 20; i++) await askApi(doors, "GET /api/users", alex);

    expect(doors.home.received("config/auth/list")).to.equal(before);
  });

  promise("access.home-role", "who becomes an admin there is one here, and no longer", async () => {
    doors.home.addUser({ name: "Uma" });
    const uma = await opened("Uma");
    const status = async () => (await askApi(doors, "GET /api/users", uma)).status;
    const before = await status();

    doors.home.updateUser("Uma", { group_ids: ["system-admin"] });
    await until("Uma is an admin", async () => (await status()) === 200);
    doors.home.updateUser("Uma", { group_ids: ["system-users"] });
    await until("Uma is one no more", async () => (await status()) === 403);

    expect(before).to.equal(403);
  });

  it("is no admin by a header, in any spelling", async () => {
    const robin = dressedAs({ id: doors.home.userId("Robin") });
    for (const name of ["X-Remote-User-Is-Admin", "X-Hass-Is-Admin", "X-Remote-User-Groups"]) {
      const { status } = await doors.ingress
        .get("/api/users")
        .set({ ...robin.headers(), [name]: "true" });

      expect(status, name).to.equal(403);
    }
  });

  promise("doors.ingress", "two users at once in one header are nobody", async () => {
    const [alex, robin] = [doors.home.userId("Alex"), doors.home.userId("Robin")];
    const { status } = await doors.ingress
      .get("/api/auth/me")
      .set({ "X-Remote-User-Id": `${robin}, ${alex}` });

    expect(status).to.equal(401);
  });
});
