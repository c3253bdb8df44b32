import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { TokenRequest } from "../../../server/access/tokens/token.ts";
import { createSecret, hashOf } from "../../../server/access/tokens/secrets.ts";
import { shownOf } from "../../../server/access/tokens/token-views.ts";
import { startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";
import { promise } from "../../support/promise.ts";

describe("a token", () => {
  let house: TestAccess;
  beforeEach(async () => {
    house = await startAccess();
  });
  afterEach(() => house.close());

  const tokens = () => house.access.tokens;
  const issue = (request: Partial<TokenRequest> = {}, userId = house.people.resident.user.id) =>
    tokens().create(userId, { name: "n8n", ...request });

  promise("access.no-rights", "at MCP and REST", async () => {
    const { token, secret } = await issue();

    expect(token).to.deep.equal({
      id: token.id,
      user_id: house.people.resident.user.id,
      username: "resident",
      name: "n8n",
      rights: "none",
      doors: ["mcp", "rest"],
      attended: true,
      status: "active",
      created_at: token.created_at,
      calls: 0,
      hash_prefix: hashOf(secret).slice(0, 12),
      known: house.access.catalogue,
    });
  });

  it("is all that was asked for", async () => {
    const request = {
      rights: "chosen",
      chosen: { rules: { "effect:read": "allow" }, scope: "exposed" },
      doors: ["rest", "api"],
      homes: ["default"],
      addresses: ["192.168.1.0/24", "::1"],
      calls_per_minute: 30,
      attended: false,
    } as const;

    const { token } = await issue({ ...request, expires: "2099-01-01" });

    expect(token).to.deep.include({ ...request, expires_at: Date.UTC(2099, 0, 1) });
    expect(await tokens().get(token.id)).to.deep.equal(token);
  });

  it("is listed without its secret, for one user or for all", async () => {
    const { token } = await issue();

    const own = await tokens().list(house.people.resident.user.id);
    const all = await tokens().list();

    expect(own.map(({ name }) => name)).to.deep.equal(["laptop", "n8n"]);
    expect(own).to.deep.include(token);
    expect(all).to.have.length(6);
  });

  promise("access.hashes", "it is nowhere in the data directory", async () => {
    const { secret, token } = await issue();
    await house.access.authenticate(secret, { door: "rest", address: "::1" });
    await tokens().rotate(token.id, 1000);

    const names = await readdir(house.dataDir);
    const contents = await Promise.all(names.map((name) => readFile(join(house.dataDir, name))));

    expect(Buffer.concat(contents).includes("n8n")).to.equal(true);
    expect(Buffer.concat(contents).includes(secret.slice(4))).to.equal(false);
  });

  it("has a name of its own among its user's, also when one is revoked", async () => {
    const { token } = await issue();
    await tokens().revoke(token.id);

    expect(await failureOf(issue())).to.deep.include({
      code: "conflict",
      message: 'This user already has a token called "n8n".',
    });
    expect(await issue({}, house.people.guest.user.id)).to.have.property("secret");
  });

  it("cannot be made for nobody", async () => {
    expect(await failureOf(issue({}, "nobody"))).to.have.property("code", "not_found");
  });

  it("can be changed, and what is not named stays", async () => {
    const { token } = await issue({ rights: "same", expires: "30d", calls_per_minute: 5 });

    const changed = await tokens().change(token.id, { name: "flows", doors: ["rest"] });

    expect(changed).to.deep.equal({ ...token, name: "flows", doors: ["rest"] });
  });

  it("can lose its limits", async () => {
    const { token } = await issue({
      ...{ homes: ["default"], addresses: ["::1"], calls_per_minute: 5, expires: "1d" },
    });

    const changed = await tokens().change(token.id, {
      ...{ homes: null, addresses: null, calls_per_minute: null, expires: "never" },
    });

    expect(changed).to.not.have.any.keys("homes", "addresses", "calls_per_minute", "expires_at");
  });

  it("forgets what was chosen when its rights change", async () => {
    const { token } = await issue({ rights: "chosen", chosen: { rules: { all: "allow" } } });

    expect(await tokens().change(token.id, { rights: "none" })).to.not.have.property("chosen");
  });

  it("cannot take another one's name", async () => {
    const { token } = await issue();

    expect(await failureOf(tokens().change(token.id, { name: "laptop" }))).to.have.property(
      "code",
      "conflict",
    );
  });

  it("has another secret after a rotation, and is the same token", async () => {
    const { token, secret } = await issue();

    const rotated = await tokens().rotate(token.id);

    expect(rotated.secret).to.not.equal(secret);
    expect(rotated.token).to.deep.equal({
      ...token,
      hash_prefix: hashOf(rotated.secret).slice(0, 12),
    });
  });

  it("overlaps with its last secret for a week at most", async () => {
    const { token } = await issue();

    for (const overlapMs of [-1, NaN, 8 * 86_400_000])
      expect(await failureOf(tokens().rotate(token.id, overlapMs))).to.have.property(
        "code",
        "invalid_input",
      );
  });

  it("stays listed when it is revoked, and stays revoked", async () => {
    const { token } = await issue();

    const revoked = await tokens().revoke(token.id);

    expect(revoked).to.deep.include({ status: "revoked" });
    expect(await tokens().revoke(token.id)).to.deep.equal(revoked);
    expect(await tokens().list(token.user_id)).to.deep.include(revoked);
    for (const again of [tokens().rotate(token.id), tokens().change(token.id, { expires: "30d" })])
      expect(await failureOf(again)).to.have.property("code", "conflict");
  });

  it("has no rights any more when it is revoked, for whoever reads the database", async () => {
    const { token } = await issue({ rights: "chosen", chosen: { rules: { all: "allow" } } });

    const revoked = await tokens().revoke(token.id);

    expect(revoked).to.include({ rights: "none" });
    expect(revoked).to.not.have.property("chosen");
  });

  it("may be of rules with conditions, a scope and limits, as they were written", async () => {
    const until = Date.now() + 60_000;
    const chosen = {
      rules: [{ target: "effect:read", decision: "allow", until }],
      scope: [{ select: "area:kitchen", access: "see", when: { weekdays: ["mon"] } }],
      limits: [{ name: "Few", service: "light.*", max_targets: 3 }],
    } as const;

    const { token, secret } = await issue({ rights: "chosen", chosen });
    const { rights } = await house.access.authenticate(secret, { door: "rest", address: "::1" });

    expect(token.chosen).to.deep.equal(chosen);
    expect(rights.limits.map(({ name }) => name)).to.deep.equal(["Few"]);
    expect(rights.token).to.deep.equal([
      {
        ...{ name: "token: effect:read", target: { kind: "effect", effect: "read" } },
        decision: "allow",
      },
    ]);
  });

  it("is shown as frozen while it is, and not by whom", async () => {
    const { token } = await issue();
    const by = { id: house.people.admin.user.id, username: "admin" };
    await house.access.freeze.freeze({ kind: "token", id: token.id }, by);

    const frozen = await tokens().get(token.id);
    const { known: _known, ...rest } = token;

    expect(frozen && shownOf(frozen)).to.deep.equal({ ...rest, frozen: true });
    expect(shownOf(token)).to.deep.equal(rest);
  });

  it("stays revoked when another process changes it at the same time", async () => {
    const { token } = await issue();

    await Promise.all([
      house.store.tokens.change(token.id, { revoked_at: 1 }),
      house.store.tokens.change(token.id, { name: "flows" }),
    ]);

    expect(await tokens().get(token.id)).to.deep.include({ status: "revoked", name: "flows" });
  });

  it("is expired after its time, and cannot be rotated then", async () => {
    const { token } = await issue({ expires: "1h" });
    const later = Date.now() + 3_601_000;
    house.clock.now = () => later;

    expect(await tokens().get(token.id)).to.have.property("status", "expired");
    expect(await failureOf(tokens().rotate(token.id))).to.have.property("code", "conflict");
    const longer = await tokens().change(token.id, { expires: "30d" });
    expect(longer.status).to.equal("active");
  });

  it("is gone when it is deleted", async () => {
    const { token } = await issue();

    await tokens().delete(token.id);

    expect(await tokens().get(token.id)).to.equal(undefined);
    for (const again of [
      () => tokens().delete(token.id),
      () => tokens().revoke(token.id),
      () => tokens().rotate(token.id),
      () => tokens().change(token.id, {}),
      () => tokens().delete("nul \0"),
    ])
      expect(await failureOf(again())).to.have.property("code", "not_found");
  });

  describe("introspected", () => {
    it("is active, with all that may be known of it", async () => {
      const { token, secret } = await issue();

      expect(await tokens().introspect(secret)).to.deep.equal({ active: true, token });
    });

    it("is malformed or unknown, with nothing to know", async () => {
      expect(await tokens().introspect("vst_x")).to.deep.equal({
        ...{ active: false, reason: "malformed" },
      });
      expect(await tokens().introspect(createSecret())).to.deep.equal({
        ...{ active: false, reason: "unknown" },
      });
    });

    it("is revoked or expired, and which one it was", async () => {
      const [revoked, expired] = [await issue(), await issue({ name: "short", expires: "1h" })];
      await tokens().revoke(revoked.token.id);
      const later = Date.now() + 3_601_000;
      house.clock.now = () => later;

      for (const [reason, { secret, token }] of Object.entries({ revoked, expired })) {
        const { token: known, ...rest } = await tokens().introspect(secret);
        expect(rest).to.deep.equal({ active: false, reason });
        expect(known).to.deep.include({ id: token.id, status: reason });
      }
    });

    it("is unknown by its last secret, unless they overlap", async () => {
      const { token, secret } = await issue();

      await tokens().rotate(token.id, 60_000);
      expect(await tokens().introspect(secret)).to.have.property("active", true);
      await tokens().rotate(token.id);

      expect(await tokens().introspect(secret)).to.have.property("reason", "unknown");
    });
  });
});
