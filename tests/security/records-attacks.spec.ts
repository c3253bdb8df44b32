import { expect } from "chai";
import sqlite3 from "sqlite3";
import { askApi, type ApiCaller } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const everythingFrozen = /everything is frozen/;

// What another version, a failing disk or somebody with the file has written into the database.
describe("Records that cannot be read", () => {
  let doors: Doors;
  let admin: ApiCaller;
  let database: sqlite3.Database;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
    database = new sqlite3.Database(`${doors.dataDir}/vestibule.db`);
  });
  after(async () => {
    await new Promise((resolve) => database.close(resolve));
    await doors.close();
  });

  const write = (sql: string, ...values: readonly (string | number)[]) =>
    new Promise<void>((resolve, reject) => {
      database.run(sql, values, (error: Error | null) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  /** What a change by somebody else does as well: everything is read anew. */
  const readAgain = () =>
    doors.access.users.change(doors.people.guest.user.id, { name: `Guest ${Math.random()}` });
  const call = async (secret: string) => {
    const { status, text } = await doors.http
      .post("/rest/home_overview")
      .auth(secret, { type: "bearer" })
      .send({});
    return { status, text };
  };
  const permissionsOf = async (kind: string, id: string, rules: string) => {
    await write(
      `INSERT OR REPLACE INTO permissions (subject_kind, subject_id, rules, scope, limits, changed_at)
       VALUES (?, ?, ?, '[]', '[]', 1)`,
      ...[kind, id, rules],
    );
    await readAgain();
  };
  const forget = async () => {
    await write("DELETE FROM permissions");
    await readAgain();
  };
  const ofVersionToCome = (rule: object) =>
    JSON.stringify([{ target: "all", decision: "allow", ...rule }]);

  describe("of rules", () => {
    afterEach(forget);

    for (const [what, rules] of [
      ["no JSON", "{"],
      ["no list", "{}"],
      ["nothing where a rule would be", "[null]"],
      ["a target that nobody knows", '[{"target":"weather:x","decision":"allow"}]'],
      ["a word beside the rule that takes some of it away", ofVersionToCome({ unless: {} })],
      [
        "a condition of another kind beside one that is known",
        ofVersionToCome({ when: { weekdays: ["mon", "sat", "sun"], sun: "up" } }),
      ],
    ] as const)
      it(`stop their user alone, who is told so: ${what}`, async () => {
        const { viewer, resident } = doors.people;
        await permissionsOf("user", viewer.user.id, rules);

        const refused = await call(viewer.secret);

        expect(refused.status).to.equal(403);
        expect(refused.text).to.match(/what is written for the user cannot be read/);
        expect((await call(resident.secret)).status).to.equal(200);
        expect((await askApi(doors, "GET /api/users", admin)).status).to.equal(200);
      });

    it("stop whoever has the role, and nobody else", async () => {
      await permissionsOf("role", "viewer", "[[");

      expect((await call(doors.people.viewer.secret)).text).to.match(/their role cannot be read/);
      expect((await call(doors.people.resident.secret)).status).to.equal(200);
    });

    it("for everybody stop everybody, but leave people what they put it right with", async () => {
      await permissionsOf("everybody", "", "[[");

      const refused = await call(doors.people.admin.secret);
      const body = { everybody: { rules: [], scope: [], limits: [] } };
      const written = await askApi(doors, "PUT /api/permissions/defaults", admin, { body });

      expect(refused.text).to.match(/everybody cannot be read/);
      expect(written.status).to.equal(200);
      expect((await call(doors.people.admin.secret)).status).to.equal(200);
    });

    it("are told to an admin, and end when they are written anew", async () => {
      const { viewer } = doors.people;
      const asked = { id: viewer.user.id };
      await permissionsOf("user", viewer.user.id, "[null]");

      const shown = await askApi(doors, "GET /api/permissions/users/:id", admin, asked);
      const body = { rules: [], scope: [], limits: [] };
      await askApi(doors, "PUT /api/permissions/users/:id", admin, { ...asked, body });

      expect(shown.reply.effective.frozen).to.match(/cannot be read/);
      expect((await call(viewer.secret)).status).to.equal(200);
    });

    it("are replayed and tried as what is tried, and not opened by it", async () => {
      const { viewer } = doors.people;
      await permissionsOf("user", viewer.user.id, "[null]");
      const subject = { kind: "user", id: viewer.user.id } as const;
      const tried = { rules: [], scope: [], limits: [] };

      const { status } = await askApi(doors, "POST /api/permissions/replay", admin, {
        body: { subject, permissions: tried },
      });

      expect(status).to.equal(200);
      expect((await call(viewer.secret)).status).to.equal(403);
    });
  });

  describe("of tokens", () => {
    const chosenBy = async (chosen: string) => {
      const { user } = doors.people.resident;
      const issued = await doors.access.tokens.create(user.id, {
        ...{ name: `chosen ${Math.random()}`, rights: "chosen", doors: ["rest", "api"] },
        chosen: { rules: { all: "allow" }, scope: "all" },
      });
      await write("UPDATE tokens SET chosen = ? WHERE id = ?", chosen, issued.token.id);
      await readAgain();
      return issued;
    };

    for (const [what, chosen] of [
      ["no JSON", "{"],
      ["a scope that nobody knows", '{"rules":{"all":"allow"},"scope":"galaxy"}'],
      ["a word that takes some of it away", '{"rules":{"all":"allow"},"except":["light.hall"]}'],
    ] as const)
      it(`stop the token alone, which can still be listed and deleted: ${what}`, async () => {
        const { secret, token } = await chosenBy(chosen);

        expect((await call(secret)).status).to.be.oneOf([403, 404]);
        expect((await call(doors.people.resident.secret)).status).to.equal(200);
        for (const who of [doors.people.resident.secret, admin])
          expect((await askApi(doors, "GET /api/tokens", who)).status).to.equal(200);
        const deleted = await askApi(doors, "DELETE /api/tokens/:id", admin, { id: token.id });
        expect(deleted.status).to.equal(200);
      });

    it("keep a token in, whose doors or addresses are no list", async () => {
      for (const column of ["doors", "addresses", "homes"]) {
        const { secret } = await chosenBy('{"rules":{"all":"allow"},"scope":"all"}');
        await write(`UPDATE tokens SET ${column} = '{"' WHERE name LIKE 'chosen %'`);
        await readAgain();

        expect((await call(secret)).status, column).to.be.within(400, 499);
        await write("DELETE FROM tokens WHERE name LIKE 'chosen %'");
      }
    });
  });

  describe("of the house", () => {
    const setting = async (name: string, value: string) => {
      await write("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value);
      await readAgain();
    };
    const helper = { entity_id: "input_boolean.quiet", states: ["on"] };

    for (const [what, name, value] of [
      ["a mark that is no JSON", "freeze_everything", '{"'],
      ["a mark of another shape", "freeze_everything", '{"kind":"area"}'],
      ["helpers that are no JSON", "freeze_helpers", '[{"'],
      ["no list of helpers", "freeze_helpers", "{}"],
      [
        "a helper that freezes what nobody knows",
        "freeze_helpers",
        JSON.stringify([{ ...helper, freezes: { kind: "area", id: "kitchen" } }]),
      ],
    ] as const)
      it(`freeze everything until an admin lets it go on: ${what}`, async () => {
        await setting(name, value);

        const refused = await call(doors.people.resident.secret);
        const shown = await askApi(doors, "GET /api/freeze", admin);
        const body = { kind: "everything" } as const;
        const lifted = await askApi(doors, "POST /api/freeze/lift", admin, { body });

        expect(refused.text).to.match(everythingFrozen);
        expect(shown.reply.everything).to.equal(true);
        expect(lifted.reply.everything).to.equal(false);
        expect((await call(doors.people.resident.secret)).status).to.equal(200);
      });

    it("are not overwritten by a helper that is added, or taken away", async () => {
      await setting("freeze_helpers", "{}");
      const freezes = { kind: "everything" } as const;

      const added = await askApi(doors, "POST /api/freeze/helpers", admin, {
        body: { freezes, create: "Quiet" },
      });
      const removed = await askApi(doors, "DELETE /api/freeze/helpers/:id", admin, {
        id: helper.entity_id,
      });

      expect([added.status, removed.status]).to.deep.equal([409, 404]);
      expect((await call(doors.people.resident.secret)).text).to.match(everythingFrozen);
      await askApi(doors, "POST /api/freeze/lift", admin, { body: freezes });
    });

    it("are settings as the options say, when nobody can tell what was set", async () => {
      await setting("run_settings", '{"registration":true');

      const { reply } = await askApi(doors, "GET /api/settings", admin);

      expect(reply.registration).to.equal(false);
      await setting("run_settings", "{}");
    });

    it("leave an admin in, whatever is said of the role's powers", async () => {
      await write(
        "INSERT INTO roles (name, description, powers, changed_at) VALUES ('admin', '', '[', 1)",
      );
      await readAgain();

      expect((await askApi(doors, "GET /api/users", admin)).status).to.equal(200);
      await write("DELETE FROM roles");
    });
  });
});
