import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn, throughIngress, usualPassword } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("Somebody who wants to be more", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const nothing = { rules: [], scope: [], limits: [] };
  const everything = { ...nothing, rules: [{ target: "all", decision: "allow" }] };

  /** What would make somebody of this id more than they are. */
  const steps = (id: string): readonly (readonly [keyof Api, Asked])[] => [
    ["PATCH /api/users/:id", { id, body: { role: "admin" } }],
    ["PUT /api/permissions/users/:id", { id, body: everything }],
    ["DELETE /api/permissions/users/:id", { id }],
    [
      "PUT /api/permissions/bulk",
      { body: { items: [{ kind: "user", id, permissions: everything }] } },
    ],
    ["PUT /api/permissions/defaults", { body: { everybody: everything } }],
    ["PUT /api/roles/:id", { id: "mine", body: { powers: ["admin", "auditor"] } }],
    ["PUT /api/roles/:id", { id: "resident", body: { powers: ["admin"] } }],
    ["POST /api/roles/:id/reset", { id: "resident" }],
    ["POST /api/users", { body: { username: "mine", password: usualPassword, role: "admin" } }],
    ["POST /api/users/invitations", { body: { role: "admin" } }],
    ["POST /api/users/invitations", { body: { user_id: doors.people.admin.user.id } }],
    ["PATCH /api/settings", { body: { registration: true, registration_role: "admin" } }],
    ["PUT /api/limits", { body: { calls_per_minute: 100_000 } }],
    ["POST /api/freeze/lift", { body: { kind: "everything" } }],
    ["POST /api/freeze/helpers", { body: { freezes: { kind: "everything" }, create: "Mine" } }],
    [
      "POST /api/reviews",
      { body: { items: [{ kind: "entity", id: "script.x", verdict: "harmless" }] } },
    ],
    ["GET /api/users", {}],
    ["GET /api/roles", {}],
    ["GET /api/settings", {}],
    ["GET /api/security/stats", {}],
  ];

  for (const [who, enter] of Object.entries({
    "a resident in a browser": () => signIn(doors, "resident"),
    "somebody of the home through Ingress": () => throughIngress(doors, "Robin"),
    "a guest's token": () => Promise.resolve(doors.people.guest.secret),
    "an editor's token": () => Promise.resolve(doors.people.editor.secret),
  }))
    it(`comes no further by any step: ${who}`, async () => {
      const caller = await enter();
      const { reply: me } = await askApi(doors, "GET /api/auth/me", caller);
      for (const [name, asked] of steps(me.id)) {
        const { status } = await askApi(doors, name, caller, asked);
        expect(status, `${name} ${JSON.stringify(asked.body)}`).to.be.oneOf([403, 404]);
      }
      const { reply: after } = await askApi(doors, "GET /api/auth/me", caller);
      expect(after).to.deep.include({ role: me.role, powers: [] });
    });

  it("does nothing in person with an admin's token, whatever stands in its name", async () => {
    const { user, secret } = doors.people.admin;
    const inPerson = steps(user.id).filter(([name]) => !name.startsWith("GET "));
    for (const [name, asked] of inPerson)
      expect((await askApi(doors, name, secret, asked)).status, name).to.equal(403);
  });

  it("is not made more by an admin's token that changes the tokens of others", async () => {
    const { guest, admin: owner } = doors.people;
    const { token } = await doors.access.tokens.create(guest.user.id, {
      ...{ name: "weak", rights: "none", doors: ["api"], addresses: ["192.168.7.7"] },
    });
    for (const body of [{ rights: "same" }, { addresses: null }, { doors: ["api", "mcp"] }, {}]) {
      const { status } = await askApi(doors, "PATCH /api/tokens/:id", owner.secret, {
        ...{ id: token.id, body },
      });
      expect(status).to.equal(403);
    }
    expect(await doors.access.tokens.get(token.id)).to.include({ rights: "none" });
    const ended = await askApi(doors, "POST /api/tokens/:id/revoke", owner.secret, {
      id: token.id,
    });
    expect(ended.status).to.equal(200);
  });

  it("does not outlive a role: who is admin no more is none in what is open", async () => {
    const body = { username: "deputy", password: usualPassword, role: "admin" };
    const { reply: made } = await askApi(doors, "POST /api/users", admin, { body });
    const deputy = await signIn(doors, "deputy");
    const first = await askApi(doors, "GET /api/users", deputy);
    await askApi(doors, "PATCH /api/users/:id", admin, { id: made.id, body: { role: "viewer" } });

    const second = await askApi(doors, "GET /api/users", deputy);
    const promoted = await askApi(doors, "PATCH /api/users/:id", deputy, {
      ...{ id: made.id, body: { role: "admin" } },
    });

    expect([first, second, promoted].map(({ status }) => status)).to.deep.equal([200, 403, 403]);
  });

  it("leaves the house an admin: a role that was given the power keeps it while nobody else has it", async () => {
    const editor = await signIn(doors, "editor");
    const { user } = doors.people.admin;
    await askApi(doors, "PUT /api/roles/:id", admin, { id: "editor", body: { powers: ["admin"] } });
    await askApi(doors, "PATCH /api/users/:id", editor, { id: user.id, body: { role: "viewer" } });

    const refused = await askApi(doors, "POST /api/roles/:id/reset", editor, { id: "editor" });
    await askApi(doors, "PATCH /api/users/:id", editor, { id: user.id, body: { role: "admin" } });
    const done = await askApi(doors, "POST /api/roles/:id/reset", editor, { id: "editor" });

    expect([refused.status, done.status]).to.deep.equal([409, 200]);
    expect(done.reply.powers).to.deep.equal([]);
  });

  it("leaves the house an admin also when two go at the same time, by roles and by people", async () => {
    const { access, people } = doors;
    const permissions = nothing;
    const { id } = await access.users.create({
      ...{ username: "gardener", password: usualPassword, role: "viewer" },
    });
    const strip = (name: string) => access.roles.put(name, { powers: [], permissions }, id);
    const give = (name: string) => access.roles.put(name, { powers: ["admin"] }, id);
    const demote = () => access.users.change(people.admin.user.id, { role: "viewer" });
    await give("gardener");
    await access.users.change(id, { role: "gardener" });
    for (const leave of [
      [() => strip("gardener"), demote],
      [demote, () => strip("gardener")],
      [() => access.users.delete(people.admin.user.id), () => strip("gardener")],
    ]) {
      const outcomes = await Promise.allSettled(leave.map((one) => one()));
      expect(outcomes.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
      await give("gardener");
      if ((await access.users.get(people.admin.user.id)) !== undefined)
        await access.users.change(people.admin.user.id, { role: "admin" });
    }
    await give("editor");
    const outcomes = await Promise.allSettled(["editor", "gardener"].map(strip));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
  });
});
