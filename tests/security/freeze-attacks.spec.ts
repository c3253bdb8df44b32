import { expect } from "chai";
import type { FreezeTarget } from "../../shared/views.ts";
import { askApi, type ApiCaller } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { modern, post } from "../support/raw-mcp.ts";
import { until } from "../support/until.ts";

const quiet = "input_boolean.quiet_please";
const awaited = "input_boolean.guests";

describe("Getting round a freeze", function () {
  this.timeout(20_000);
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
    doors.home.addEntity({ entity_id: quiet, state: "off", name: "Quiet please" });
    doors.home.addEntity({
      ...{ entity_id: "group.everything", state: "off", name: "Everything" },
      attributes: { entity_id: [quiet, "light.hall_ceiling"] },
    });
    await until("the switch", () => isThere(quiet));
    await askApi(doors, "POST /api/freeze/helpers", admin, {
      body: {
        ...{ entity_id: quiet, states: ["on"] },
        freezes: { kind: "token", id: doors.people.viewer.token.id },
      },
    });
  });
  after(() => doors.close());

  const isThere = (id: string) => doors.mirror.snapshot().entities.has(id);
  const call = async (secret: string, tool: string, args: object = {}) => {
    const { status, text } = await doors.http
      .post(`/rest/${tool}`)
      .auth(secret, { type: "bearer" })
      .send(args);
    return { status, text };
  };
  const freeze = (body: FreezeTarget) => askApi(doors, "POST /api/freeze", admin, { body });
  const lift = (body: FreezeTarget) => askApi(doors, "POST /api/freeze/lift", admin, { body });

  describe("by the switch in the home", () => {
    const script = {
      alias: "Speak up",
      sequence: [{ action: "input_boolean.turn_off", target: { entity_id: quiet } }],
    };
    before(async () => {
      const made = [
        doors.home.addScript("speak_up", script),
        doors.home.addScene("speaking", { name: "Speaking", entities: { [quiet]: "off" } }),
      ];
      doors.home.setState(quiet, "on");
      await until("the rest", () => made.every(isThere));
      await until("quiet", () => doors.mirror.snapshot().entities.get(quiet)?.state === "on");
    });

    for (const [what, tool, args] of [
      ["the tool for switches", "set_power", { targets: [quiet], on: false }],
      ["its name", "set_power", { targets: ["Quiet please"], on: false }],
      [
        "its service",
        "call_service",
        { service: "input_boolean.turn_off", target: { entity_id: [quiet] } },
      ],
      [
        "a service for anything",
        "call_service",
        { service: "homeassistant.toggle", target: { entity_id: [quiet] } },
      ],
      [
        "all of its kind",
        "call_service",
        { service: "input_boolean.turn_off", target: { entity_id: "all" } },
      ],
      [
        "a group",
        "call_service",
        { service: "homeassistant.turn_off", target: { entity_id: ["group.everything"] } },
      ],
      ["a script", "run_script", { script: "Speak up" }],
      ["a script as a service", "call_service", { service: "script.speak_up" }],
      ["a scene", "activate_scene", { scene: "Speaking" }],
      [
        "a scene made for it",
        "call_service",
        { service: "scene.apply", data: { entities: { [quiet]: "off" } } },
      ],
    ] as const)
      it(`is not done with another token, by ${what}`, async () => {
        await call(doors.people.admin.secret, tool, args);
        const { status } = await call(doors.people.resident.secret, tool, args);

        expect(status).to.be.oneOf([200, 403, 404, 422]);
        expect(doors.home.state(quiet).state).to.equal("on");
        expect((await call(doors.people.viewer.secret, "home_overview")).status).to.equal(403);
      });

    it("is not told of, by name or in a group", async () => {
      const { secret } = doors.people.admin;
      const answers = [
        await call(secret, "find_entities", { text: "quiet please" }),
        await call(secret, "get_entity", { entities: ["group.everything"], all_attributes: true }),
        await call(secret, "get_entity", { entities: ["Quiet pleas"] }),
        await call(secret, "call_service", { service: "script.speak_up", rehearse: true }),
      ];

      for (const { text } of answers) expect(text).to.not.match(/quiet_please|Quiet please/);
    });

    it("is not done by taking the switch away", async () => {
      doors.home.removeEntity(quiet);
      await until("it is gone", () => !isThere(quiet));

      const { status } = await call(doors.people.viewer.secret, "home_overview");

      doors.home.addEntity({ entity_id: quiet, state: "off", name: "Quiet please" });
      await until("it is back", () => isThere(quiet));
      expect(status).to.equal(403);
      expect((await call(doors.people.viewer.secret, "home_overview")).status).to.equal(200);
    });
  });

  describe("by what was begun before", () => {
    const waiting = { entities: [awaited], state: "on", timeout_s: 10 };
    for (const [what, begin, end] of [
      [
        "is not done: a user's freeze ends what waits",
        (): FreezeTarget => ({ kind: "user", id: doors.people.resident.user.id }),
        (target: FreezeTarget) => lift(target),
      ],
      [
        "is not done: a freeze of everything ends what waits",
        (): FreezeTarget => ({ kind: "everything" }),
        (target: FreezeTarget) => lift(target),
      ],
    ] as const)
      it(what, async () => {
        const { secret } = doors.people.resident;
        const atRest = call(secret, "wait_for_state", waiting);
        const atMcp = post(
          doors.url,
          modern(secret, "tools/call", { name: "wait_for_state", arguments: waiting }),
        );
        await new Promise((resolve) => setTimeout(resolve, 100));

        const target = begin();
        await freeze(target);
        const answers = [(await atRest).text, JSON.stringify((await atMcp).message)];
        await end(target);

        for (const text of answers)
          expect(text)
            .to.match(/cancelled/)
            .and.not.match(/reached/);
      });

    it("is not done: a switch of the home ends what waits, within a second or two", async () => {
      const { secret } = doors.people.viewer;
      const waits = call(secret, "wait_for_state", waiting);
      await new Promise((resolve) => setTimeout(resolve, 100));

      doors.home.setState(quiet, "on");

      expect((await waits).text).to.match(/cancelled/);
      doors.home.setState(quiet, "off");
      await until("it", () => doors.mirror.snapshot().entities.get(quiet)?.state === "off");
    });

    it("is not done with a token that is revoked meanwhile", async () => {
      const { token, secret } = await doors.access.tokens.create(doors.people.resident.user.id, {
        ...{ name: "short-lived", rights: "same", doors: ["rest"] },
      });
      const waits = call(secret, "wait_for_state", waiting);
      await new Promise((resolve) => setTimeout(resolve, 100));

      await doors.access.tokens.revoke(token.id);

      expect((await waits).text).to.match(/cancelled/);
    });

    it("leaves what others wait for", async () => {
      const waits = call(doors.people.editor.secret, "wait_for_state", waiting);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const target: FreezeTarget = { kind: "user", id: doors.people.resident.user.id };

      await freeze(target);
      doors.home.setState(awaited, "on");
      const { text } = await waits;
      doors.home.setState(awaited, "off");
      await lift(target);

      expect(text).to.match(/"reached":true/);
    });
  });
});
