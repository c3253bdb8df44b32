import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { AppError } from "../../server/errors.ts";
import type { Home, Routine } from "../../server/home/home.ts";
import { until } from "../support/until.ts";
import { closeHomes, quickHome, readyHome } from "./quick-home.ts";

describe("What routines are made of", () => {
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  const never = new AbortController().signal;
  const opens = (...entity_id: readonly string[]) => ({
    action: "cover.open_cover",
    target: { entity_id },
  });
  const opening = (...entity_id: readonly string[]) => ({
    kind: "service",
    service: "cover.open_cover",
    target: { entity_id },
    data: {},
  });
  const mirrored = (home: Home, entityId: string) =>
    until(`${entityId} in the mirror`, () => home.snapshot().entities.has(entityId));
  const codeOf = async (asking: Promise<unknown>) => {
    const error = await asking.catch((thrown: unknown) => thrown);
    return error instanceof AppError ? error.code : error;
  };

  describe("asked for by name", () => {
    it("is known of scripts, automations and scenes together", async () => {
      const home = await readyHome(demo);
      const automation = demo.addAutomation("a1", {
        triggers: [{ trigger: "event", event_type: "knock" }],
        actions: [opens("cover.x")],
      });
      await mirrored(home, automation);

      const routines = await home.routines(
        ["SCRIPT.let_them_in", "scene.welcome_home", automation, "light.floor_lamp", "script.none"],
        never,
      );

      expect([...routines.keys()]).to.have.members([
        "script.let_them_in",
        "scene.welcome_home",
        automation,
      ]);
      expect(routines.get("script.let_them_in")?.steps).to.have.length(1);
      expect(routines.get("scene.welcome_home")?.steps).to.deep.include({
        kind: "state",
        entity_id: "lock.front_door",
        state: "unlocked",
        attributes: {},
      });
      expect(routines.get(automation)?.triggers).to.deep.equal([
        { kind: "event", event_type: "knock" },
      ]);
    });

    it("is read anew each time", async () => {
      const home = await readyHome(demo);
      const entityId = demo.addScript("fresh", { sequence: [opens("cover.a")] });
      const before = (await home.routines([entityId], never)).get(entityId);

      demo.changeScript("fresh", { sequence: [opens("cover.b")] });
      const after = (await home.routines([entityId], never)).get(entityId);

      expect(before?.steps).to.deep.equal([opening("cover.a")]);
      expect(after?.steps).to.deep.equal([opening("cover.b")]);
      expect(after?.digest).not.to.equal(before?.digest);
    });

    it("is known of a scene that is new", async () => {
      const home = await readyHome(demo);
      const entityId = demo.addScene("fresh", { name: "Fresh", entities: { "light.a": "on" } });
      const isKnown = () => home.snapshot().entities.get(entityId)?.platform !== undefined;
      await until("whose scene it is", isKnown);

      const { steps } = (await home.routines([entityId], never)).get(entityId) ?? {};

      expect(steps).to.deep.equal([
        { kind: "state", entity_id: "light.a", state: "on", attributes: {} },
      ]);
    });

    it("is known of what a blueprint makes", async () => {
      const home = await readyHome(demo);
      demo.addBlueprint("script", "open.yaml", {
        blueprint: { name: "Open", domain: "script", input: { what: null } },
        sequence: [{ action: "cover.open_cover", target: { entity_id: { "!input": "what" } } }],
      });
      const entityId = demo.addScript("blue", {
        use_blueprint: { path: "open.yaml", input: { what: "cover.garage_door" } },
      });

      const { steps } = (await home.routines([entityId], never)).get(entityId) ?? {};

      expect(steps).to.deep.equal([opening("cover.garage_door")]);
    });

    it("is not known when the blueprint is gone", async () => {
      const home = await readyHome(demo);
      const entityId = demo.addScript("blue", { use_blueprint: { path: "gone.yaml" } });

      expect((await home.routines([entityId], never)).has(entityId)).to.equal(false);
    });

    it("is not known of a scene that its integration keeps to itself", async () => {
      const home = await readyHome(demo);
      demo.addEntity({
        entity_id: "scene.of_the_bridge",
        state: "unknown",
        attributes: { id: "movie_night" },
        platform: "hue",
      });
      await mirrored(home, "scene.of_the_bridge");

      expect((await home.routines(["scene.of_the_bridge"], never)).size).to.equal(0);
    });

    it("is not known to a token that is not an administrator's", async () => {
      const home = await readyHome(demo, { token: demo.userToken });

      expect((await home.routines(["script.bedtime", "scene.movie_night"], never)).size).to.equal(
        0,
      );
    });

    it("cannot be asked of a home that is away", async () => {
      const home = await readyHome(demo);
      await demo.refuse("connection");
      demo.drop();
      await until("the drop", () => home.status().state === "away");

      expect(await codeOf(home.routines(["script.bedtime"], never))).to.equal("home_unreachable");
      expect(await codeOf(home.routines(["scene.movie_night"], never))).to.equal(
        "home_unreachable",
      );
    });

    it("cannot be asked of a home that was never there", async () => {
      const home = quickHome({ url: "http://127.0.0.1:9", token: "x" });

      expect(await codeOf(home.routines(["script.x"], never))).to.equal("home_unreachable");
      expect(await codeOf(home.automations(never))).to.equal("home_unreachable");
    });
  });

  describe("of all automations", () => {
    const find = async (home: Home, entityId: string): Promise<Routine | undefined> =>
      (await home.automations(never)).find(({ entity_id }) => entity_id === entityId);
    const config = (...covers: readonly string[]) => ({
      triggers: [{ trigger: "state", entity_id: "input_boolean.x" }],
      actions: [opens(...covers)],
    });

    it("is read ahead, and asks the home for nothing later", async () => {
      const home = await readyHome(demo);
      const there = [...demo.states.keys()].filter((id) => id.startsWith("automation."));
      await until("the reading", () => demo.received("automation/config") === there.length);

      const first = await home.automations(never);
      const second = await home.automations(never);

      expect(first.map(({ entity_id }) => entity_id)).to.have.members(there);
      expect(second).to.equal(first);
      expect(demo.received("automation/config")).to.equal(there.length);
    });

    it("has what came, changed, was renamed and went", async () => {
      const home = await readyHome(demo);
      await home.automations(never);

      const entityId = demo.addAutomation("come", config("cover.a"));
      await mirrored(home, entityId);
      expect((await find(home, entityId))?.steps).to.deep.equal([opening("cover.a")]);

      demo.changeAutomation("come", config("cover.b"));
      await until("the change", async () =>
        JSON.stringify((await find(home, entityId))?.steps).includes("cover.b"),
      );

      demo.updateEntity(entityId, { new_entity_id: "automation.renamed" });
      await mirrored(home, "automation.renamed");
      expect(await find(home, "automation.renamed")).not.to.equal(undefined);
      expect(await find(home, entityId)).to.equal(undefined);

      demo.removeEntity("automation.renamed");
      await until("its end", () => !home.snapshot().entities.has("automation.renamed"));
      expect(await find(home, "automation.renamed")).to.equal(undefined);
    });

    it("is read anew after a reconnect", async () => {
      const home = await readyHome(demo);
      const entityId = demo.addAutomation("come", config("cover.a"));
      await mirrored(home, entityId);
      await home.automations(never);

      await demo.refuse("connection");
      demo.drop();
      await until("the drop", () => home.status().state === "away");
      expect(await codeOf(home.automations(never))).to.equal("home_unreachable");
      demo.changeAutomation("come", config("cover.b"));
      await demo.refuse(false);
      await until("the home", () => home.status().state === "ready");

      expect((await find(home, entityId))?.steps).to.deep.equal([opening("cover.b")]);
    });

    it("takes one that cannot be read for anything, at any time", async () => {
      demo.failCommand("automation/config", "not_found");
      const home = await readyHome(demo);

      const automations = await home.automations(never);

      expect(automations).not.to.deep.equal([]);
      for (const { steps, triggers } of automations) {
        expect(steps.map(({ kind }) => kind)).to.deep.equal(["unknown"]);
        expect(triggers).to.deep.equal([{ kind: "any" }]);
      }
    });

    it("is the same to a token that may not read them", async () => {
      const home = await readyHome(demo, { token: demo.userToken });

      for (const { triggers } of await home.automations(never))
        expect(triggers).to.deep.equal([{ kind: "any" }]);
    });

    it("is not what was known before, when the home does not answer", async () => {
      const home = await readyHome(demo, { timings: { commandMs: 300 } });
      await home.automations(never);
      const entityId = demo.addAutomation("come", config("cover.a"));
      await mirrored(home, entityId);
      await find(home, entityId);

      demo.changeAutomation("come", config("cover.b"));
      demo.hang(true);
      const answers = await codeOf(
        until("a refusal", async () => {
          await home.automations(never);
          return false;
        }),
      );

      expect(answers).to.equal("home_unreachable");
    });

    it("waits for a caller no longer than the caller", async () => {
      const home = await readyHome(demo);
      await home.automations(never);
      demo.hang(true);
      demo.addAutomation("come", config("cover.a"));
      await mirrored(home, "automation.come");
      const caller = new AbortController();

      const asking = home.automations(caller.signal).catch(() => "left");
      caller.abort();

      expect(await asking).to.equal("left");
    });
  });
});
