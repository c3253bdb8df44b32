import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import type { Rights } from "../../server/policy/rules.ts";
import { AppError } from "../../server/errors.ts";
import { watchOpen, type OpenWatch } from "../../server/mcp/watch.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { makePrincipal } from "../support/principals.ts";
import { until } from "../support/until.ts";

const shelf = { read: ["find_entities"], bare: ["whoami"] };

describe("the watch over what is open", () => {
  let watch: OpenWatch;
  let now: number;
  let asked: string[];
  let dead: Set<string>;
  let rights: Map<string, keyof typeof shelf>;
  let leavesAt: number | undefined;
  let replaced: string | undefined;
  let expiresAt: number | undefined;
  let breaks: Error | undefined;
  let changed: () => void;
  const { log, lines } = createKeptLog();

  const rightsOf = (key: keyof typeof shelf): Rights => ({ ...makePrincipal().rights, key });
  const somebody = (id: string, more: object = {}): Principal => ({
    ...makePrincipal({ token: { id, ...more } }),
    rights: rightsOf("read"),
  });

  beforeEach(() => {
    now = 1_000;
    asked = [];
    dead = new Set();
    rights = new Map();
    [leavesAt, replaced, expiresAt, breaks] = [undefined, undefined, undefined, undefined];
    lines.length = 0;
    const lists = new Map<string, { readonly name: string }[]>();
    watch = watchOpen({
      access: {
        isAlive: ({ token }) => Promise.resolve(!dead.has(token?.id ?? "person")),
        onChange: (listener) => {
          changed = listener;
          return () => undefined;
        },
        principalOf: (who) => {
          const id = "tokenId" in who ? who.tokenId : "person";
          asked.push(id);
          if (breaks !== undefined) return Promise.reject(breaks);
          const more = {
            ...(replaced === undefined ? {} : { hashPrefix: replaced }),
            ...(expiresAt === undefined ? {} : { expiresAt }),
          };
          const fresh = { ...somebody(id, more), rights: rightsOf(rights.get(id) ?? "read") };
          if (id !== "person") return Promise.resolve(fresh);
          const { token: _, ...person } = fresh;
          return Promise.resolve(person);
        },
        users: {
          get: () => Promise.resolve(leavesAt === undefined ? undefined : { expires_at: leavesAt }),
        } as never, // all that is asked of it
      },
      gateway: {
        visibleTools: ({ key }) => {
          const known =
            lists.get(key) ?? shelf[key as keyof typeof shelf].map((name) => ({ name })); // as rightsOf makes them
          lists.set(key, known);
          return known as never; // names are all that is read of it
        },
      },
      log,
      now: () => now,
    });
  });
  afterEach(() => watch.close());

  const open = (principal: Principal) => {
    const seen = { told: 0, ended: 0 };
    const close = watch.add({
      principal,
      tell: () => (seen.told += 1),
      end: () => (seen.ended += 1),
    });
    return { seen, close };
  };

  it("ends what is open of a token that expires, though nothing is announced", async () => {
    const [short, long] = [open(somebody("short", { expiresAt: 2_000 })), open(somebody("long"))];
    expiresAt = undefined;

    now = 2_000;
    await until("the end", () => short.seen.ended > 0);

    expect([short.seen.ended, long.seen.ended]).to.deep.equal([1, 0]);
  });

  it("ends what is open of a guest whose stay is over", async () => {
    leavesAt = 5_000;
    const guest = open(somebody("guest"));
    await until("the first look", () => asked.length > 0);

    now = 5_000;
    await until("the end", () => guest.seen.ended > 0);

    expect(guest.seen).to.deep.equal({ told: 0, ended: 1 });
  });

  it("lets who was given more time stay", async () => {
    expiresAt = 9_000;
    const { seen } = open(somebody("longer", { expiresAt: 2_000 }));
    changed();
    await until("the look", () => asked.length > 0);

    now = 8_000;
    changed();
    await until("another look", () => asked.length > 1);

    expect(seen.ended).to.equal(0);
  });

  it("tells those alone whose list of tools is another one", async () => {
    const [anna, ben] = [open(somebody("anna")), open(somebody("ben"))];
    rights.set("anna", "bare");

    changed();
    await until("the news", () => anna.seen.told > 0);
    changed();
    await until("another look", () => asked.length >= 4);

    expect([anna.seen, ben.seen]).to.deep.equal([
      { told: 1, ended: 0 },
      { told: 0, ended: 0 },
    ]);
  });

  it("finds without being told that the hour took a right away", async () => {
    const { seen } = open(somebody("anna"));
    await until("the first look", () => asked.length > 0);

    rights.set("anna", "bare");
    await until("the news", () => seen.told > 0);

    expect(seen).to.deep.equal({ told: 1, ended: 0 });
  });

  it("looks more often at a secret that was replaced: only the database knows its end", async () => {
    replaced = "fedcba987654";
    const { seen } = open(somebody("rotated"));
    await until("the first look", () => asked.length > 0);

    dead.add("rotated");
    await until("the end", () => seen.ended > 0);

    expect(seen.ended).to.equal(1);
  });

  it("knows people without a token", async () => {
    const { token: _, ...person } = somebody("");
    const { seen } = open(person);
    rights.set("person", "bare");

    changed();
    await until("the news", () => seen.told > 0);

    expect(asked).to.deep.equal(["person"]);
  });

  it("asks once for all that one token has open, and not for what is closed", async () => {
    const [first, second] = [open(somebody("anna")), open(somebody("anna"))];
    const gone = open(somebody("ben"));
    gone.close();
    gone.close();
    first.close();

    changed();
    await until("the look", () => asked.length > 0);

    expect(asked).to.deep.equal(["anna"]);
    expect(second.seen).to.deep.equal({ told: 0, ended: 0 });
  });

  it("looks once more after a burst of changes", async () => {
    open(somebody("anna"));

    for (let i = 0; i < 50; i += 1) changed();
    await until("both looks", () => asked.length >= 2);
    await new Promise((resolve) => setImmediate(resolve));

    expect(asked).to.have.length(2);
  });

  it("tells the log of what it cannot find out, and nobody of who is gone by then", async () => {
    const { seen } = open(somebody("anna"));
    breaks = new AppError("not_found", "There is no such token.");
    changed();
    await until("the look", () => asked.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).to.deep.equal([]);

    breaks = new Error("disk");
    changed();
    await until("the line", () => lines.length > 0);

    expect(lines.join("")).to.include("could not look after what is open");
    expect(seen).to.deep.equal({ told: 0, ended: 0 });
  });
});
