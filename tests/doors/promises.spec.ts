import { expect } from "chai";
import { join } from "node:path";
import type { Api } from "../../shared/api.ts";
import { openDatabase } from "../../server/store/database.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

describe("Acting through the doors", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
  });
  after(() => doors.close());

  const callAs = (secret: string, tool: string, args: object) =>
    doors.http.post(`/rest/${tool}`).auth(secret, { type: "bearer" }).send(args);
  const call = (tool: string, args: object) => callAs(doors.people.resident.secret, tool, args);
  const ask = <Name extends keyof Api>(name: Name, who: string | ApiCaller, asked?: Asked<Name>) =>
    askApi(doors, name, who, asked);
  const sent = () => doors.home.calls.length;
  const stateOf = (entityId: string) => doors.home.states.get(entityId)?.state;

  const sensitive = [
    ["unlocking", "set_lock", { targets: ["front door"], locked: false }],
    ["opening the garage", "set_cover", { targets: ["garage"], action: "open" }],
    [
      "disarming",
      "call_service",
      {
        service: "alarm_control_panel.alarm_disarm",
        target: { entity_id: ["alarm_control_panel.house_alarm"] },
      },
    ],
    ["a restart", "call_service", { service: "homeassistant.restart" }],
  ] as const;
  for (const [what, tool, args] of sensitive)
    promise("judge.sensitive", what, async () => {
      const before = sent();

      const answer = await call(tool, args);

      expect(answer.status, answer.text).to.equal(403);
      expect(answer)
        .to.have.nested.property("body.detail.code")
        .oneOf(["needs_approval", "not_allowed"]);
      expect(sent()).to.equal(before);
    });

  promise("access.ceiling", "a token with a rule that its user does not have", async () => {
    const { secret } = await doors.access.tokens.create(doors.people.resident.user.id, {
      name: "bold",
      rights: "chosen",
      chosen: { rules: { all: "allow", sensitive: "allow", "risk:unlock": "allow" }, scope: "all" },
    });

    const answer = await callAs(secret, "set_lock", { targets: ["front door"], locked: false });

    expect(answer).to.have.nested.property("body.detail.code", "needs_approval");
    expect(stateOf("lock.front_door")).to.equal("locked");
  });

  const escalations = [
    ["a button", "press_button", { targets: ["open the garage"] }, "Garage on request"],
    [
      "a helper",
      "set_power",
      { targets: ["input_boolean.cleaner_is_coming"], on: true },
      "unlocks",
    ],
  ] as const;
  for (const [what, tool, args, why] of escalations)
    promise("judge.escalation", what, async () => {
      const before = sent();

      const answer = await call(tool, args);

      expect(answer.status).to.equal(403);
      expect(answer.text).to.include(why);
      expect(sent()).to.equal(before);
    });

  promise("judge.unknown", "a template switch, until an admin says what it is", async () => {
    const admin = await signIn(doors, "admin");
    const item = { kind: "entity", id: "switch.gate_opener" } as const;
    const press = () => call("set_power", { targets: [item.id], on: true });
    const answers = (status: number) => async () => (await press()).status === status;

    const unread = await press();
    const { reply } = await ask("GET /api/reviews", admin);
    await ask("POST /api/reviews", admin, { body: { items: [{ ...item, verdict: "harmless" }] } });
    await until("what was looked at is done", answers(200));
    await ask("DELETE /api/reviews/:kind/:id", admin, item);
    await until("it asks again", answers(403));

    expect(unread.status).to.equal(403);
    expect(unread.text).to.include("cannot be read");
    expect(reply.reviews.map(({ id }) => id)).to.include(item.id);
  });

  promise("scope.acts", "a guest names a lamp, and its room", async () => {
    const { guest, resident } = doors.people;
    const hidden = "light.kitchen_treasury";
    const turnOn = (secret: string, target: object, rehearse = false) =>
      callAs(secret, "call_service", { service: "light.turn_on", target, rehearse });
    doors.home.addEntity({ entity_id: hidden, state: "off", area_id: "kitchen", exposed: false });
    await until(
      "it is there for others",
      async () => (await turnOn(resident.secret, { entity_id: [hidden] }, true)).status === 200,
    );
    const before = sent();

    const named = await turnOn(guest.secret, { entity_id: [hidden] });
    const room = await turnOn(guest.secret, { area_id: ["kitchen"] });

    const told = JSON.stringify(doors.home.calls.slice(before));
    expect([named.status, room.status], room.text).to.deep.equal([404, 200]);
    expect(told).to.include("light.kitchen_ceiling");
    expect(told + room.text).not.to.include(hidden);
  });

  promise("home.pictures", "of a camera and of a player", async () => {
    const tokens = [...doors.home.states.values()].flatMap(({ attributes }) =>
      [attributes["access_token"], attributes["entity_picture"]].filter(
        (value): value is string => typeof value === "string",
      ),
    );
    const answers = [
      await call("get_entity", { entities: ["camera.doorbell"] }),
      await call("find_entities", { text: "doorbell" }),
      await call("get_history", { entities: ["camera.doorbell"] }),
    ];

    expect(tokens).to.have.length.above(1);
    const texts = answers.map(({ text }) => text).join("");
    for (const token of tokens) expect(texts).not.to.include(token.replace(/^.*token=/, ""));
  });

  promise("audit.unwritable", "an act whose entry the database refuses", async () => {
    const database = openDatabase({ file: join(doors.dataDir, "vestibule.db") });
    await database.write(() =>
      database.sequelize.query(
        "CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'no'); END",
      ),
    );
    const before = sent();

    const answer = await call("set_light", { targets: ["kitchen"], on: false });

    await database.write(() => database.sequelize.query("DROP TRIGGER refuse"));
    await database.close();
    expect(answer.status).to.equal(500);
    expect(sent()).to.equal(before);
    await until(
      "entries are written again",
      async () => (await call("set_light", { targets: ["kitchen"], on: false })).status === 200,
    );
  });
});
