import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { whoHas, whoMay } from "../support/everybody.ts";

type Right = keyof typeof whoHas;

/** By hand: what the routes themselves say is checked against it. */
const rights: Readonly<Record<string, Partial<Record<keyof Api, Right>>>> = {
  users: {
    "GET /api/users": "admin",
    "POST /api/users": "admin in person",
    "GET /api/users/:id": "self",
    "PATCH /api/users/:id": "admin in person",
    "DELETE /api/users/:id": "admin in person",
    "GET /api/users/:id/export": "person",
    "GET /api/users/invitations": "admin",
    "POST /api/users/invitations": "admin in person",
    "DELETE /api/users/invitations/:id": "admin in person",
  },
  roles: {
    "GET /api/roles": "admin",
    "GET /api/roles/:id": "admin",
    "PUT /api/roles/:id": "admin in person",
    "POST /api/roles/:id/reset": "admin in person",
    "DELETE /api/roles/:id": "admin in person",
  },
  permissions: {
    "GET /api/permissions/matrix": "admin",
    "POST /api/permissions/validate": "self",
    "POST /api/permissions/validate/bulk": "self",
    "GET /api/permissions/mine": "self",
    "GET /api/permissions/users/:id": "self",
    "PUT /api/permissions/users/:id": "admin in person",
    "DELETE /api/permissions/users/:id": "admin in person",
    "PUT /api/permissions/bulk": "admin in person",
    "GET /api/permissions/defaults": "admin",
    "PUT /api/permissions/defaults": "admin in person",
    "POST /api/permissions/explain": "self",
  },
  "the switches of the house": {
    "GET /api/limits": "self",
    "PUT /api/limits": "admin in person",
    "GET /api/settings": "admin",
    "PATCH /api/settings": "admin in person",
    "GET /api/freeze": "self",
    "POST /api/freeze": "self",
    "POST /api/freeze/lift": "person",
    "POST /api/freeze/helpers": "admin in person",
    "DELETE /api/freeze/helpers/:id": "admin in person",
  },
  tokens: {
    "GET /api/tokens": "self",
    "POST /api/tokens": "self",
    "GET /api/tokens/:id": "self",
    "PATCH /api/tokens/:id": "self",
    "POST /api/tokens/:id/rotate": "self",
    "POST /api/tokens/:id/revoke": "self",
    "DELETE /api/tokens/:id": "self",
    "POST /api/tokens/introspect": "self",
    "GET /api/reviews": "admin",
    "POST /api/reviews": "admin in person",
    "DELETE /api/reviews/:kind/:id": "admin in person",
    "GET /api/sessions/mcp": "self",
    "DELETE /api/sessions/mcp/:id": "self",
    "GET /api/status": "self",
  },
};

for (const [what, routes] of Object.entries(rights))
  describe(`Rights to ${what}`, () => {
    let doors: Doors;
    let letIn: Awaited<ReturnType<typeof whoMay>>;

    before(async () => {
      // A minute of changes belongs to each user, so each group of routes has people of its own.
      doors = await startDoors();
      letIn = await whoMay(doors, Object.keys(routes) as (keyof Api)[]); // its own keys
    });
    after(() => doors.close());

    for (const [name, right] of Object.entries(routes))
      it(`${name} is open to ${right}, at every door, and to nobody else`, () => {
        expect(letIn.get(name as keyof Api)).to.deep.equal(whoHas[right]); // its own keys
      });
  });
