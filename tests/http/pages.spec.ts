import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { signIn, throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const folder = new URL("../../server/http/pages/", import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith(".html"));

describe("Pages", () => {
  let doors: Doors;

  before(async () => {
    doors = await startDoors({ public_url: "https://home.example.org/vestibule" });
  });
  after(() => doors.close());

  for (const name of pages)
    describe(name, () => {
      const html = readFileSync(new URL(name, folder), "utf8");

      it("has nothing inline, which the policy would not run", () => {
        expect(html).not.to.match(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i);
      });

      it("loads by relative addresses, so that it works below any prefix", () => {
        const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url ?? "");

        expect(loaded).not.to.be.empty;
        for (const url of loaded) expect(url).not.to.match(/^(?:\/|[a-z]+:)/i);
      });

      it("names every field, and tells what keeps passwords which is which", () => {
        for (const [field] of html.matchAll(/<input[^>]*>/g)) {
          const before = html.slice(0, html.indexOf(field));
          expect(before.lastIndexOf("<label>"), field).to.be.above(before.lastIndexOf("</label>"));
          expect(field).to.match(/autocomplete="[a-z-]+"/);
        }
      });

      it("says aloud what goes wrong with a form", () => {
        if (html.includes("<form")) expect(html).to.match(/<p id="error" [^>]*role="alert"/);
      });

      it("says its characters and its language, and fits a phone", () => {
        expect(html).to.include('<meta charset="utf-8" />').and.include('<html lang="en">');
        expect(html).to.include("width=device-width");
      });
    });

  it("say where to connect, by the address that was given", async () => {
    const { text, headers } = await doors.http.get("/");

    expect(headers["content-type"]).to.include("text/html");
    expect(text).to.include("https://home.example.org/vestibule/mcp");
    expect(text).to.include("claude mcp add --transport http vestibule");
    expect(text).not.to.include("{{");
  });

  it("say where to connect by the address that was asked, when none was given", async () => {
    const plain = await startDoors();
    try {
      const { text } = await plain.http.get("/").set("Host", "homeassistant.local:7180");

      expect(text).to.include("http://homeassistant.local:7180/mcp");
    } finally {
      await plain.close();
    }
  });

  it("come with everything they load, on both listeners", async () => {
    for (const [listener, path] of [
      [doors.http, "/"],
      [doors.http, "/sign-in"],
      [doors.http, "/register"],
      [doors.http, "/rest/docs"],
      [doors.ingress, "/"],
    ] as const) {
      const { text } = await listener.get(path);
      const loaded = namedIn(text, path);

      expect(loaded).not.to.be.empty;
      for (const pathname of loaded) {
        const answer = await listener.get(pathname);
        const onward = pathname === "/auth/home" ? 302 : 200;
        expect(answer.status, pathname).to.equal(onward);
        if (!pathname.startsWith("/assets/") || !pathname.endsWith(".js")) continue;
        // For their imports the set grows while it is walked.
        for (const imported of importedIn(answer.text, pathname)) loaded.add(imported);
      }
    }
  });

  describe("to sign in and to register", () => {
    for (const path of ["/sign-in", "/register"]) {
      it(`are the same for everybody at ${path}, kept by no cache and read in no frame`, async () => {
        const html = readFileSync(new URL(`${path.slice(1)}.html`, folder), "utf8");
        const { user } = doors.people.admin;
        const { secret } = await doors.access.invitations.create(user.id, { role: "resident" });
        const browser = await signIn(doors, "resident");

        // Nobody sends the secret: should somebody, it comes back in nothing.
        const answer = await doors.http.get(`${path}?${secret}`).set(browser.headers());

        expect(answer.text).to.equal(html).and.include('content="noindex"');
        expect(answer.headers).to.include({
          "cache-control": "no-store",
          "referrer-policy": "no-referrer",
          "x-frame-options": "DENY",
        });
        expect(answer.headers["content-security-policy"])
          .to.include("script-src 'self';")
          .and.include("form-action 'none'")
          .and.not.include("unsafe");
      });

      it(`are found at ${path} with a slash too, which their addresses do not know`, async () => {
        const { status, headers } = await doors.http.get(`${path}/`);

        expect(status).to.equal(308);
        expect(new URL(headers["location"] ?? "", `http://host${path}/`).pathname).to.equal(path);
      });
    }

    it("are not there through Ingress, whose page leads to none of them", async () => {
      const { text } = await doors.ingress.get("/");
      for (const path of ["/sign-in", "/register", "/auth/home"])
        expect((await doors.ingress.get(path)).status, path).to.equal(404);

      expect(text).not.to.match(/href="(?:sign-in|register|auth)/);
    });
  });

  it("know on which listener they are, and nothing of who asks", async () => {
    const browser = await signIn(doors, "resident");
    const robin = await throughIngress(doors, "Robin");

    const plain = await doors.http.get("/");
    const known = await doors.http.get("/").set(browser.headers());
    const sidebar = await doors.ingress.get("/").set(robin.headers());

    expect(known.text).to.equal(plain.text);
    expect(plain.text).to.include('data-listener="public"');
    expect(sidebar.text).to.include('data-listener="ingress"').and.not.include("Robin");
  });

  it("are cached by their ETag", async () => {
    const first = await doors.http.get("/assets/page.css");
    const second = await doors.http
      .get("/assets/page.css")
      .set("If-None-Match", first.headers["etag"] ?? "");

    expect(first.status).to.equal(200);
    expect(second.status).to.equal(304);
  });

  it("show tools to who has a token: the documentation itself is for everybody", async () => {
    const docs = await doors.http.get("/rest/docs");
    const slash = await doors.http.get("/rest/docs/");
    const document = await doors.http.get("/rest/openapi.json");

    expect(docs.status).to.equal(200);
    expect(slash.headers["location"]).to.equal("../docs");
    expect(document.status).to.equal(401);
  });
});

/** Paths that a page at this path loads or leads to. */
const namedIn = (html: string, path: string): Set<string> =>
  pathsIn(html.matchAll(/(?:src|href)="((?!https?:)[^"]+)"/g), path);

const importedIn = (script: string, path: string): Set<string> =>
  pathsIn(script.matchAll(/^import (?:.* from )?"([^"]+)"/gm), path);

const pathsIn = (found: Iterable<RegExpMatchArray>, path: string): Set<string> =>
  new Set([...found].map(([, relative = ""]) => new URL(relative, `http://host${path}`).pathname));
