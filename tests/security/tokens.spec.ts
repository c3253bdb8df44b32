import { expect } from "chai";
import type { TokenRequest } from "../../server/access/tokens/token.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("Tokens in the wrong hands", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const issue = (request: TokenRequest, role: "resident" | "editor" = "resident") =>
    doors.access.tokens.create(doors.people[role].user.id, { doors: ["api"], ...request });
  const ask = (method: "get" | "post" | "patch" | "delete", path: string, secret: string) =>
    doors.http[method](`/api/tokens${path}`).auth(secret, { type: "bearer" });

  describe("a secret that was rotated away and still overlaps", () => {
    let id: string;
    let old: string;

    before(async () => {
      const issued = await issue({ name: "rotated", rights: "same" });
      [id, old] = [issued.token.id, issued.secret];
      await doors.access.tokens.rotate(id, 60_000);
    });

    it("cannot be rotated to one that stays", async () => {
      const answer = await ask("post", `/${id}/rotate`, old).send({});

      expect(answer.status).to.equal(403);
    });

    it("cannot make a token that outlives it", async () => {
      const [staying, ending] = [
        await ask("post", "", old).send({ name: "stays", doors: ["api"], expires: "never" }),
        await ask("post", "", old).send({ name: "too long", doors: ["api"], expires: "12h" }),
      ];

      expect([staying.status, ending.status]).to.deep.equal([403, 403]);
    });

    it("makes one that ends with it when nothing is said of an end", async () => {
      const answer = await ask("post", "", old).send({ name: "as long", rights: "same" });

      expect(answer.status).to.equal(201);
      const { expires_at } = answer.body as { expires_at: number };
      expect(expires_at).to.be.within(Date.now(), Date.now() + 60_000);
    });
  });

  describe("one without rights, at the API", () => {
    let secret: string;
    let own: string;
    let other: string;

    before(async () => {
      const none = await issue({ name: "nothing", rights: "none" });
      const same = await issue({ name: "everything", rights: "same" });
      [secret, own, other] = [none.secret, none.token.id, same.token.id];
    });

    it("sees itself, and none of its user's wider tokens", async () => {
      const listed = await ask("get", "", secret);

      const { tokens } = listed.body as { tokens: readonly { id: string }[] };
      expect(tokens.map(({ id }) => id)).to.deep.equal([own]);
    });

    it("cannot change, revoke or delete them", async () => {
      const statuses = [
        await ask("patch", `/${other}`, secret).send({ rights: "none" }),
        await ask("post", `/${other}/revoke`, secret),
        await ask("delete", `/${other}`, secret),
      ].map(({ status }) => status);

      expect(statuses).to.deep.equal([404, 404, 404]);
      expect(await doors.access.tokens.get(other)).to.include({ status: "active", rights: "same" });
    });

    it("learns nothing of them by their secret", async () => {
      const { secret: found } = await issue({ name: "found", rights: "same" });

      const answer = await ask("post", "/introspect", secret).send({ token: found });

      expect(answer.body).to.deep.equal({ active: true });
    });

    it("may still end itself", async () => {
      const one = await issue({ name: "leaving", rights: "none" });

      const answer = await ask("post", `/${one.token.id}/revoke`, one.secret);

      expect(answer.body).to.include({ status: "revoked" });
    });
  });

  it("are there after a change of nothing", async () => {
    const { token, secret } = await issue({ name: "same as before", rights: "same" });

    const answer = await ask("patch", `/${token.id}`, secret).send({});

    expect(answer.body).to.include({ id: token.id, name: "same as before" });
  });

  it("cannot fill the disk with what they are refused, nor keep their user from ending them", async () => {
    const noisy = await issue({ name: "noisy", rights: "none" }, "editor");
    const { secret } = await issue({ name: "calm", rights: "same" }, "editor");
    const statuses = new Set<number>();
    for (let i = 0; i < 110; i += 1)
      statuses.add((await ask("post", "", noisy.secret).send({ name: 7 })).status);

    const refused = await ask("post", "", noisy.secret).send({ name: 7 });
    const ended = await ask("post", `/${noisy.token.id}/revoke`, secret);

    expect([...statuses]).to.deep.equal([422, 429]);
    expect(refused.body)
      .to.have.nested.property("error.hint")
      .that.matches(/^Wait \d+ seconds/);
    expect(refused.headers).to.have.property("retry-after");
    expect(ended.body).to.include({ status: "revoked" });
  });
});
