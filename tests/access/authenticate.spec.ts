import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import { createAccess } from "../../server/access/create-access.ts";
import { createSecret } from "../../server/access/tokens/secrets.ts";
import type { TokenRequest } from "../../server/access/tokens/token.ts";
import { nameOfScope } from "../../server/policy/scope.ts";
import { openDatabase } from "../../server/store/database.ts";
import { silentLog, startAccess, type TestAccess } from "../support/access.ts";
import { failureOf } from "../support/failure.ts";
import { promise } from "../support/promise.ts";

const arrival = { door: "rest", address: "192.168.1.20", client: "curl/8" } as const;
const dayMs = 86_400_000;

describe("a bearer token at the door", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  const issue = (request: Partial<TokenRequest> = {}) =>
    house.access.tokens.create(house.people.resident.user.id, {
      ...{ name: "n8n", rights: "same" },
      ...request,
    });
  const enter = (secret: string, from: Partial<typeof arrival | { address: string }> = {}) =>
    house.access.authenticate(secret, { ...arrival, ...from });
  const refusalOf = (entering: Promise<Principal>) => failureOf(entering);

  /** Writes past this process's access, as another process would. */
  async function elsewhere(sql: string): Promise<void> {
    const database = openDatabase({ file: `${house.dataDir}/vestibule.db` });
    await database.write(() => database.sequelize.query(sql));
    await database.close();
  }

  it("says who is calling", async () => {
    const { user, token, secret } = house.people.resident;

    const principal = await enter(secret);

    expect(principal).to.deep.include({ role: "resident", ...arrival });
    expect(principal.user).to.deep.equal({ id: user.id, username: "resident", name: "resident" });
    expect(principal.token).to.deep.equal({
      id: token.id,
      name: "laptop",
      hashPrefix: token.hash_prefix,
      rights: "same",
      doors: ["mcp", "rest", "api"],
      attended: true,
    });
  });

  it("carries all that its owner said of it", async () => {
    const { secret, token } = await issue({
      ...{ homes: ["default"], addresses: ["192.168.1.0/24"], calls_per_minute: 5 },
      ...{ attended: false, expires: "30d", doors: ["rest"] },
    });

    expect((await enter(secret)).token).to.deep.include({
      ...{ homes: ["default"], addresses: ["192.168.1.0/24"], callsPerMinute: 5 },
      ...{ attended: false, expiresAt: token.expires_at, doors: ["rest"] },
    });
  });

  it("is refused when it is malformed, and told so", async () => {
    for (const secret of [
      "",
      "vst_",
      `${house.people.admin.secret}x`,
      "eyJhbGciOiJIUzI1NiJ9.e30.x",
    ])
      expect(await refusalOf(enter(secret))).to.deep.include({
        code: "not_authenticated",
        message: "This is not a token of Vestibule.",
      });
  });

  it("is refused when nobody has it", async () => {
    expect(await refusalOf(enter(createSecret()))).to.deep.include({
      code: "not_authenticated",
      message: "The token is not known here.",
    });
  });

  it("is refused when it has expired, also while it is remembered", async () => {
    const { secret } = await issue({ expires: "1d" });
    await enter(secret);

    const tomorrow = Date.now() + dayMs + 1000;
    house.clock.now = () => tomorrow;

    expect(await refusalOf(enter(secret))).to.deep.include({
      code: "not_authenticated",
      message: "The token has expired.",
    });
  });

  promise("access.revocation", "though it was remembered", async () => {
    const { secret, token } = await issue();
    await enter(secret);

    await house.access.tokens.revoke(token.id);

    expect(await refusalOf(enter(secret))).to.deep.include({
      code: "not_authenticated",
      message: "The token was revoked.",
    });
  });

  it("is refused as soon as it is deleted", async () => {
    const { secret, token } = await issue();
    await enter(secret);

    await house.access.tokens.delete(token.id);

    expect(await refusalOf(enter(secret))).to.have.property("code", "not_authenticated");
  });

  it("is refused at a door that is not its own", async () => {
    const { secret } = await issue({ doors: ["mcp"] });

    expect(await refusalOf(enter(secret))).to.deep.include({
      code: "not_allowed",
      message: "The token is not for the door rest.",
    });
  });

  it("is refused from an address that is not its own, without naming those that are", async () => {
    const { secret } = await issue({ addresses: ["10.0.0.0/8"] });

    const refusal = await refusalOf(enter(secret));

    expect(refusal).to.have.property("code", "not_allowed");
    expect(JSON.stringify(refusal)).to.not.contain("10.0.0");
    expect((await enter(secret, { address: "::ffff:10.1.2.3" })).address).to.contain("10.1.2.3");
  });

  it("has the role that its user has now", async () => {
    const { secret } = house.people.editor;
    await enter(secret);

    await elsewhere("UPDATE users SET role = 'viewer' WHERE username = 'editor'");
    await changeOf(house);

    expect(await enter(secret)).to.have.property("role", "viewer");
  });

  it("is a viewer's of nothing when its user's role is gone", async () => {
    await elsewhere("UPDATE users SET role = 'butler' WHERE username = 'editor'");

    const principal = await enter(house.people.editor.secret);

    expect(principal.role).to.equal("viewer");
    expect(nameOfScope(principal.rights.scope)).to.equal("none");
  });

  it("goes with its user", async () => {
    const { secret } = house.people.editor;
    await enter(secret);

    await elsewhere("DELETE FROM users WHERE username = 'editor'");
    await changeOf(house);

    expect(await refusalOf(enter(secret))).to.have.property("code", "not_authenticated");
  });

  it("shares its rights' key with every token of the same rights", async () => {
    const keys = [];
    for (const name of ["one", "other"])
      keys.push((await enter((await issue({ name })).secret)).rights.key);

    expect(keys[0]).to.equal(keys[1]);
  });

  it("lets its client be named in a hundred characters", async () => {
    const principal = await house.access.authenticate(house.people.guest.secret, {
      ...arrival,
      client: "x".repeat(500),
    });

    expect(principal.client).to.have.length(100);
  });

  describe("after a rotation", () => {
    it("is refused at once, and the new one is let in", async () => {
      const { secret, token } = await issue();
      await enter(secret);

      const rotated = await house.access.tokens.rotate(token.id);

      expect(await refusalOf(enter(secret))).to.have.property("code", "not_authenticated");
      expect((await enter(rotated.secret)).token).to.have.property("id", token.id);
    });

    it("is let in beside the new one while they overlap, and no longer", async () => {
      const { secret, token } = await issue();
      const rotated = await house.access.tokens.rotate(token.id, 60_000);

      expect((await enter(secret)).token).to.have.property("hashPrefix", token.hash_prefix);
      const later = Date.now() + 61_000;
      house.clock.now = () => later;

      expect(await refusalOf(enter(secret))).to.have.property("code", "not_authenticated");
      expect((await enter(rotated.secret)).token).to.have.property("id", token.id);
    });

    it("is refused when the token is revoked while they overlap", async () => {
      const { secret, token } = await issue();
      const rotated = await house.access.tokens.rotate(token.id, 60_000);

      await house.access.tokens.revoke(token.id);

      for (const each of [secret, rotated.secret])
        expect(await refusalOf(enter(each))).to.have.property("code", "not_authenticated");
    });
  });

  it("is not remembered when it is revoked while it is looked up", async () => {
    const { secret, token } = await issue();
    let revoked: Promise<unknown> = Promise.resolve();
    const slow = {
      ...house.store,
      tokens: {
        ...house.store.tokens,
        findByHash: async (hash: string) => {
          const found = await house.store.tokens.findByHash(hash);
          revoked = access.tokens.revoke(token.id);
          await revoked;
          return found;
        },
      },
    };
    const { catalogue } = house.access;
    const access = await createAccess({ store: slow, catalogue, log: silentLog, bcryptCost: 4 });

    await access.authenticate(secret, arrival);
    const refusal = await failureOf(access.authenticate(secret, arrival));
    await access.close();

    expect(refusal).to.have.property("message", "The token was revoked.");
  });
});

/** Resolves when the house has heard of a change that another process made. */
function changeOf(house: TestAccess): Promise<void> {
  return new Promise((resolve) => {
    const stop = house.access.onChange(() => {
      stop();
      resolve();
    });
  });
}
