// The tables of docs/security.md once more, by hand. That doors keep to them is tests/security/rights-walk.spec.ts's to find.
import { expect } from "chai";
import { allRoutes, callers, describe as nameOf, isLetIn } from "../../scripts/rights-table.ts";
import { needs, type Needs } from "../../server/http/api/route.ts";
import { promise } from "../support/promise.ts";

const routes: Readonly<Record<Needs, readonly string[]>> = {
  anyone: [
    "POST /api/setup",
    "GET /api/auth/options",
    "POST /api/auth/login",
    "POST /api/auth/register",
    "POST /api/auth/invitation",
    "POST /api/auth/refresh",
  ],
  self: [
    "GET /api/auth/me",
    "GET /api/users/:id",
    "GET /api/permissions/mine",
    "GET /api/permissions/users/:id",
    "POST /api/permissions/validate",
    "POST /api/permissions/validate/bulk",
    "POST /api/permissions/explain",
    "POST /api/permissions/replay",
    "GET /api/limits",
    "GET /api/freeze",
    "POST /api/freeze",
    "GET /api/tokens",
    "POST /api/tokens",
    "GET /api/tokens/:id",
    "PATCH /api/tokens/:id",
    "DELETE /api/tokens/:id",
    "POST /api/tokens/:id/rotate",
    "POST /api/tokens/:id/revoke",
    "POST /api/tokens/introspect",
    "GET /api/audit",
    "GET /api/audit/:id",
    "GET /api/audit/export",
    "GET /api/security/events",
    "GET /api/statistics",
    "GET /api/events",
    "GET /api/sessions/mcp",
    "DELETE /api/sessions/mcp/:id",
    "GET /api/status",
    "GET /api/openapi.json",
  ],
  person: [
    "POST /api/auth/logout",
    "PATCH /api/auth/me",
    "POST /api/auth/password",
    "GET /api/auth/sessions",
    "DELETE /api/auth/sessions",
    "DELETE /api/auth/sessions/:id",
    "GET /api/users/:id/export",
    "POST /api/freeze/lift",
  ],
  admin: [
    "GET /api/users",
    "GET /api/users/invitations",
    "GET /api/roles",
    "GET /api/roles/:id",
    "GET /api/permissions/matrix",
    "GET /api/permissions/defaults",
    "GET /api/settings",
    "GET /api/reviews",
    "GET /api/security/stats",
  ],
  "admin in person": [
    "POST /api/users",
    "PATCH /api/users/:id",
    "DELETE /api/users/:id",
    "POST /api/users/invitations",
    "DELETE /api/users/invitations/:id",
    "PUT /api/roles/:id",
    "POST /api/roles/:id/reset",
    "DELETE /api/roles/:id",
    "PUT /api/permissions/users/:id",
    "DELETE /api/permissions/users/:id",
    "PUT /api/permissions/bulk",
    "PUT /api/permissions/defaults",
    "PUT /api/limits",
    "PATCH /api/settings",
    "POST /api/freeze/helpers",
    "DELETE /api/freeze/helpers/:id",
    "POST /api/reviews",
    "DELETE /api/reviews/:kind/:id",
  ],
};

interface Rights {
  readonly anybody: readonly Needs[];
  /** Beyond it. */
  readonly admin: readonly Needs[];
}

const none: Rights = { anybody: [], admin: [] };

const rights: Readonly<Record<string, Rights>> = {
  "public port: nothing": { anybody: ["anyone"], admin: [] },
  "public port: frozen token": { anybody: ["anyone"], admin: [] },
  "public port: token without the door api, any rights": { anybody: ["anyone"], admin: [] },
  "public port: token, rights none": { anybody: ["anyone", "self"], admin: [] },
  "public port: token, rights chosen": { anybody: ["anyone", "self"], admin: [] },
  "public port: token, rights same": { anybody: ["anyone", "self"], admin: ["admin"] },
  "public port: browser session": {
    ...{ anybody: ["anyone", "self", "person"], admin: ["admin", "admin in person"] },
  },
  "Ingress port: nothing": none,
  "Ingress port: token, rights same": none,
  "Ingress port: Ingress": { anybody: ["self", "person"], admin: ["admin", "admin in person"] },
};

describe("Rights at the API", () => {
  it("are told apart for every route, each of which is there once", () => {
    const found = allRoutes().map(({ name, needs: right }) => `${name}: ${right}`);

    expect(found).to.have.members(
      needs.flatMap((right) => routes[right].map((name) => `${name}: ${right}`)),
    );
  });

  promise("doors.rights", "the tables, read by hand", () => {
    for (const caller of callers) {
      const { anybody, admin } = rights[nameOf(caller)] ?? none;
      const expected = caller.role === "admin" ? [...anybody, ...admin] : anybody;

      const what = `${nameOf(caller)}, ${caller.role}`;
      expect(
        needs.filter((right) => isLetIn(right, caller)),
        what,
      ).to.deep.equal(expected);
    }
    expect([...new Set(callers.map(nameOf))]).to.have.members(Object.keys(rights));
  });
});
