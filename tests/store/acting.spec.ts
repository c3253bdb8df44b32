import { expect } from "chai";
import type { Act } from "../../server/store/acts.ts";
import type { Review } from "../../server/store/reviews.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

const now = Date.UTC(2026, 10, 20, 12);
const hourMs = 3_600_000;

describe("what the store remembers of acting", () => {
  let folder: TemporaryFolder;
  let store: Store;

  const open = () => openStore({ dataDir: folder.path, log: silentLog, version: "0.0.0-test" });
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  describe("acts", () => {
    const act = (entity_id: string, at: number, more: Partial<Act> = {}): Act => ({
      ...{ call_id: `vst-${at}`, at, user_id: "ada", home: "default" },
      ...{ service: "light.turn_on", entity_id, ...more },
    });

    it("are found by home, entities and time, oldest first, also after a restart", async () => {
      await store.acts.add([
        act("light.hall", now - hourMs, { token_id: "n8n" }),
        act("light.hall", now - 2 * hourMs),
        act("light.hall", now, { home: "cabin" }),
        act("light.attic", now),
        act("light.cellar", now),
      ]);
      await store.close();
      store = await open();

      const hall = await store.acts.recent("default", ["light.hall"], now - 2 * hourMs);
      const both = await store.acts.recent("default", ["light.hall", "light.attic"], now - hourMs);
      const none = await store.acts.recent("default", [], 0);

      expect(hall).to.deep.equal([
        act("light.hall", now - 2 * hourMs),
        act("light.hall", now - hourMs, { token_id: "n8n" }),
      ]);
      expect(both.map(({ entity_id }) => entity_id)).to.deep.equal(["light.hall", "light.attic"]);
      expect(none).to.deep.equal([]);
    });

    it("of one call may be many of one entity", async () => {
      const twice = [act("light.hall", now), act("light.hall", now)];
      await store.acts.add(twice);

      expect(await store.acts.recent("default", ["light.hall"], now)).to.deep.equal(twice);
    });

    it("are forgotten after two days", async () => {
      await store.acts.add([act("light.hall", now - 49 * hourMs)]);
      await store.acts.add([act("light.hall", now - 47 * hourMs)]);
      await store.close();
      store = await open();
      await store.acts.add([act("light.attic", now)]);

      const kept = await store.acts.recent("default", ["light.hall", "light.attic"], 0);

      expect(kept.map(({ at }) => at)).to.deep.equal([now - 47 * hourMs, now]);
    });
  });

  describe("reviews", () => {
    const template: Review = {
      ...{ home: "default", kind: "entity", id: "light.hall", platform: "template" },
      ...{ verdict: "harmless", by: "ada", at: now },
    };
    const service: Review = {
      ...{
        home: "default",
        kind: "service",
        id: "my.own",
        verdict: "sensitive",
        by: "ada",
        at: now,
      },
    };

    it("are listed, replaced by later ones, and taken back", async () => {
      await store.reviews.put([template, service, { ...service, home: "cabin" }]);
      const later: Review = { ...service, verdict: "harmless", by: "eve", at: now + 1 };
      await store.reviews.put([later]);
      const listed = await store.reviews.list("default");
      const removed = [
        await store.reviews.remove(template),
        await store.reviews.remove(template),
        await store.reviews.remove({ ...service, kind: "entity" }),
      ];

      expect(listed).to.deep.equal([template, later]);
      expect(removed).to.deep.equal([true, false, false]);
      expect((await store.reviews.list()).map(({ home }) => home)).to.deep.equal([
        ...["cabin", "default"],
      ]);
    });

    it("are a change of rights, which every process sees", async () => {
      const revisions = [await store.revision()];
      await store.reviews.put([template]);
      revisions.push(await store.revision());
      await store.reviews.put([{ ...template, verdict: "sensitive" }]);
      revisions.push(await store.revision());
      await store.reviews.remove(template);
      revisions.push(await store.revision());

      expect(new Set(revisions)).to.have.property("size", 4);
    });
  });

  describe("catalogues", () => {
    const current = (tools: readonly string[], harmless: readonly string[]) =>
      store.catalogues.current({ tools, harmless, version: "1.0.0", at: now });

    it("are one for the same tools and services, in whatever order and whoever looks", async () => {
      const [one, two] = await Promise.all([
        current(["whoami", "set_light"], ["light.turn_on"]),
        current(["set_light", "whoami", "whoami"], ["light.turn_on"]),
      ]);
      await store.close();
      store = await open();

      expect(two.id).to.equal(one.id);
      expect(await store.catalogues.get(one.id)).to.deep.equal({
        ...{ id: one.id, tools: new Set(["set_light", "whoami"]) },
        harmless: new Set(["light.turn_on"]),
      });
    });

    it("are others with one more tool or service", async () => {
      const ids = [
        (await current(["whoami"], [])).id,
        (await current(["whoami", "set_light"], [])).id,
        (await current(["whoami"], ["set_light"])).id,
      ];

      expect(new Set(ids)).to.have.property("size", 3);
    });

    it("that nobody knows know nothing", async () => {
      const { tools, harmless } = await store.catalogues.get("nobody");

      expect([tools.size, harmless.size]).to.deep.equal([0, 0]);
    });
  });
});
