import { expect } from "chai";
import type { LiveEvent } from "../../shared/views.ts";
import { askApi } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

describe("The live stream", () => {
  let doors: Doors;
  const open: AbortController[] = [];
  before(async () => {
    doors = await startDoors();
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.abort();
  });
  after(() => doors.close());

  /** Reads until the stream ends; it is live once it has spoken. */
  async function listen(headers: Readonly<Record<string, string>>) {
    const stop = new AbortController();
    open.push(stop);
    const answer = await fetch(`${doors.url}/api/events`, { headers, signal: stop.signal });
    const events: LiveEvent[] = [];
    const stream = { answer, events, hasEnded: false, stop: () => stop.abort() };
    const read = async () => {
      let rest = "";
      for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
        // of undici's own type
        const blocks = (rest + Buffer.from(part).toString()).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks)
          if (block.startsWith("data: ")) events.push(JSON.parse(block.slice(6)) as LiveEvent); // our own
      }
    };
    void read()
      .catch(() => undefined)
      .finally(() => (stream.hasEnded = true));
    if (answer.ok) await until("the stream is live", () => events.length >= 2);
    return stream;
  }
  const withToken = (secret: string) => listen({ Authorization: `Bearer ${secret}` });
  const toolsOf = (events: readonly LiveEvent[]) =>
    events.flatMap((event) => (event.type === "audit" ? [event.entry.tool] : []));
  const rest = (secret: string, tool: string, body: object = {}) =>
    doors.http.post(`/rest/${tool}`).auth(secret, { type: "bearer" }).send(body);

  it("begins by asking to read anew, and with how the home is", async () => {
    const { admin, resident } = doors.people;

    const [asAdmin, asResident] = await Promise.all([
      withToken(admin.secret),
      withToken(resident.secret),
    ]);

    expect(asAdmin.answer.headers.get("content-type")).to.include("text/event-stream");
    expect(asAdmin.events.map(({ type }) => type)).to.deep.equal(["rights_changed", "home"]);
    expect(asAdmin.events[1]).to.have.nested.property("home.entities");
    expect(asResident.events[1]).to.have.nested.property("home.state", "ready");
    expect(asResident.events[1]).to.not.have.nested.property("home.entities");
  });

  promise("audit.privacy", "in the live stream", async () => {
    const { admin, resident, viewer } = doors.people;
    const [own, others, strangers] = [
      await withToken(resident.secret),
      await withToken(admin.secret),
      await withToken(viewer.secret),
    ];

    await rest(resident.secret, "get_entity", { entities: ["light.kitchen_ceiling"] });
    await until("both heard of it", () =>
      [own, others].every(({ events }) => toolsOf(events).includes("get_entity")),
    );

    const entryOf = ({ events }: { readonly events: readonly LiveEvent[] }) =>
      events.find((event) => event.type === "audit" && event.entry.tool === "get_entity");
    expect(entryOf(own)).to.have.nested.property("entry.arguments");
    expect(entryOf(others)).to.have.nested.property("entry.username", "resident");
    expect(entryOf(others)).to.not.have.nested.property("entry.arguments");
    expect(toolsOf(strangers.events)).to.deep.equal([]);
  });

  it("shows nobody what was judged", async () => {
    const { resident } = doors.people;
    const own = await withToken(resident.secret);

    await rest(resident.secret, "set_light", { targets: ["light.kitchen_ceiling"], on: true });
    await until("it is told", () => toolsOf(own.events).includes("set_light"));

    expect(JSON.stringify(own.events)).to.not.include("deeds");
  });

  it("follows the rights of who listens", async () => {
    const { access, people } = doors;
    const person = await access.users.create({
      ...{ username: "temp", password: "correct horse", role: "admin" },
    });
    const wish = { name: "x", rights: "same", doors: ["api"] } as const;
    const { secret } = await access.tokens.create(person.id, wish);
    const stream = await withToken(secret);
    const changes = () => stream.events.filter(({ type }) => type === "rights_changed").length;
    const before = changes();

    await access.users.change(person.id, { role: "viewer" });
    await rest(people.resident.secret, "whoami");
    await until("it was told", () => changes() > before);
    const own = await askApi(doors, "GET /api/audit/export", secret, { query: { format: "json" } });
    await until("their own is told", () => toolsOf(stream.events).includes("audit.export"));

    expect(own.status).to.equal(200);
    expect(toolsOf(stream.events)).to.not.include("whoami");
  });

  it("ends with its token", async () => {
    const { access, people } = doors;
    const wish = { name: "short", rights: "same", doors: ["api"] } as const;
    const { token, secret } = await access.tokens.create(people.viewer.user.id, wish);
    const stream = await withToken(secret);

    await access.tokens.revoke(token.id);

    await until("the stream ends", () => stream.hasEnded, 1_500);
  });

  it("ends when its token has expired, though nothing changed", async () => {
    const { access, people, clock } = doors;
    const wish = { name: "hour", rights: "same", doors: ["api"], expires: "1h" } as const;
    const { secret } = await access.tokens.create(people.viewer.user.id, wish);
    const stream = await withToken(secret);

    clock.now = () => Date.now() + 2 * 3_600_000;
    await until("the stream ends", () => stream.hasEnded, 2_500);
    clock.now = Date.now;
  });

  it("is there for a browser, and ends when it signs out", async () => {
    const browser = await signIn(doors, "resident");
    const stream = await listen(browser.headers());

    await askApi(doors, "POST /api/auth/logout", browser);

    expect(stream.answer.status).to.equal(200);
    await until("the stream ends", () => stream.hasEnded, 1_500);
  });

  it("is there for nobody who is not known, nor for a token without the door", async () => {
    const { access, people } = doors;
    const wish = { name: "rest only", rights: "same", doors: ["rest"] } as const;
    const { secret } = await access.tokens.create(people.viewer.user.id, wish);

    expect((await listen({})).answer.status).to.equal(401);
    expect((await withToken(secret)).answer.status).to.equal(403);
  });

  it("tells of a home that goes away", async () => {
    const stream = await withToken(doors.people.viewer.secret);

    await doors.home.close();

    await until("it is told", () =>
      stream.events.some((event) => event.type === "home" && event.home.state === "away"),
    );
  });

  it("is there ten times for one user, and not more", async () => {
    const { guest } = doors.people;
    for (let count = 0; count < 10; count += 1) await withToken(guest.secret);

    const { answer } = await withToken(guest.secret);
    const others = await withToken(doors.people.viewer.secret);

    expect(answer.status).to.equal(429);
    expect(others.answer.status).to.equal(200);
  });
});
