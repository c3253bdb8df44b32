import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller } from "../support/ask-api.ts";
import { signIn, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

/** What the database has of users, tokens, invitations and sessions, and what a program may take on trust. */
const columns: Readonly<Record<string, unknown>> = {
  id: "1",
  user_id: "1",
  home_user_id: "1",
  username_key: "admin",
  password_hash: "$2b$04$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  secret_hash: "0",
  token_hash: "0",
  powers: ["admin"],
  is_admin: true,
  isAdmin: true,
  is_active: true,
  home_active: true,
  frozen_at: null,
  frozen_by: null,
  expires_at: 9_999_999_999_999,
  created_at: 0,
  created_by: "1",
  used_at: null,
  revoked_at: null,
  known: 1,
  session_id: "1",
  door: "dashboard",
  attended_by: "1",
};
const rightsOfUsers = { role: "admin", role_from: "here", expires: "never", rights: "same" };

describe("Fields that nobody asked for", () => {
  let doors: Doors;
  let admin: Browser;
  let resident: Browser;
  let editor: Browser;
  let second: Browser;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    admin = await signIn(doors, "admin");
    resident = await signIn(doors, "resident");
    editor = await signIn(doors, "editor");
    // The changes of a minute belong to the user.
    await doors.access.users.create({ ...person, username: "second", role: "admin" });
    second = await signIn(doors, "second");
    await doors.access.settings.change({ registration: true, registration_role: "guest" });
  });
  after(() => doors.close());

  const username = "mallory";
  const person = { username, password: usualPassword };
  const cases: readonly {
    readonly name: keyof Api;
    readonly who: () => ApiCaller | undefined;
    readonly body: object;
    readonly more?: object;
  }[] = [
    { name: "POST /api/auth/register", who: () => undefined, body: person, more: rightsOfUsers },
    { name: "POST /api/auth/login", who: () => undefined, body: person, more: rightsOfUsers },
    {
      ...{ name: "PATCH /api/auth/me", who: () => resident, body: { language: "fr" } },
      more: { ...rightsOfUsers, username, password: usualPassword },
    },
    {
      ...{ name: "POST /api/auth/password", who: () => resident },
      body: { current: usualPassword, password: "another horse" },
      more: { ...rightsOfUsers, username },
    },
    {
      ...{ name: "POST /api/tokens", who: () => editor, body: { name: username } },
      more: { role: "admin", role_from: "here", catalogue: "current" },
    },
    {
      ...{ name: "PATCH /api/tokens/:id", who: () => editor, body: { name: username } },
      more: { role: "admin", status: "active" },
    },
    { name: "POST /api/users", who: () => admin, body: person, more: { role_from: "home" } },
    {
      ...{ name: "PATCH /api/users/:id", who: () => second, body: { language: "fr" } },
      more: { username, password: usualPassword },
    },
    {
      ...{ name: "POST /api/users/invitations", who: () => admin, body: { role: "guest" } },
      more: { secret: "vsi_mine", password: usualPassword, role_from: "here" },
    },
    {
      ...{ name: "PATCH /api/settings", who: () => second, body: { registration: true } },
      more: { setup_secret_hash: "0", run_settings: "{}", freeze_everything: null },
    },
  ];

  for (const { name, who, body, more = {} } of cases)
    it(`are refused, each of them, and change nothing: ${name}`, async () => {
      const { user, token } = doors.people.editor;
      const id = name.includes("/tokens/") ? token.id : user.id;
      const before = await standing();
      for (const [field, value] of Object.entries({ ...columns, ...more })) {
        if (field in body) continue;
        const { status } = await askApi(doors, name, who(), {
          ...{ id, body: { ...body, [field]: value }, from: nextAddress() },
        });
        if (status === 429) throw new Error("the minute of this user is used up");
        expect(`${field}: ${status}`).to.equal(`${field}: 422`);
      }
      expect(await standing()).to.deep.equal(before);
    });

  it("are refused with an invitation too, which stays good", async () => {
    const { reply } = await askApi(doors, "POST /api/users/invitations", admin, {
      body: { role: "guest" },
    });
    const follow = (body: object) =>
      askApi(doors, "POST /api/auth/register", undefined, {
        ...{ body: { ...person, invitation: reply.secret, ...body }, from: nextAddress() },
      });
    for (const [field, value] of Object.entries({ ...columns, ...rightsOfUsers }))
      expect((await follow({ [field]: value })).status, field).to.equal(422);

    const { reply: me } = await follow({});

    expect(me).to.deep.include({ username, role: "guest", role_from: "here", powers: [] });
  });

  let addresses = 0;
  const nextAddress = () => `10.4.0.${(addresses += 1) % 250}`;

  async function standing() {
    const { access } = doors;
    const tokens = await access.tokens.list();
    return {
      users: await access.users.list(),
      tokens: tokens.map(({ id, name, rights }) => ({ id, name, rights })),
      invitations: await access.invitations.list(),
      settings: access.settings.now(),
    };
  }
});
