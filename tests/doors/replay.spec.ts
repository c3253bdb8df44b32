import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { PermissionsView, ScopeRuleView, SubjectView } from "../../shared/views.ts";
import { askApi } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const none: PermissionsView = { rules: [], scope: [], limits: [] };
const noLock = { ...none, rules: [{ target: "tool:set_lock", decision: "deny" }] } as const;
const scoped = (...scope: ScopeRuleView[]): PermissionsView => ({ ...none, scope });

describe("A replay of past calls", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
    const { resident } = doors.people;
    const call = (tool: string, body: object) =>
      doors.http.post(`/rest/${tool}`).auth(resident.secret, { type: "bearer" }).send(body);
    await call("get_entity", { entities: ["light.kitchen_ceiling"] });
    await call("set_light", { targets: ["light.kitchen_ceiling"], on: true });
    await call("set_lock", { targets: ["lock.front_door"], locked: true });
    await call("set_light", { on: "perhaps" });
    await call("no_such_tool", {});
    expect((await doors.journal()).filter(({ status }) => status === "completed")).to.have.length(
      3,
    );
  });
  after(() => doors.close());

  type Body = Api["POST /api/permissions/replay"]["body"];
  const replay = (
    secret: string,
    subject: SubjectView,
    permissions: PermissionsView,
    more = {},
  ) => {
    const body: Body = { subject, permissions, ...more };
    return askApi(doors, "POST /api/permissions/replay", secret, { body });
  };
  const user = ({ user: { id } }: { readonly user: { readonly id: string } }): SubjectView => ({
    ...{ kind: "user", id },
  });

  it("counts what calls would have come to, and names those that would have ended otherwise", async () => {
    const { admin, resident } = doors.people;
    const sent = doors.home.calls.length;

    const { reply } = await replay(admin.secret, user(resident), noLock);
    const { reply: asNow } = await replay(admin.secret, user(resident), none);

    expect(asNow).to.include({ calls: 3, is_cut: false });
    expect(reply.refused).to.equal(asNow.refused + 1);
    expect(reply.changed.map(({ tool, would_be }) => [tool, would_be])).to.deep.equal([
      ["set_lock", "refused"],
    ]);
    expect(reply.to - reply.from).to.equal(7 * 24 * 3_600_000);
    expect(doors.home.calls.length).to.equal(sent);
  });

  it("judges acts by what they did", async () => {
    const { resident } = doors.people;
    const permissions = scoped({ select: "entity:light.kitchen_ceiling", access: "see" });

    const { reply } = await replay(resident.secret, user(resident), permissions);

    expect(reply.changed).to.have.length(1);
    expect(reply.changed[0]).to.include({ tool: "set_light", would_be: "refused", rule: "scope" });
  });

  it("tells an admin nothing of what somebody else read", async () => {
    const { admin, resident } = doors.people;
    const guesses = ["light.kitchen_ceiling", "light.hall_ceiling"].map((id) =>
      scoped({ select: `entity:${id}`, access: "none" }),
    );

    const answers = await Promise.all(
      guesses.map((guess) => replay(admin.secret, user(resident), guess)),
    );
    const reads = answers.map(({ reply }) =>
      reply.changed.filter(({ tool }) => tool === "get_entity").map(({ would_be }) => would_be),
    );
    const own = await replay(resident.secret, user(resident), guesses[0] ?? none);

    expect(reads).to.deep.equal([["unknown"], ["unknown"]]);
    expect(own.reply.changed.find(({ tool }) => tool === "get_entity")).to.include({
      would_be: "refused",
    });
  });

  it("is about a token's calls, or about those of a role's people", async () => {
    const { admin, resident, viewer } = doors.people;

    const ofToken = await replay(admin.secret, { kind: "token", id: resident.token.id }, none);
    const ofRole = await replay(admin.secret, { kind: "role", id: "resident" }, none);
    const ofViewers = await replay(admin.secret, { kind: "role", id: "viewer" }, none);
    const ofViewer = await replay(viewer.secret, user(viewer), none);

    expect([ofToken, ofRole].map(({ reply }) => reply.calls)).to.deep.equal([3, 3]);
    expect([ofViewers, ofViewer].map(({ reply }) => reply.calls)).to.deep.equal([0, 0]);
  });

  it("is one's own to ask for, and an admin's of others", async () => {
    const { resident, viewer } = doors.people;
    const ask = async (subject: SubjectView) => (await replay(viewer.secret, subject, none)).status;

    expect(await ask({ kind: "token", id: viewer.token.id })).to.equal(200);
    expect(await ask(user(resident))).to.equal(403);
    expect(await ask({ kind: "token", id: resident.token.id })).to.equal(403);
    expect(await ask({ kind: "token", id: "nobody's" })).to.equal(403);
    expect(await ask({ kind: "role", id: "viewer" })).to.equal(403);
  });

  it("refuses rules that nobody could write, and more days than are kept", async () => {
    const { admin, resident } = doors.people;
    const wrong = { ...none, rules: [{ target: "tool", decision: "deny" } as const] };

    expect((await replay(admin.secret, user(resident), wrong)).status).to.equal(422);
    expect((await replay(admin.secret, user(resident), none, { days: 31 })).status).to.equal(422);
  });
});
