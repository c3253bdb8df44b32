import { expect } from "chai";
import type { PermissionsView, RuleView } from "../../shared/views.ts";
import { askApi } from "../support/ask-api.ts";
import { signIn, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { modern, post } from "../support/raw-mcp.ts";
import { until } from "../support/until.ts";

const written = (...rules: readonly RuleView[]): PermissionsView => ({
  ...{ rules, scope: [], limits: [] },
});

describe("What an admin decides", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const callRest = async (secret: string, tool: string) =>
    (await doors.http.post(`/rest/${tool}`).auth(secret, { type: "bearer" }).send({})).status;
  const listAtMcp = async (secret: string) =>
    JSON.stringify((await post(doors.url, modern(secret, "tools/list", {}))).message.result);
  const put = async (role: "viewer" | "resident" | "editor", permissions: PermissionsView) => {
    const { user } = doors.people[role];
    const subject = { kind: "user", id: user.id } as const;
    await doors.access.permissions.put([{ subject, permissions }], doors.people.admin.user.id);
  };

  promise("rules.next-call", "a rule, at REST and MCP", async () => {
    const { secret } = doors.people.resident;
    expect(await callRest(secret, "home_overview")).to.equal(200);

    await put("resident", written({ target: "tool:home_overview", decision: "deny" }));

    expect(await callRest(secret, "home_overview")).to.equal(404);
    expect(await listAtMcp(secret)).to.not.include("home_overview");
    await put("resident", written());
    expect(await callRest(secret, "home_overview")).to.equal(200);
    expect(await listAtMcp(secret)).to.include("home_overview");
  });

  promise("rules.next-call", "a role, also of a browser that is open", async () => {
    const admin = await doors.access.users.create({
      ...{ username: "former", password: "correct horse", role: "admin" },
    });
    const browser = await signIn(doors, "former");
    expect((await askApi(doors, "GET /api/users", browser)).status).to.equal(200);

    await doors.access.users.change(admin.id, { role: "viewer" });

    expect((await askApi(doors, "GET /api/users", browser)).status).to.equal(403);
  });

  describe("under a condition", () => {
    const helper = "input_boolean.guests_may_look";
    const when = { state: { entity_id: helper, is: ["on"] } };

    promise("rules.conditions", "a right, while its condition is not known", async () => {
      const { secret } = doors.people.viewer;

      await put("viewer", written({ target: "effect:execute", decision: "allow", when }));

      expect(await listAtMcp(secret)).to.not.include("set_light");
    });

    promise("rules.conditions", "a refusal, while its condition is not known", async () => {
      const { secret } = doors.people.editor;

      await put("editor", written({ target: "tool:home_overview", decision: "confirm", when }));

      expect(await callRest(secret, "home_overview")).to.equal(404);
    });

    it("holds as long as the home says so", async () => {
      const [viewer, editor] = [doors.people.viewer.secret, doors.people.editor.secret];
      doors.home.addEntity({ entity_id: helper, state: "on", attributes: {} });
      await until("the helper", () => doors.mirror.snapshot().entities.get(helper)?.state === "on");
      expect(await listAtMcp(viewer)).to.include("set_light");
      expect(await callRest(editor, "home_overview")).to.not.equal(200);

      doors.home.setState(helper, "off");
      await until("it", () => doors.mirror.snapshot().entities.get(helper)?.state === "off");

      expect(await listAtMcp(viewer)).to.not.include("set_light");
      expect(await callRest(editor, "home_overview")).to.equal(200);
    });
  });

  describe("in a browser", () => {
    const freeze = (who: Parameters<typeof askApi>[2]) =>
      askApi(doors, "POST /api/freeze", who, {
        body: { kind: "token", id: doors.people.admin.token.id },
      });
    const isFrozen = async () =>
      (await doors.access.tokens.get(doors.people.admin.token.id))?.frozen_at !== undefined;

    for (const [where, enter] of [
      ["signed in", () => signIn(doors, "admin")],
      ["through Ingress", () => throughIngress(doors, "Alex")],
    ] as const)
      promise("access.csrf", where, async () => {
        const caller = await enter();
        const { "X-CSRF-Token": token = "", ...headers } = caller.headers();
        expect(token).to.have.length.above(20);

        for (const forged of [{}, { "X-CSRF-Token": `${token}x` }, { "X-CSRF-Token": "" }]) {
          const { status } = await freeze({
            ...caller,
            headers: () => ({ ...headers, ...forged }),
          });
          expect(status).to.equal(403);
        }

        expect(await isFrozen()).to.equal(false);
        expect((await freeze(caller)).status).to.equal(200);
        expect(await isFrozen()).to.equal(true);
        await doors.access.freeze.lift({ kind: "token", id: doors.people.admin.token.id });
      });
  });
});
