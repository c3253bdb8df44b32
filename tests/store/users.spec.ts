import { expect } from "chai";
import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const admin = {
  ...{ id: "u1", username: "owner", username_key: "owner", name: "Owner" },
  ...{ role: "admin", is_active: true, created_at: 1 },
  role_from: "here" as const,
};
const allowedBy = { name: "permit", value: "yes" };

describe("the first user of a role", () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    await store.settings.set("permit", "yes");
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it("is added, and what allowed it is taken away", async () => {
    expect(await store.users.addFirst(admin, allowedBy)).to.equal(true);

    expect(await store.users.get("u1")).to.deep.equal(admin);
    expect(await store.settings.get("permit")).to.equal(undefined);
  });

  it("is not added when what allows it is another value by now", async () => {
    await store.settings.set("permit", "no");

    expect(await store.users.addFirst(admin, allowedBy)).to.equal(false);

    expect(await store.users.list()).to.deep.equal([]);
    expect(await store.settings.get("permit")).to.equal("no");
  });

  it("is not added when there is one, and what allows it stays", async () => {
    await store.users.add(admin);
    const second = { ...admin, id: "u2", username: "eve", username_key: "eve" };

    expect(await store.users.addFirst(second, allowedBy)).to.equal(false);

    expect(await store.users.list()).to.deep.equal([admin]);
    expect(await store.settings.get("permit")).to.equal("yes");
  });

  it("keeps what allowed it when the name is taken", async () => {
    await store.users.add({ ...admin, id: "u0", role: "guest" });

    const added = await store.users.addFirst(admin, allowedBy).catch((error: unknown) => error);

    expect(added).to.have.property("code", "conflict");
    expect(await store.settings.get("permit")).to.equal("yes");
  });
});

describe("a user who is removed", () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    await store.users.add(admin);
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
    ...{
      id,
      kind: "call" as const,
      at: 3_600_000,
      door: "mcp",
      tool: "get_entity",
      status: "completed" as const,
    },
    ...{ user_id: "u1", username: "owner", role: "admin", address: "10.0.0.1" },
    ...{ token_id: "t1", token_name: "Owner's phone", client: "Firefox", duration_ms: 2 },
    ...more,
  });
  const remove = () => store.users.remove("u1", "person-1", () => Promise.resolve(true));
  const hours = () => store.statistics.find({ from: 0, to: Number.MAX_SAFE_INTEGER });

  it("is a pseudonym in the audit, with nothing that tells who it was", async () => {
    await store.audit.write([entry("a"), entry("b", { user_id: "u2", username: "eve" })]);

    expect(await remove()).to.equal("written");

    expect(await store.audit.get("a")).to.deep.equal({
      ...{
        id: "a",
        kind: "call",
        at: 3_600_000,
        door: "mcp",
        tool: "get_entity",
        status: "completed",
      },
      ...{ user_id: "person-1", username: "person-1", role: "admin", token_id: "t1" },
      duration_ms: 2,
    });
    expect(await store.audit.get("b")).to.deep.equal(
      entry("b", { user_id: "u2", username: "eve" }),
    );
  });

  it("leaves what was done to rules, and nothing that was said of tokens and people", async () => {
    const said = { kind: "security", arguments: '{"name":"Ada\'s phone"}' } as const;
    await store.audit.write([
      entry("a", { ...said, tool: "token.create" }),
      entry("b", { ...said, tool: "user.change" }),
      entry("c", { ...said, tool: "role.change" }),
    ]);

    await remove();

    const left = await Promise.all(["a", "b", "c"].map((id) => store.audit.get(id)));
    expect(left.map((found) => found?.arguments)).to.deep.equal([
      ...[undefined, undefined],
      said.arguments,
    ]);
  });

  it("is a pseudonym in the hours, which still add up", async () => {
    await store.audit.write([entry("a"), entry("b"), entry("c", { status: "started" })]);

    await remove();
    await store.audit.interruptStarted();

    expect((await hours()).map(({ user_id, status, calls }) => [user_id, status, calls]))
      .to.have.deep //
      .members([
        ["person-1", "completed", 2],
        ["person-1", "interrupted", 1],
      ]);
  });

  it("stays whole when they may not leave", async () => {
    await store.audit.write([entry("a")]);

    expect(await store.users.remove("u1", "person-1", () => Promise.resolve(false))).to.equal(
      "refused",
    );

    expect(await store.users.get("u1")).to.deep.equal(admin);
    expect(await store.audit.get("a")).to.deep.equal(entry("a"));
  });

  it("takes along what was written for them, and their invitations", async () => {
    const invitation = { secret_hash: "x", role: "guest", created_at: 1, expires_at: 9 };
    await store.invitations.add({ ...invitation, id: "i1", user_id: "u1" });

    await remove();

    expect(await store.users.list()).to.deep.equal([]);
    expect(await store.invitations.list()).to.deep.equal([]);
    expect(await remove()).to.equal("not_found");
  });
});

describe("a change of a user", () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openStore({ dataDir: folder.path, log: silentLog, version: "1.0.0" });
    await store.users.add(admin);
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it("is asked about with the roles that would be left for good", async () => {
    const others = [
      { id: "u2", role: "resident" },
      { id: "u3", role: "owner", is_active: false },
      { id: "u4", role: "owner", expires_at: 9 },
      { id: "u5", role: "resident" },
    ];
    for (const other of others)
      await store.users.add({ ...admin, ...other, username: other.id, username_key: other.id });
    const asked: unknown[] = [];
    const note = (departure: unknown) => {
      asked.push(departure);
      return Promise.resolve(true);
    };

    await store.users.change("u1", { role: "guest" }, note);
    await store.users.change("u1", { expires_at: 5 }, note);
    await store.users.change("u1", { name: "Boss" }, note);

    expect(asked).to.deep.equal([
      { before: "admin", after: "guest", others: ["resident"] },
      { before: "guest", others: ["resident"] },
      { others: ["resident"] },
    ]);
  });

  it("freezes and thaws, and says who did it", async () => {
    await store.users.change("u1", { frozen_at: 5, frozen_by: "eve" });
    expect(await store.users.get("u1")).to.deep.equal({ ...admin, frozen_at: 5, frozen_by: "eve" });

    await store.users.change("u1", { frozen_at: null, frozen_by: null });
    expect(await store.users.get("u1")).to.deep.equal(admin);
  });

  it("is of nobody when nobody is there", async () => {
    expect(await store.users.change("nobody", { name: "Eve" })).to.equal("not_found");
    const password = { password_hash: "x", now: 1 };
    expect(await store.users.setPassword("nobody", password)).to.equal(false);
  });

  it("sets no password with an invitation that is spent", async () => {
    const password = { password_hash: "x", now: 1, invitation: "unknown" };

    expect(await store.users.setPassword("u1", password)).to.equal(false);
    expect(await store.users.get("u1")).to.deep.equal(admin);
  });

  it("makes nobody a second user of the same person in the home", async () => {
    await store.users.add({ ...admin, id: "u2", username_key: "b", home_user_id: "h1" });
    const again = { ...admin, id: "u3", username_key: "c", home_user_id: "h1" };

    const added = await store.users.add(again).catch((error: unknown) => error);

    expect(added).to.have.property("code", "conflict");
  });
});
