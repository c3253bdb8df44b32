import { expect } from "chai";
import { askApi } from "../support/ask-api.ts";
import { throughIngress } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

/** Robin's, and what nobody knows whose it is. */
const others = /robin_phone|robin phone|person\.robin|camera\.doorbell|Kléber/i;

// Alex, who owns the house, looks through a token for what is Robin's.
describe("Looking for what is somebody else's", function () {
  this.timeout(20_000);
  let doors: Doors;
  let alex: string;
  let robin: string;

  before(async () => {
    doors = await startDoors();
    const tokenOf = async (name: string) => {
      const { me } = await throughIngress(doors, name);
      const { secret } = await doors.access.tokens.create(me.id, {
        ...{ name: "chat", rights: "same", doors: ["rest", "mcp", "api"] },
      });
      return { secret, id: me.id };
    };
    alex = (await tokenOf("Alex")).secret;
    robin = (await tokenOf("Robin")).id;
  });
  after(() => doors.close());

  const call = async (tool: string, args: object) => {
    const { status, text } = await doors.http
      .post(`/rest/${tool}`)
      .auth(alex, { type: "bearer" })
      .send(args);
    return { status, text };
  };
  /** What was answered beyond what was asked. */
  const without = (asked: object, answered: string) => {
    const words = Object.values(asked).flatMap((value: unknown) =>
      typeof value === "string" ? [value] : Array.isArray(value) ? value.map(String) : [],
    );
    return words.reduce((text, word) => text.replaceAll(word, "…"), answered);
  };

  for (const [tool, args] of [
    ["find_entities", { text: "robbin fone" }],
    ["find_entities", { text: "doorbel" }],
    ["find_entities", { text: "where is everybody" }],
    ["find_entities", { domain: "person" }],
    ["find_entities", { domain: "device_tracker" }],
    ["find_entities", { domain: "camera" }],
    ["find_entities", { domain: "camara" }],
    ["find_entities", { state: "not_home" }],
    ["find_entities", { area: "hall", text: "bell" }],
    ["get_entity", { entities: ["person.robbin"] }],
    ["get_entity", { entities: ["camera.dorbell"] }],
    ["get_entity", { entities: ["Robin fone battery"] }],
    ["get_entity", { entities: ["zone.home"], all_attributes: true }],
    ["get_history", { entities: ["device_tracker.robin_fone"], hours: 1 }],
    ["home_overview", {}],
    ["home_overview", { detail: "full" }],
    ["list_services", {}],
    ["list_services", { domain: "notify" }],
    ["list_services", { domain: "camera" }],
    ["list_services", { service: "notify.mobile_app_robin_fone" }],
    ["wait_for_state", { entities: ["person.robbin"], state: "home", timeout_s: 1 }],
    ["set_power", { targets: ["Robin fone"], on: true }],
    ["set_power", { targets: ["dorbell"], on: false }],
    ["call_service", { service: "notify.mobile_app_robin_fone", data: { message: "hello" } }],
    ["call_service", { service: "scene.create", data: { snapshot_entities: "person.robbin" } }],
    ["run_script", { script: "Robin fone" }],
  ] as const)
    promise(
      "access.privacy",
      `names that are nearly meant: ${tool} ${JSON.stringify(args)}`,
      async () => {
        const { text } = await call(tool, args);

        expect(without(args, text)).to.not.match(others);
      },
    );

  for (const [what, service, there, nowhere] of [
    ["write to a phone", "message", "notify.mobile_app_robin_phone", "notify.mobile_app_nobody"],
  ] as const)
    promise("access.privacy", `whether there is something to ${what}`, async () => {
      const ask = async (name: string) => {
        const { status, text } = await call("call_service", {
          ...{ service: name, data: { [service]: "hello" } },
        });
        return `${status} ${without({ name }, text).replace(/vst-[0-9a-z-]+|"candidates".*/g, "")}`;
      };

      expect(await ask(there)).to.equal(await ask(nowhere));
    });

  promise("access.privacy", "phones in what a script would do", async () => {
    const script = doors.home.addScript("call_everybody", {
      alias: "Call everybody",
      sequence: [
        { action: "notify.mobile_app_robin_phone", data: { message: "command_dnd" } },
        { action: "notify.mobile_app_robin_phone", data: "{{ message }}" },
        { action: "camera.snapshot", target: { entity_id: "camera.doorbell" } },
      ],
    });
    await until("the script", () => doors.mirror.snapshot().entities.has(script));

    const asked = { script: "Call everybody", rehearse: true };
    const { text } = await call("run_script", asked);
    const done = await call("run_script", { script: "Call everybody" });

    expect(`${text} ${done.text}`).to.not.match(others);
  });

  promise("access.privacy", "by asking what Robin may", async () => {
    const explain = async (args: object, tool = "call_service") =>
      (
        await askApi(doors, "POST /api/permissions/explain", alex, {
          body: { tool, args, user_id: robin },
        })
      ).text;

    const answers = [
      await explain({
        service: "homeassistant.turn_off",
        target: { entity_id: ["person.robbin"] },
      }),
      await explain({
        service: "homeassistant.turn_off",
        target: { entity_id: ["camera.dorbell"] },
      }),
      await explain({ service: "notify.mobile_app_robin_fone", data: { message: "hello" } }),
      await explain({ targets: ["robin fone"], on: true }, "set_power"),
    ];

    for (const text of answers) expect(text).to.not.match(others);
  });

  promise("access.privacy", "by what is told of rights, of their own and of Robin's", async () => {
    const ask = async (name: "GET /api/permissions/mine" | "GET /api/permissions/users/:id") =>
      (await askApi(doors, name, alex, { id: robin })).text;
    const entities = ["person.robin", "camera.doorbell", "person.nobody"];
    const subject = { kind: "user", id: robin } as const;
    const { reply } = await askApi(doors, "POST /api/permissions/validate", alex, {
      body: { tool: "get_entity", subject, entities },
    });

    expect(await ask("GET /api/permissions/mine")).to.not.match(others);
    expect(await ask("GET /api/permissions/users/:id")).to.not.match(others);
    expect(Object.values(reply.entities ?? {})).to.deep.equal(["none", "none", "none"]);
  });

  promise("access.privacy", "in documents and lists at every door", async () => {
    const { text } = await doors.http.get("/rest/openapi.json").auth(alex, { type: "bearer" });
    const status = await askApi(doors, "GET /api/status", alex);

    expect(text).to.not.match(others);
    expect(status.text).to.not.match(others);
  });

  it("is not helped by another name in the home, of theirs or of somebody here", async () => {
    const before = await throughIngress(doors, "Robin");
    const { user } = doors.people.admin;

    for (const name of ["Alex", user.username, "admin "]) {
      const caller = await doors.access.authenticateHomeUser(
        { id: doors.home.userId("Robin"), username: name, name },
        { address: "172.30.32.2" },
      );

      expect(caller.user.id).to.equal(before.me.id);
      expect(caller.role).to.equal("resident");
      expect(caller.user.homeUserId).to.equal(doors.home.userId("Robin"));
    }
  });
});
