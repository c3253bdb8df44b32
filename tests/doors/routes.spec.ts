import { expect } from "chai";
import { allRoutes } from "../../scripts/rights-table.ts";
import { askApi } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";

// Who may use which route is tests/security/rights-walk.spec.ts's to find.
const routes = allRoutes().filter(({ needs }) => needs !== "anyone" && needs !== "self");

describe("Routes of the API", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  it("are written down when a right is missing, whatever they are", async () => {
    for (const { name, event, needs } of routes) {
      const body = name.startsWith("GET ") ? {} : { body: { nonsense: true } };
      const { secret } = doors.people.guest;
      const { headers } = await askApi(doors, name, secret, { id: "nobody", ...body });

      const [entry] = await doors.journal();
      expect(entry?.id, name).to.equal(headers["x-call-id"]);
      expect(entry, `${name} ${needs}`).to.include({
        ...{ kind: "security", tool: event ?? "api.refused", door: "api" },
        ...{ username: "guest", status: "refused" },
      });
    }
  });
});
