// Our own Ingress listener behind both hops, as somebody's browser meets it in Home Assistant's sidebar.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { allRoutes } from "../../../../scripts/rights-table.ts";
import { isRecord } from "../../../../server/record.ts";
import { startDoors, type Doors } from "../../../support/doors.ts";
import { makeEntry } from "../../../support/entries.ts";
import { promise } from "../../../support/promise.ts";
import { until } from "../../../support/until.ts";
import type { CoreUser } from "../parts.ts";
import { askRaw, type Answer, type Wish } from "./support/ask-raw.ts";
import { startChain, type Chain } from "./support/chain.ts";

const supervisor = "127.0.32.2";
const assets = new URL("../../../../server/http/pages/assets/", import.meta.url);
const loaded = /(?:src|href)="((?!https?:)[^"]+)"/g;
const imported = /^import (?:.* from )?"([^"]+)"/gm;

describe("Vestibule behind Ingress", function () {
  // It walks every route, twice.
  this.timeout(30_000);
  let doors: Doors;
  let origin: string;
  let chain: Chain;

  before(async () => {
    doors = await startDoors({ ingressPeer: supervisor });
    origin = new URL(doors.ingress.get("/").url).origin;
    chain = await startChain({
      appPort: Number(new URL(origin).port),
      // It is trusted as a proxy: nobody on loopback has Core's own address.
      coreAddress: supervisor,
      localAddress: supervisor,
    });
  });
  after(async () => {
    await chain.close();
    await doors.close();
  });

  const homeUser = (name: string, username: string | null = name.toLowerCase()): CoreUser => ({
    ...{ id: doors.home.userId(name), username, name },
  });

  /** Somebody's browser, with a session of Ingress. */
  const open = (user: CoreUser) => {
    const cookie = ["Cookie", `ingress_session=${chain.sessions.open(user)}; theme=dark`] as const;
    return (path: string, { fields = [], ...wish }: Wish = {}) =>
      chain.ask(path, {
        ...wish,
        fields: [
          ...[cookie, ["Sec-Fetch-Site", "same-origin"] as const],
          ...(wish.body === undefined ? [] : [["Content-Type", "application/json"] as const]),
          ...fields,
        ],
      });
  };

  const bodyOf = ({ text }: Answer): Readonly<Record<string, unknown>> => {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : {};
  };

  /** The header that a page of ours sends with whatever changes something. */
  const csrfOf = async (ask: ReturnType<typeof open>) =>
    ["X-CSRF-Token", String(bodyOf(await ask("/api/auth/me"))["csrf_token"])] as const;

  /** What no answer may do to Home Assistant's origin. */
  function expectHarmless(answer: Answer, path: string) {
    expect(answer.header("set-cookie"), path).to.equal(undefined);
    expect(answer.header("strict-transport-security"), path).to.equal(undefined);
    expect(answer.header("content-security-policy"), path).not.to.include("upgrade-insecure");
    expect(answer.header("location") ?? "", path).not.to.match(/^(?:\/|[a-z]+:)/);
  }

  it("shows its page in the frame of Home Assistant, and says in it how to read it", async () => {
    const page = await open(homeUser("Alex"))("/");

    expect(page).to.include({ status: 200 });
    expect(page.header("content-type")).to.equal("text/html");
    expect(page.text.slice(0, 1024)).to.include('<meta charset="utf-8" />');
    expect(page.header("content-security-policy")).to.include("frame-ancestors 'self'");
    expect(page.header("x-frame-options")).to.equal("SAMEORIGIN");
    expectHarmless(page, "/");
  });

  it("finds everything that its page loads below the prefix, and never asks twice for it", async () => {
    const ask = open(homeUser("Alex"));
    const base = `${chain.url}${chain.prefix}/`;
    const page = await ask("/");
    const urls = new Set(
      [...page.text.matchAll(loaded)].map(([, url = ""]) => new URL(url, base).href),
    );
    const types = new Set<string>();
    // For imports the set grows while it is walked.
    for (const url of urls) {
      expect(url.startsWith(base), url).to.equal(true);
      const path = url.slice(base.length - 1);
      const answer = await ask(path);
      const again = await ask(path, {
        fields: [["If-None-Match", answer.header("etag") ?? "none"]],
      });
      expect([answer.status, again.status], path).to.deep.equal([200, 304]);
      expectHarmless(answer, path);
      types.add(answer.header("content-type") ?? "");
      if (!path.endsWith(".js")) continue;
      for (const [, name = ""] of answer.text.matchAll(imported)) urls.add(new URL(name, url).href);
    }

    expect([...types]).to.have.members(["image/svg+xml", "text/css", "text/javascript"]);
  });

  it("has no page that asks something in a query, where free text may look like an attack", () => {
    const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
    const asked = scripts
      .map((name) => readFileSync(new URL(name, assets), "utf8"))
      .flatMap((script) => [...script.matchAll(/["`](?:[A-Z]+ )?(api\/[^"`]*)["`]/g)])
      .map(([, address = ""]) => address);

    expect(asked).to.include("api/auth/me");
    expect(asked.filter((address) => address.includes("?"))).to.deep.equal([]);
  });

  it("answers each route of the API as it does without Ingress", async () => {
    const [Alex, Sam] = ["Alex", "Sam"];
    doors.home.addUser({ name: Sam, group_ids: ["system-admin"] });
    const ask = open(homeUser(Alex));
    const sent = { body: JSON.stringify({ nonsense: true }) };
    const json = ["Content-Type", "application/json"] as const;
    const sam = ["X-Remote-User-Id", doors.home.userId(Sam)] as const;
    const plainly = (path: string, wish: Wish) =>
      askRaw(origin, path, {
        ...wish,
        fields: [sam, json, ...(wish.fields ?? [])],
        localAddress: supervisor,
      });
    const csrf = [await csrfOf(ask)];
    const me = await plainly("/api/auth/me", {});
    const plainCsrf = [["X-CSRF-Token", String(bodyOf(me)["csrf_token"])] as const];
    const codeOf = (answer: Answer): unknown => {
      const { error } = bodyOf(answer);
      return [answer.status, isRecord(error) ? error["code"] : "fine"];
    };

    let walked = 0;
    for (const { name } of allRoutes()) {
      const [method = "", route = ""] = name.split(" ");
      // Those two go on: they have specs of their own.
      if (route === "/api/events" || route === "/api/audit/export") continue;
      const path = route.replace(":kind", "entity").replace(":id", "nobody");
      const wish = { method, ...(method === "GET" ? {} : sent) };
      const [through, direct] = await Promise.all([
        ask(path, { ...wish, fields: csrf }),
        plainly(path, { ...wish, fields: plainCsrf }),
      ]);

      expect(codeOf(through), name).to.deep.equal(codeOf(direct));
      expectHarmless(through, name);
      walked += 1;
    }

    expect(walked).to.be.above(60);
  });

  it("knows an admin, a resident, and somebody without a username", async () => {
    const alex = bodyOf(await open(homeUser("Alex"))("/api/auth/me"));
    const robin = bodyOf(await open(homeUser("Robin"))("/api/auth/me"));
    const id = doors.home.addUser({ name: "Kiosk" });
    const kiosk = bodyOf(await open({ id, username: null, name: "Kiosk" })("/api/auth/me"));

    expect(alex).to.include({ name: "Alex", role: "admin", role_from: "home" });
    expect(robin).to.include({ name: "Robin", role: "resident", role_from: "home" });
    expect(kiosk).to.include({ name: "Kiosk", role: "resident" });
  });

  it("reads a name as it is written", async () => {
    const id = doors.home.addUser({ name: "Zoé 🏠" });
    const zoe = await open({ id, username: "zoé", name: "Zoé 🏠" })("/api/auth/me");

    expect(bodyOf(zoe)).to.include({ name: "Zoé 🏠" });
  });

  it("knows the browser's address, whatever was forwarded before", async () => {
    const ask = open(homeUser("Robin"));
    await ask("/api/auth/me", {
      ...{ method: "PATCH", body: JSON.stringify({ email: "robin@example.org" }) },
      fields: [await csrfOf(ask), ["X-Forwarded-For", "203.0.113.9"]],
      localAddress: "127.0.0.77",
    });

    expect((await doors.journal())[0]).to.include({
      ...{ tool: "user.change", username: "robin", address: "127.0.0.77" },
    });
  });

  it("refuses who is switched off in Home Assistant, whose session goes on", async () => {
    doors.home.addUser({ name: "Kim" });
    const ask = open(homeUser("Kim"));
    const before = await ask("/api/auth/me");
    doors.home.updateUser("Kim", { is_active: false });

    await until("Kim is let in no more", async () => (await ask("/api/auth/me")).status === 401);

    expect(before.status).to.equal(200);
  });

  promise("doors.ingress", "through the whole chain", async () => {
    const forged = [
      ["X-Remote-User-Id", doors.home.userId("Alex")],
      ["X-Ingress-Path", chain.prefix],
    ] as const;
    const direct = await askRaw(origin, "/api/auth/me", { fields: forged });
    const through = await open(homeUser("Robin"))("/api/auth/me", { fields: forged });

    expect(direct.status).to.equal(403);
    expect(bodyOf(through)).to.include({ name: "Robin" });
  });

  it("changes nothing without the token of its own page", async () => {
    const ask = open(homeUser("Alex"));
    const body = JSON.stringify({ email: "alex@example.org" });
    const patch = async (fields: Wish["fields"]) =>
      (await ask("/api/auth/me", { method: "PATCH", body, ...(fields && { fields }) })).status;

    expect(await patch([])).to.equal(403);
    expect(await patch([await csrfOf(ask)])).to.equal(200);
  });

  it("makes no token for somebody who only looks", async () => {
    const id = doors.home.addUser({ name: "Visitor" });
    const ask = open({ id, username: "visitor", name: "Visitor" });
    for (const path of ["/", "/api/auth/me", "/api/status", "/api/tokens"]) await ask(path);

    expect(bodyOf(await ask("/api/tokens"))).to.deep.equal({ tokens: [] });
  });

  it("tells live what happens", async () => {
    const ask = open(homeUser("Alex"));
    const { stream, ...events } = await ask("/api/events", {
      isLive: true,
      fields: [["Accept-Encoding", "gzip, deflate, br"]],
    });
    let heard = "";
    stream.setEncoding("utf8").on("data", (text: string) => (heard += text));
    await until("the home is told of", () => heard.includes('"type":"home"'));
    await ask("/api/auth/me", {
      ...{ method: "PATCH", body: JSON.stringify({ email: "live@example.org" }) },
      fields: [await csrfOf(ask)],
    });
    await until("the change is told of", () => heard.includes('"user.change"'));
    stream.destroy();

    expect(events.status).to.equal(200);
    expect(events.header("content-type")).to.equal("text/event-stream");
    expect(events.header("content-encoding")).to.equal(undefined);
  });

  it("sends a long file as it is written", async () => {
    const error = "x".repeat(4_000);
    const at = Date.UTC(2026, 10, 20, 12);
    const entries = Array.from({ length: 1_200 }, (_, index) =>
      makeEntry({ at: at + index, door: "rest", tool: "set_light", error }),
    );
    await doors.store.audit.write(entries);

    const file = await open(homeUser("Alex"))("/api/audit/export?format=jsonl&door=rest");

    expect(file.status).to.equal(200);
    expect(file.header("content-disposition")).to.match(/^attachment; filename="vestibule-audit-/);
    expect(file.header("content-length")).to.equal(undefined);
    expect(file.body.length).to.be.above(4_194_000);
    expect(file.text.trimEnd().split("\n")).to.have.length(1_200);
  });
});
