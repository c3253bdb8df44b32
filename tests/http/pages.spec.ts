import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
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
        for (const url of loaded) expect(url).to.match(/^(?:assets\/|\.\.\/|docs\/|\{\{base\}\})/);
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
      [doors.http, "/rest/docs"],
      [doors.ingress, "/"],
    ] as const) {
      const { text } = await listener.get(path);
      const loaded = [...text.matchAll(/(?:src|href)="((?!https?:)[^"]+)"/g)];

      expect(loaded).not.to.be.empty;
      for (const [, relative = ""] of loaded) {
        const { pathname } = new URL(relative, `http://host${path}`);
        const answer = await listener.get(pathname);
        expect(answer.status, pathname).to.equal(200);
      }
    }
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
