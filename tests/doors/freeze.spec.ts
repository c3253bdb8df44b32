import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { FreezeTarget } from "../../shared/views.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { until } from "../support/until.ts";

const everything: FreezeTarget = { kind: "everything" };

describe("API of freezing", () => {
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
  const freeze = (who: string | ApiCaller, body: FreezeTarget) =>
    ask("POST /api/freeze", who, { body });
  const lift = (who: string | ApiCaller, body: FreezeTarget) =>
    ask("POST /api/freeze/lift", who, { body });
  const call = async (secret: string) =>
    (await doors.http.post("/rest/whoami").auth(secret, { type: "bearer" })).status;
  const user = (): FreezeTarget => ({ kind: "user", id: doors.people.resident.user.id });
  const token = (): FreezeTarget => ({ kind: "token", id: doors.people.resident.token.id });

  describe("everything", () => {
    it("stops every call until an admin lets it go on", async () => {
      const { guest, admin: boss } = doors.people;

      const { reply } = await freeze(boss.secret, everything);
      const stopped = [await call(guest.secret), await call(boss.secret)];
      const closed = await ask("GET /api/freeze", boss.secret);
      const lifted = await lift(admin, everything);

      expect(reply).to.include({ everything: true, by: "admin" });
      expect(stopped).to.deep.equal([403, 403]);
      expect(closed.status).to.equal(403);
      expect(lifted.reply).to.deep.equal({ everything: false, users: [], tokens: [], helpers: [] });
      expect(await call(guest.secret)).to.equal(200);
    });

    it("is an admin's to freeze and to let go on, and is known to all", async () => {
      const refused = [await freeze(resident, everything)];
      await freeze(admin, everything);
      refused.push(await lift(resident, everything));
      const { reply } = await ask("GET /api/freeze", resident);
      await lift(admin, everything);

      expect(refused.map(({ status }) => status)).to.deep.equal([403, 403]);
      expect(reply.everything).to.equal(true);
      expect(reply).to.not.have.property("by");
    });
  });

  describe("oneself", () => {
    it("stops one's tokens, and not one's own browser, from where it is lifted", async () => {
      const { secret } = doors.people.resident;

      const { reply } = await freeze(resident, user());
      const stopped = await call(secret);
      const lifted = await lift(resident, user());

      expect(reply.users.map(({ username }) => username)).to.deep.equal(["resident"]);
      expect([stopped, lifted.status, await call(secret)]).to.deep.equal([403, 200, 200]);
    });

    it("may be done by a token that may do what its user may, and be lifted by none", async () => {
      const { secret } = doors.people.resident;
      const poor = await doors.access.tokens.create(doors.people.resident.user.id, {
        ...{ name: "poor", rights: "none", doors: ["api"] },
      });

      const byPoor = await freeze(poor.secret, user());
      const bySame = await freeze(secret, user());
      const lifted = await lift(secret, user());
      await lift(resident, user());

      expect([byPoor.status, bySame.status, lifted.status]).to.deep.equal([403, 200, 403]);
      expect(byPoor.body)
        .to.have.nested.property("error.message")
        .that.includes("may do less than its user");
    });

    it("does not outwit an admin, who lets go on whom they froze", async () => {
      const { secret } = doors.people.resident;

      await freeze(admin, user());
      await freeze(resident, user());
      const tried = await lift(resident, user());
      const stopped = await call(secret);
      await lift(admin, user());

      expect([tried.status, stopped, await call(secret)]).to.deep.equal([403, 403, 200]);
    });

    it("is taken over by an admin who freezes too", async () => {
      await freeze(resident, user());
      await freeze(admin, user());

      const tried = await lift(resident, user());
      await lift(admin, user());

      expect(tried.status).to.equal(403);
    });
  });

  describe("a token", () => {
    it("stops that one alone, by itself or by its user", async () => {
      const other = await doors.access.tokens.create(doors.people.resident.user.id, {
        ...{ name: "other", rights: "none", doors: ["api", "rest"] },
      });
      const itself: FreezeTarget = { kind: "token", id: other.token.id };

      const { reply } = await freeze(other.secret, itself);
      const stopped = [await call(other.secret), await call(doors.people.resident.secret)];
      const listed = await ask("GET /api/tokens/:id", resident, { id: other.token.id });
      await lift(resident, itself);

      expect(reply.tokens.map(({ name }) => name)).to.deep.equal(["other"]);
      expect(stopped).to.deep.equal([403, 200]);
      expect(listed.reply).to.include({ frozen: true }).and.not.have.any.keys("frozen_by");
      expect(await call(other.secret)).to.equal(200);
    });

    it("of others is nobody's but an admin's, like their user", async () => {
      const viewer = await signIn(doors, "viewer");
      const answers = [
        await freeze(viewer, token()),
        await freeze(viewer, user()),
        await freeze(doors.people.viewer.secret, token()),
        await lift(viewer, token()),
        await freeze(viewer, { kind: "user", id: "nobody" }),
        await freeze(admin, { kind: "token", id: "nobody" }),
        await freeze(admin, { kind: "user", id: "__proto__" }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal(Array(7).fill(404));
      expect(await call(doors.people.resident.secret)).to.equal(200);
    });

    it("is shown to who may know of it, and to nobody else", async () => {
      const viewer = await signIn(doors, "viewer");
      await freeze(admin, token());

      const ofViewer = await ask("GET /api/freeze", viewer);
      const ofOwner = await ask("GET /api/freeze", resident);
      await lift(admin, token());

      expect(ofViewer.reply.tokens).to.deep.equal([]);
      expect(ofOwner.reply.tokens.map(({ name }) => name)).to.deep.equal(["laptop"]);
    });
  });

  it("is written down, done or refused", async () => {
    await freeze(resident, user());
    await lift(resident, user());
    await freeze(resident, everything);

    const entries = (await doors.journal()).slice(0, 3);

    expect(entries.map(({ tool, status }) => `${tool} ${status}`)).to.deep.equal([
      ...["freeze refused", "freeze.lift completed", "freeze completed"],
    ]);
  });

  for (const [what, body] of [
    ["a kind that is none", { kind: "role", id: "guest" }],
    ["a user without an id", { kind: "user" }],
    ["everything and more", { kind: "everything", id: "x" }],
  ] as const)
    it(`refuses ${what}`, async () => {
      expect((await ask("POST /api/freeze", admin, { body })).status).to.equal(422);
    });

  describe("by a helper of the home", () => {
    const add = (body: object) => ask("POST /api/freeze/helpers", admin, { body });
    const remove = (id: string) => ask("DELETE /api/freeze/helpers/:id", admin, { id });
    const press = (entity: string, service: string, data: object = {}) =>
      doors.mirror.callService(
        {
          service: `${entity.split(".")[0] ?? ""}.${service}`,
          entity_ids: [entity],
          data: { ...data },
        },
        AbortSignal.timeout(5000),
      );

    it("holds while it is on", async () => {
      const { secret } = doors.people.guest;
      const id = "input_boolean.vacation";

      const { reply, status } = await add({ freezes: everything, entity_id: id });
      const before = await call(secret);
      await press(id, "turn_on");
      await until("everything is frozen", async () => (await call(secret)) === 403);
      const seen = await ask("GET /api/freeze", admin);
      await press(id, "turn_off");
      await until("it goes on", async () => (await call(secret)) === 200);
      const gone = await remove(id);

      expect(status).to.equal(201);
      expect(reply).to.deep.equal({
        ...{ entity_id: id, states: ["on"], freezes: everything, is_frozen: false },
      });
      expect(before).to.equal(200);
      expect(seen.reply).to.include({ everything: true, by: id });
      expect(gone.reply).to.deep.equal({ deleted: true });
      expect((await remove(id)).status).to.equal(404);
    });

    it("is not ended by a lift, which says so and changes nothing", async () => {
      const id = "input_boolean.vacation";
      await freeze(resident, user());
      await add({ freezes: user(), entity_id: id });
      await press(id, "turn_on");
      const isHeld = async () => (await ask("GET /api/freeze", admin)).reply.helpers[0]?.is_frozen;
      await until("the switch freezes", async () => (await isHeld()) === true);

      const [byAdmin, byUser] = [await lift(admin, user()), await lift(resident, user())];
      const { reply: still } = await ask("GET /api/freeze", admin);
      await lift(admin, token());
      await press(id, "turn_off");
      await until("it goes on", async () => (await isHeld()) === false);
      const after = await lift(resident, user());
      await remove(id);

      expect([byAdmin.status, byUser.status, after.status]).to.deep.equal([409, 409, 200]);
      expect(JSON.stringify(byAdmin.body)).to.include(id);
      expect(JSON.stringify(byUser.body)).to.include("a switch in the home").and.not.include(id);
      expect(still.users).to.have.length(1);
    });

    it("is told to admins alone, and is in no token's reach", async () => {
      const id = "input_boolean.guests";
      await add({ freezes: user(), entity_id: id });

      const ofResident = await ask("GET /api/freeze", resident);
      const act = await doors.http
        .post("/rest/get_entity")
        .auth(doors.people.admin.secret, { type: "bearer" })
        .send({ entities: [id] });
      await remove(id);

      expect(ofResident.reply.helpers).to.deep.equal([]);
      expect(act.status).to.equal(404);
    });

    it("freezes in the options that are named of a choice", async () => {
      const id = "input_select.house_mode";

      const wrong = await add({ freezes: token(), entity_id: id, states: ["Never"] });
      const none = await add({ freezes: token(), entity_id: id });
      const right = await add({ freezes: token(), entity_id: id, states: ["Night"] });
      const twice = await add({ freezes: everything, entity_id: id, states: ["Night"] });
      await remove(id);

      expect([wrong.status, none.status, right.status, twice.status]).to.deep.equal([
        ...[422, 422, 201, 409],
      ]);
    });

    it("can be made, and freezes nothing before it is switched on", async () => {
      const { reply, status } = await add({ freezes: user(), create: "No assistants" });
      const after = await call(doors.people.resident.secret);
      await remove(reply.entity_id);

      expect(status).to.equal(201);
      expect(reply).to.include({ entity_id: "input_boolean.no_assistants", is_frozen: false });
      expect(after).to.equal(200);
    });

    for (const [what, body, status] of [
      ["what is not in the home", { freezes: everything, entity_id: "input_boolean.none" }, 404],
      ["what is no helper", { freezes: everything, entity_id: "light.hall_ceiling" }, 422],
      ["neither one", { freezes: everything }, 422],
      [
        "both at once",
        { freezes: everything, entity_id: "input_boolean.guests", create: "Guests" },
        422,
      ],
      ["a user who is not there", { freezes: { kind: "user", id: "x" }, create: "Switch" }, 404],
    ] as const)
      it(`refuses ${what}`, async () => {
        expect((await add(body)).status).to.equal(status);
      });
  });
});
