import { expect } from "chai";
import { PassThrough } from "node:stream";
import type { Response } from "express";
import { exportRoutes } from "../../server/http/api/audit-export.ts";
import type { Exchange } from "../../server/http/api/route.ts";
import { startAccess } from "../support/access.ts";
import { askApi } from "../support/ask-api.ts";
import { signIn, usualPassword, type Browser } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { failureOf } from "../support/failure.ts";
import { makePrincipal } from "../support/principals.ts";

describe("What is too much", () => {
  let doors: Doors;
  let admin: Browser;

  before(async () => {
    doors = await startDoors({ trusted_proxies: ["127.0.0.1"] });
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const rule = { target: "all", decision: "allow" };
  const permissions = (count: number) => ({
    ...{ rules: Array.from({ length: count }, () => rule), scope: [], limits: [] },
  });
  const deep = (levels: number) => `{"rules":${"[".repeat(levels)}${"]".repeat(levels)}}`;

  for (const [what, body, status] of [
    ["ten megabytes", JSON.stringify({ rules: "x".repeat(10_000_000) }), 413],
    ["ten thousand rules", JSON.stringify(permissions(10_000)), 422],
    ["five hundred and one rules", JSON.stringify(permissions(501)), 422],
    ["a hundred thousand brackets", deep(100_000), 422],
    ["as many brackets as are taken", deep(60), 422],
    ["a hundred thousand names", `{${'"a":1,'.repeat(100_000)}"b":1}`, 422],
    ["a name of a megabyte", JSON.stringify({ ["x".repeat(1_000_000)]: 1 }), 422],
    ["a number without end", `{"rules":1e${"9".repeat(100_000)}}`, 422],
    ["half of a body", '{"rules":[', 400],
    ["bytes that are no text", "\ufffe\u0000", 400],
  ] as const)
    it(`is refused as permissions, with a sentence and little to write down: ${what}`, async () => {
      const answer = await doors.http
        .put(`/api/permissions/users/${doors.people.guest.user.id}`)
        .set({ ...admin.headers(), "Content-Type": "application/json" })
        .send(body);
      const [entry] = await doors.journal();

      expect(answer.status).to.equal(status);
      expect(answer.body).to.have.nested.property("error.hint").that.is.a("string");
      expect(answer.text.length).to.be.below(2_000);
      expect(entry).to.include({ tool: "permissions.change", status: "refused" });
      expect(JSON.stringify(entry).length).to.be.below(50_000);
    });

  it("is read of nobody who is not known", async () => {
    const body = { username: "x".repeat(2_000_000), password: "x" };

    const login = await doors.http.post("/api/auth/login").send(body);
    const change = await doors.http.put("/api/permissions/defaults").send(body);

    expect([login.status, change.status]).to.deep.equal([413, 401]);
  });

  it("is no work for the patterns of names, addresses and languages", async () => {
    const hostile = [
      ...["a@".repeat(126), "@".repeat(254), `${" ".repeat(252)}@`, `a@${"b.".repeat(125)}`],
      ...["-".repeat(50), "a".repeat(49) + "!", "a-".repeat(40), "\u0301".repeat(50)],
    ];
    for (const text of hostile)
      for (const field of ["email", "language", "name", "username", "expires"]) {
        const wish = { username: "somebody", password: usualPassword, [field]: text };
        const { status } = await doors.http.post("/api/users").set(admin.headers()).send(wish);
        expect(status, `${field} ${text}`).to.be.oneOf([201, 409, 422]);
      }
    const header = await doors.http
      .options("/api/auth/me")
      .set({ Origin: doors.url, "Access-Control-Request-Method": "GET" })
      .set("Access-Control-Request-Headers", `${"a ".repeat(4_000)},`);
    expect(header.headers).to.not.have.property("access-control-allow-headers");
  });

  it("is what nobody can have written down without end: exports of a token without rights", async () => {
    const wish = { name: "greedy", rights: "none", doors: ["api"] } as const;
    const { secret } = await doors.access.tokens.create(doors.people.viewer.user.id, wish);
    const query = { format: "jsonl", kind: "call" };
    const statuses = new Map<number, number>();
    for (let i = 0; i < 110; i += 1) {
      const { status } = await askApi(doors, "GET /api/audit/export", secret, { query });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }

    expect([...statuses]).to.deep.equal([
      [200, 100],
      [429, 10],
    ]);
  });
});

describe("Tokens that make tokens", () => {
  it("make no more than a hundred of one user", async () => {
    const house = await startAccess();
    const { access, people } = house;
    try {
      const make = (at: number) => access.tokens.create(people.guest.user.id, { name: `no ${at}` });
      for (let at = 1; at < 100; at += 1) await make(at);

      const failure = await failureOf(make(100));
      await access.tokens.delete(people.guest.token.id);

      expect(failure).to.include({ code: "conflict" });
      expect((await make(101)).token).to.include({ status: "active" });
    } finally {
      await house.close();
    }
  });
});

describe("An export that its reader draws out", () => {
  /** Two pages; between them `happen`. */
  async function drawOut(happen: (house: { isAlive: boolean; role: string }) => void) {
    const house = { isAlive: true, role: "admin" };
    const asker = makePrincipal({ role: "admin" });
    const seen: string[] = [];
    const [route] = exportRoutes({
      tools: [],
      audit: { event: () => Promise.resolve("vst-1") },
      access: {
        isAlive: () => Promise.resolve(house.isAlive),
        principalOf: () => Promise.resolve(makePrincipal({ role: house.role })),
      },
      auditLog: {
        get: () => Promise.resolve(undefined),
        find: ({ sight }) => {
          seen.push(sight?.calls ?? "everything");
          happen(house);
          return Promise.resolve({
            entries: [],
            has_more: true,
            ...(seen.length < 3 && { next: "more" }),
          });
        },
      },
    });
    const response = Object.assign(new PassThrough(), { setHeader: () => undefined });
    const exchange = {
      takeResponse: () => response as unknown as Response, // what the route uses of it
      signal: new AbortController().signal,
    } as Exchange; // and of this
    const failure: unknown = await route?.run({ query: { format: "jsonl" } }, asker, exchange).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { seen, failure };
  }

  it("is cut when who asked is let in no more", async () => {
    const { seen, failure } = await drawOut((house) => (house.isAlive = false));

    expect(seen).to.deep.equal(["outlined"]);
    expect(failure).to.include({ code: "not_authenticated" });
  });

  it("goes on with the rights of now", async () => {
    const { seen, failure } = await drawOut((house) => (house.role = "viewer"));

    expect(seen).to.deep.equal(["outlined", "none", "none"]);
    expect(failure).to.equal(undefined);
  });
});
