import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { PermissionsView, SubjectView } from "../../shared/views.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const nothing: PermissionsView = { rules: [], scope: [], limits: [] };
const phone = "device_tracker.robin_phone";

describe("API of permissions", () => {
  let doors: Doors;
  let admin: ApiCaller;
  let resident: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
    resident = await signIn(doors, "resident");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, who: string | ApiCaller, asked?: Asked<Name>) =>
    askApi(doors, name, who, asked);
  const setLight = async (who: { readonly secret: string } = doors.people.resident) =>
    (
      await doors.http
        .post("/rest/set_light")
        .auth(who.secret, { type: "bearer" })
        .send({ targets: ["light.kitchen_ceiling"], on: true })
    ).status;
  const write = (id: string, permissions: Partial<PermissionsView>) =>
    ask("PUT /api/permissions/users/:id", admin, { id, body: { ...nothing, ...permissions } });
  const forget = (id: string) => ask("DELETE /api/permissions/users/:id", admin, { id });

  describe("of a user", () => {
    it("hold on the next call, and are gone as soon", async () => {
      const { id } = doors.people.resident.user;

      const before = await setLight();
      const { reply } = await write(id, {
        rules: [{ target: "tool:set_light", decision: "deny" }],
      });
      const denied = await setLight();
      const gone = await forget(id);
      const after = await setLight();

      expect([before, denied, after]).to.deep.equal([200, 404, 200]);
      expect(reply.written.rules).to.deep.equal([{ target: "tool:set_light", decision: "deny" }]);
      expect(reply.effective.tools.find(({ name }) => name === "set_light")).to.include({
        decision: "deny",
      });
      expect(gone.reply).to.deep.equal({ deleted: true });
      expect((await forget(id)).status).to.equal(404);
    });

    it("are written down, whoever is refused and whatever is wrong", async () => {
      const { id } = doors.people.resident.user;

      const own = await ask("PUT /api/permissions/users/:id", resident, { id, body: nothing });
      const wrong = await write(id, { rules: [{ target: "lamps", decision: "allow" }] });

      const [second, first] = await doors.journal();
      expect([own.status, wrong.status]).to.deep.equal([403, 422]);
      expect(wrong).to.have.nested.property("body.error.message").that.includes("rules.0.target");
      expect(first).to.include({ tool: "permissions.change", username: "resident" });
      expect(second).to.include({ tool: "permissions.change", error_code: "invalid_input" });
    });

    it("tell who is no admin nothing of what is hidden from them", async () => {
      const { id } = doors.people.resident.user;
      const state = { entity_id: "input_boolean.vacation", is: ["off"] };
      await write(id, {
        rules: [{ target: "effect:read", decision: "allow", when: { state } }],
        scope: [
          { select: "all", access: "control" },
          { select: "entity:lock.front_door", access: "none" },
          { select: "area:kitchen", access: "see" },
        ],
        limits: [{ name: "Door", service: "lock.*", select: "entity:lock.front_door", per_day: 1 }],
      });

      const seen = await ask("GET /api/permissions/users/:id", resident, { id });
      const mine = await ask("GET /api/permissions/mine", resident);
      const whole = await ask("GET /api/permissions/users/:id", admin, { id });
      const stored = await ask("GET /api/users/:id/export", resident, { id });
      await forget(id);

      for (const { status, body } of [seen, mine, stored]) {
        expect(status).to.equal(200);
        expect(JSON.stringify({ ...(body as object), audit: [] })).to.not.match(
          /front_door|vacation/,
        );
      }
      expect(JSON.stringify(mine.body)).to.include("area:kitchen");
      expect(JSON.stringify(whole.body)).to.include("front_door").and.include("vacation");
    });

    it("of others are none of who is no admin, nor of a token that may less than its user", async () => {
      const { resident: own, admin: other } = doors.people;
      const { secret } = await doors.access.tokens.create(own.user.id, {
        ...{ name: "narrow", rights: "none", doors: ["api"] },
      });
      const get = async (who: string | ApiCaller, id: string) =>
        (await ask("GET /api/permissions/users/:id", who, { id })).status;

      expect([
        await get(resident, other.user.id),
        await get(own.secret, other.user.id),
        await get(secret, own.user.id),
        await get(admin, "nobody"),
        await get(own.secret, own.user.id),
      ]).to.deep.equal([404, 404, 404, 404, 200]);
    });
  });

  describe("in bulk", () => {
    const items = (...ids: readonly string[]) => ({
      items: ids.map((id) => ({
        ...{ kind: "user" as const, id },
        permissions: {
          ...nothing,
          rules: [{ target: "tool:set_light", decision: "deny" as const }],
        },
      })),
    });

    it("are written for all or for none", async () => {
      const { resident: one, editor: other } = doors.people;
      const put = (body: object) => ask("PUT /api/permissions/bulk", admin, { body });

      const failed = await put(items(one.user.id, "nobody"));
      const untouched = await setLight(one);
      const written = await put(items(one.user.id, other.user.id));
      const denied = [await setLight(one), await setLight(other)];
      for (const { user } of [one, other]) await forget(user.id);

      expect([failed.status, untouched]).to.deep.equal([404, 200]);
      expect(written.reply).to.deep.equal({ written: 2 });
      expect(denied).to.deep.equal([404, 404]);
    });

    it("are at most a hundred", async () => {
      const body = items(...Array.from({ length: 101 }, (_, index) => `user-${index}`));

      expect((await ask("PUT /api/permissions/bulk", admin, { body })).status).to.equal(422);
    });
  });

  describe("of everybody", () => {
    const put = (body: object) => ask("PUT /api/permissions/defaults", admin, { body });

    it("stand below every role", async () => {
      const rules = [{ target: "tool:set_light", decision: "deny" as const }];

      const { reply } = await put({ everybody: { ...nothing, rules } });
      const denied = await setLight();
      await put({ everybody: nothing });

      expect(reply.everybody.rules).to.deep.equal(rules);
      expect([denied, await setLight()]).to.deep.equal([404, 200]);
    });

    it("give newcomers no role with power, and change nothing when one part is wrong", async () => {
      const wrong = { ...nothing, rules: [{ target: "lamps", decision: "deny" }] };

      const answers = [
        await put({ newcomer_role: "admin" }),
        await put({ newcomer_role: "king" }),
        await put({ newcomer_role: "viewer", everybody: wrong }),
        await put({ newcomer_role: "__proto__" }),
      ];

      const { reply } = await ask("GET /api/permissions/defaults", admin);
      expect(answers.map(({ status }) => status)).to.deep.equal([422, 422, 422, 422]);
      expect(reply).to.deep.equal({ newcomer_role: "resident", everybody: nothing });
    });
  });

  describe("as a matrix", () => {
    it("say of each tool what it is to each role, and by which rule", async () => {
      const { reply } = await ask("GET /api/permissions/matrix", admin);

      const light = reply.tools.find(({ name }) => name === "set_light");
      expect(reply.roles).to.include.members(["viewer", "resident", "editor", "admin", "guest"]);
      expect(light).to.include({ toolset: "control", effect: "execute" });
      expect(light?.decisions["resident"]).to.deep.include({ decision: "allow" });
      expect(light?.decisions["viewer"]).to.deep.include({ decision: "deny" });
    });

    it("say so while everything is frozen", async () => {
      await ask("POST /api/freeze", admin, { body: { kind: "everything" } });
      const { reply } = await ask("GET /api/permissions/matrix", admin);
      await ask("POST /api/freeze/lift", admin, { body: { kind: "everything" } });

      const light = reply.tools.find(({ name }) => name === "set_light");
      expect(light?.decisions["resident"]).to.deep.include({ decision: "allow" });
    });
  });

  describe("validated", () => {
    const validate = (who: string | ApiCaller, body: object) =>
      ask("POST /api/permissions/validate", who, { body });

    it("are what they are, of tools and of entities", async () => {
      const { reply } = await validate(resident, {
        ...{ tool: "set_light", entities: ["light.kitchen_ceiling", "light.no_such"] },
      });
      const unknown = await validate(resident, { tool: "no_such" });

      expect(reply).to.deep.include({
        subject: { kind: "user", id: doors.people.resident.user.id },
        decision: "allow",
        entities: { "light.kitchen_ceiling": "control", "light.no_such": "none" },
      });
      expect(unknown.reply).to.include({ decision: "deny", rule: "no such tool" });
    });

    it("tell nothing of what the asker does not see, whoever is asked about", async () => {
      const subject: SubjectView = { kind: "role", id: "admin" };
      const asked = { tool: "get_entity", entities: [phone] };

      const byToken = await validate(doors.people.admin.secret, { ...asked, subject });
      const inPerson = await validate(admin, { ...asked, subject });

      expect(inPerson.reply.entities?.[phone]).to.equal("control");
      expect(byToken.reply.entities?.[phone]).to.equal("none");
    });

    it("of others are an admin's to ask, of users, tokens and roles", async () => {
      const { viewer, resident: own } = doors.people;
      const subjects: readonly SubjectView[] = [
        { kind: "user", id: viewer.user.id },
        { kind: "token", id: viewer.token.id },
        { kind: "role", id: "viewer" },
        { kind: "user", id: "nobody" },
      ];
      const ofAll = async (who: string | ApiCaller) => {
        const statuses: number[] = [];
        for (const subject of subjects)
          statuses.push((await validate(who, { tool: "set_light", subject })).status);
        return statuses;
      };

      expect(await ofAll(admin)).to.deep.equal([200, 200, 200, 404]);
      expect(await ofAll(resident)).to.deep.equal([403, 403, 403, 403]);
      expect(await ofAll(own.secret)).to.deep.equal([403, 403, 403, 403]);
    });

    it("in bulk are answered in order, at most two hundred, without harm by their names", async () => {
      const bulk = (questions: readonly object[]) =>
        ask("POST /api/permissions/validate/bulk", admin, { body: { questions } });
      const names = ["constructor", "__proto__", "toString"];

      const some = await bulk([
        { tool: "set_light", subject: { kind: "role", id: "viewer" } },
        ...names.map((tool) => ({ tool, entities: names })),
      ]);
      const many = await bulk(Array.from({ length: 201 }, () => ({ tool: "whoami" })));

      expect(some.reply.answers.map(({ tool }) => tool)).to.deep.equal(["set_light", ...names]);
      expect(new Set(some.reply.answers.map(({ decision }) => decision))).to.deep.equal(
        new Set(["deny"]),
      );
      expect(many.status).to.equal(422);
      expect({}).to.not.have.property("deny");
    });
  });

  describe("of one's own", () => {
    it("are the tools that may be used and the entities that there are", async () => {
      const person = await ask("GET /api/permissions/mine", resident);
      const token = await ask("GET /api/permissions/mine", doors.people.resident.secret);

      const names = person.reply.tools.map(({ name }) => name);
      expect(names).to.include("set_light");
      expect(person.reply).to.include({ role: "resident" }).and.not.have.property("frozen");
      expect(person.reply.entities?.control).to.be.above(token.reply.entities?.control ?? 0);
      expect(token.reply.entities?.none).to.equal(0);
    });

    it("are nothing but its own name for a token without rights, and nothing for one of another home", async () => {
      const { id } = doors.people.resident.user;
      const poor = await doors.access.tokens.create(id, { name: "poor", doors: ["api"] });
      const away = await doors.access.tokens.create(id, {
        ...{ name: "away", rights: "same", doors: ["api"], homes: ["cabin"] },
      });

      const ofPoor = await ask("GET /api/permissions/mine", poor.secret);
      const ofAway = await ask("GET /api/permissions/mine", away.secret);

      expect(ofPoor.reply.tools.map(({ name }) => name)).to.deep.equal(["whoami"]);
      expect(ofPoor.reply.entities).to.deep.equal({ control: 0, see: 0, none: 0 });
      expect(ofAway.reply).to.not.have.property("entities");
    });
  });
});
