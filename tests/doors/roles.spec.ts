import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("API of roles", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, who: string | ApiCaller, asked?: Asked<Name>) =>
    askApi(doors, name, who, asked);
  const put = (id: string, body: object) => ask("PUT /api/roles/:id", admin, { id, body });
  const giveRole = (id: string, role: string) =>
    ask("PATCH /api/users/:id", admin, { id, body: { role } });
  const call = async ({ secret }: { readonly secret: string }, tool: string, args: object = {}) =>
    (await doors.http.post(`/rest/${tool}`).auth(secret, { type: "bearer" }).send(args)).status;
  const light = { targets: ["light.kitchen_ceiling"], on: true };
  const kids = {
    rules: [{ target: "tool:set_light", decision: "allow" as const }],
    scope: [{ select: "area:kitchen", access: "control" as const }],
    limits: [],
  };

  it("are listed with what they may and how many people have them", async () => {
    const { reply } = await ask("GET /api/roles", admin);
    const resident = await ask("GET /api/roles/:id", admin, { id: "resident" });

    expect(reply.roles.map(({ name }) => name)).to.include.members(["admin", "guest", "viewer"]);
    expect(resident.reply).to.include({ built_in: true, changed: false, users: 1 });
    expect(resident.reply.permissions.rules).to.deep.include({
      target: "effect:execute",
      decision: "allow",
    });
    expect((await ask("GET /api/roles/:id", admin, { id: "king" })).status).to.equal(404);
  });

  it("are made, given and taken away, each effective on the next call", async () => {
    const { viewer } = doors.people;

    const before = await call(viewer, "set_light", light);
    const { reply, status } = await put("kids", { description: "Children", permissions: kids });
    await giveRole(viewer.user.id, "kids");
    const given = await call(viewer, "set_light", light);
    await put("kids", { permissions: { ...kids, rules: [] } });
    const taken = await call(viewer, "set_light", light);
    const deleted = await ask("DELETE /api/roles/:id", admin, { id: "kids" });
    const roleless = await ask("GET /api/permissions/mine", viewer.secret);
    await giveRole(viewer.user.id, "viewer");

    expect(status).to.equal(200);
    expect(reply).to.deep.include({
      ...{ name: "kids", description: "Children", built_in: false, changed: false, users: 0 },
      ...{ powers: [], permissions: kids },
    });
    expect([before, given, taken]).to.deep.equal([404, 200, 404]);
    expect(deleted.reply).to.deep.equal({ deleted: true });
    expect(roleless.reply).to.include({ role: "viewer" });
    expect(roleless.reply.entities).to.deep.equal({ control: 0, see: 0, none: 0 });
  });

  it("that are built in can be changed and are as they were delivered again", async () => {
    const { editor } = doors.people;
    const rules = [{ target: "tool:set_light", decision: "deny" as const }];

    const { reply: original } = await ask("GET /api/roles/:id", admin, { id: "editor" });
    const { reply } = await put("editor", { permissions: { ...original.permissions, rules } });
    const denied = await call(editor, "set_light", light);
    const reset = await ask("POST /api/roles/:id/reset", admin, { id: "editor" });
    const allowed = await call(editor, "set_light", light);

    expect(reply).to.include({ built_in: true, changed: true });
    expect([denied, allowed]).to.deep.equal([404, 200]);
    expect(reset.reply).to.deep.equal(original);
  });

  it("keep the house in somebody's hands", async () => {
    const answers = [
      await put("admin", { powers: [] }),
      await ask("DELETE /api/roles/:id", admin, { id: "admin" }),
      await ask("DELETE /api/roles/:id", admin, { id: "guest" }),
      await ask("DELETE /api/roles/:id", admin, { id: "king" }),
      await ask("POST /api/roles/:id/reset", admin, { id: "king" }),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([409, 409, 409, 404, 404]);
  });

  it("of newcomers get no power", async () => {
    const refused = await put("resident", { powers: ["admin"] });
    const other = await put("editor", { powers: ["auditor"] });
    const newcomers = await ask("PATCH /api/settings", admin, {
      body: { newcomer_role: "editor" },
    });
    await ask("POST /api/roles/:id/reset", admin, { id: "editor" });

    expect([refused.status, other.status, newcomers.status]).to.deep.equal([409, 200, 422]);
    expect(other.reply.powers).to.deep.equal(["auditor"]);
  });

  for (const [what, id, body, says] of [
    ["a name with capitals", "Kids", {}, "name"],
    ["a name that every object has", "__proto__", {}, "name"],
    ["a power that is none", "kids", { powers: ["owner"] }, "powers.0"],
    ["a field of ours", "kids", { built_in: true }, "built_in"],
    [
      "a rule about nothing",
      "kids",
      ruled({ target: "lamps", decision: "allow" }),
      "rules.0.target",
    ],
    ["a rule that says nothing", "kids", ruled({ target: "all" }), "rules.0.decision"],
    ["half of what is needed", "kids", { permissions: { rules: [] } }, "permissions.scope"],
  ] as const)
    it(`refuse ${what}, and say what is wrong`, async () => {
      const { status, body: answer } = await put(id, body);

      expect(status).to.equal(422);
      expect(answer).to.have.nested.property("error.message").that.includes(says);
    });

  it("may be called like what every object has, without harm", async () => {
    const made = await put("constructor", { permissions: kids });
    const matrix = await ask("GET /api/permissions/matrix", admin);
    await ask("DELETE /api/roles/:id", admin, { id: "constructor" });

    expect(made.reply).to.include({ name: "constructor", built_in: false });
    expect(matrix.reply.roles).to.include("constructor");
    const decisions = matrix.reply.tools.find(({ name }) => name === "set_light")?.decisions;
    expect(decisions?.["constructor"]).to.deep.include({ decision: "allow" });
  });

  it("are written down, done or refused", async () => {
    const { viewer } = doors.people;
    await put("night", {});
    await ask("DELETE /api/roles/:id", admin, { id: "night" });
    await ask("PUT /api/roles/:id", viewer.secret, { id: "viewer", body: { powers: ["admin"] } });

    const entries = (await doors.journal()).slice(0, 3);

    expect(entries.map(({ tool, status }) => `${tool} ${status}`)).to.deep.equal([
      ...["role.change refused", "role.delete completed", "role.change completed"],
    ]);
  });
});

function ruled(rule: object) {
  return { permissions: { rules: [rule], scope: [], limits: [] } };
}
