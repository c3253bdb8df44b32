import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi } from "../support/ask-api.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { makeEntry } from "../support/entries.ts";

type Query = Api["GET /api/statistics"]["query"];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const midnight = Date.UTC(2026, 10, 20);

describe("The statistics, as the API shows them", () => {
  let doors: Doors;
  let little: string;
  before(async () => {
    doors = await startDoors();
    const { access, people, store } = doors;
    const { resident, viewer } = people;
    const wish = { name: "little", rights: "none", doors: ["api"] } as const;
    const narrow = await access.tokens.create(resident.user.id, wish);
    little = narrow.secret;
    const ofResident = { user_id: resident.user.id, token_id: resident.token.id, duration_ms: 1.4 };
    const ofViewer = { user_id: viewer.user.id, token_id: viewer.token.id };
    await store.audit.write([
      makeEntry({ at: midnight + 1, ...ofResident, tool: "get_entity" }),
      makeEntry({ at: midnight + 2, ...ofResident, tool: "set_lock", status: "refused" }),
      makeEntry({ at: midnight + hourMs, ...ofResident, tool: "set_lock", status: "interrupted" }),
      makeEntry({ at: midnight + dayMs, ...ofViewer, tool: "get_entity", door: "mcp" }),
      makeEntry({ at: midnight + 3, user_id: resident.user.id, token_id: narrow.token.id }),
      makeEntry({ at: midnight + 4, user_id: "gone", token_id: "gone" }),
      makeEntry({ at: midnight + 5, user_id: resident.user.id, kind: "security" }),
    ]);
  });
  after(() => doors.close());

  const range = { from: midnight, to: midnight + 2 * dayMs };
  const count = async (secret: string, query: Query = {}) =>
    (await askApi(doors, "GET /api/statistics", secret, { query: { ...range, ...query } })).reply;
  const keysOf = async (secret: string, by: NonNullable<Query["by"]>) =>
    (await count(secret, { by, step: "day" })).rows.map(({ key, calls }) => [key, calls]);

  it("count calls by the hour or by the day, and what became of them", async () => {
    const { resident } = doors.people;

    const byHour = await count(resident.secret);
    const byDay = await count(resident.secret, { step: "day" });

    expect(byHour).to.deep.equal({
      ...range,
      rows: [
        { at: midnight, calls: 3, refused: 1, failed: 0, duration_ms: 3 },
        { at: midnight + hourMs, calls: 1, refused: 0, failed: 1, duration_ms: 1 },
      ],
    });
    expect(byDay.rows).to.deep.equal([
      { at: midnight, calls: 4, refused: 1, failed: 1, duration_ms: 4 },
    ]);
  });

  it("are everybody's for an admin, under the names that people know", async () => {
    const { secret } = doors.people.admin;

    expect(await keysOf(secret, "user")).to.have.deep.members([
      ["resident", 4],
      ["gone", 1],
      ["viewer", 1],
    ]);
    expect(await keysOf(secret, "token")).to.have.deep.members([
      ["laptop (resident)", 3],
      ["little (resident)", 1],
      ["gone", 1],
      ["laptop (viewer)", 1],
    ]);
    expect(await keysOf(secret, "door")).to.deep.equal([
      ["rest", 5],
      ["mcp", 1],
    ]);
  });

  it("are one's own for everybody else, and for a narrow token what it did itself", async () => {
    const { resident } = doors.people;

    expect(await keysOf(resident.secret, "user")).to.deep.equal([["resident", 4]]);
    expect(await keysOf(resident.secret, "token")).to.have.deep.members([
      ["laptop", 3],
      ["little", 1],
    ]);
    expect(await keysOf(resident.secret, "tool")).to.deep.equal([
      ["get_entity", 2],
      ["set_lock", 2],
    ]);
    expect(await keysOf(resident.secret, "status")).to.have.deep.members([
      ["completed", 2],
      ["refused", 1],
      ["interrupted", 1],
    ]);
    expect((await count(little)).rows.map(({ calls }) => calls)).to.deep.equal([1]);
  });

  it("are of the last day when nothing else is said", async () => {
    const { status, reply } = await askApi(
      doors,
      "GET /api/statistics",
      doors.people.viewer.secret,
    );

    expect(status).to.equal(200);
    expect(reply.to - reply.from).to.be.within(dayMs, dayMs + hourMs);
    expect(reply.from % hourMs).to.equal(0);
  });

  const refused: [string, Query][] = [
    ["no time at all", { from: midnight + dayMs, to: midnight }],
    ["more than 400 days", { from: 0, to: midnight }],
    ["months by the hour", { from: midnight - 60 * dayMs, to: midnight, step: "hour" }],
  ];
  for (const [title, query] of refused)
    it(`refuse ${title}`, async () => {
      const asked = { query };

      const { status, body } = await askApi(
        ...([doors, "GET /api/statistics", doors.people.admin.secret, asked] as const),
      );

      expect(status).to.equal(422);
      expect(body).to.have.nested.property("error.code", "invalid_input");
    });

  it("are by the day where hours would be too many", async () => {
    const { rows } = await count(doors.people.viewer.secret, { from: midnight - 60 * dayMs });

    expect(rows.map(({ at }) => at)).to.deep.equal([midnight + dayMs]);
  });
});
