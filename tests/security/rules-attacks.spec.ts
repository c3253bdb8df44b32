import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import { mayIssue, type Issue } from "../../server/access/rules/may-issue.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import type { PermissionsView, RuleView, ScopeRuleView } from "../../shared/views.ts";
import { startHouse, type House } from "../support/house.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

const key = "input_boolean.workshop_is_open";
const whenOpen = { state: { entity_id: key, is: ["on"] } };
const written = (
  rules: readonly RuleView[],
  scope: readonly ScopeRuleView[] = [],
): PermissionsView => ({ rules, scope, limits: [] });

// A rule hangs on an entity; whoever is bound by the rule tries to bring the entity about.
describe("Unlocking oneself", function () {
  this.timeout(20_000);
  let house: House;
  let opener: string;
  let room: string;

  before(async () => {
    house = await startHouse();
    house.demo.addEntity({ entity_id: key, state: "off", name: "Workshop is open" });
    house.demo.addEntity({
      ...{ entity_id: "group.keys", state: "off", name: "Keys" },
      attributes: { entity_id: [key] },
    });
    const turnsOn = { action: "input_boolean.turn_on", target: { entity_id: key } };
    opener = house.demo.addScript("open_up", { alias: "Open up", sequence: [turnsOn] });
    room = house.demo.addScene("open_room", { name: "Open room", entities: { [key]: "on" } });
    const bell = house.demo.addAutomation("bell", {
      alias: "Bell opens",
      triggers: [{ trigger: "state", entity_id: "input_boolean.guests", to: "on" }],
      actions: [turnsOn],
    });
    await until("the home", () =>
      [key, opener, room, bell].every((id) => house.home.snapshot().entities.has(id)),
    );
    await house.access.permissions.put(
      [
        {
          subject: { kind: "user", id: house.people.resident.user.id },
          permissions: written([{ target: "tool:set_lock", decision: "allow", when: whenOpen }]),
        },
      ],
      house.people.admin.user.id,
    );
  });
  after(() => house.close());

  const codeOf = (outcome: Outcome) => (outcome.ok ? "it came through" : outcome.failure.code);
  const flip = async (tool: string, args: object, who?: Principal) =>
    codeOf(await house.call(tool, args, who ?? (await house.enter("resident"))));

  const roads: readonly (readonly [what: string, tool: string, args: () => object])[] = [
    ["the tool for switches", "set_power", () => ({ targets: [key], on: true })],
    [
      "its own service",
      "call_service",
      () => ({ service: "input_boolean.turn_on", target: { entity_id: [key] } }),
    ],
    [
      "a service for anything",
      "call_service",
      () => ({ service: "homeassistant.toggle", target: { entity_id: [key] } }),
    ],
    [
      "a group that it is in",
      "call_service",
      () => ({ service: "homeassistant.turn_on", target: { entity_id: ["group.keys"] } }),
    ],
    [
      "a scene made for it",
      "call_service",
      () => ({ service: "scene.apply", data: { entities: { [key]: "on" } } }),
    ],
    ["a scene", "activate_scene", () => ({ scene: "Open room" })],
    ["a script", "run_script", () => ({ script: "Open up" })],
    ["a script as a service", "call_service", () => ({ service: opener })],
    [
      "an automation that listens to another",
      "call_service",
      () => ({
        ...{ service: "input_boolean.turn_on", target: { entity_id: ["input_boolean.guests"] } },
      }),
    ],
  ];
  for (const [what, tool, args] of roads)
    it(`is not done by ${what}`, async () => {
      const ended = await flip(tool, args());

      expect(ended).to.be.oneOf(["not_allowed", "not_found", "invalid_input"]);
      expect(house.demo.state(key).state).to.equal("off");
    });

  it("leaves who lives here to see what the rule hangs on, and everybody else to flip it", async () => {
    const seen = await house.call("get_entity", { entities: [key] }, await house.enter("resident"));
    const flipped = await flip(
      "call_service",
      { service: "input_boolean.turn_on", target: { entity_id: [key] } },
      await house.enter("admin"),
    );

    expect(codeOf(seen)).to.equal("it came through");
    expect(flipped).to.equal("it came through");
    house.demo.setState(key, "off");
    await until("it", () => house.home.snapshot().entities.get(key)?.state === "off");
  });

  it("shows nobody what is hidden from them because a rule hangs on it", async () => {
    const { secret } = await house.access.tokens.create(house.people.viewer.user.id, {
      ...{ name: "curious", rights: "chosen" },
      chosen: {
        rules: [
          { target: "all", decision: "allow" },
          {
            ...{ target: "tool:home_overview", decision: "allow" },
            when: { state: { entity_id: "person.robin", is: ["home"] } },
          },
        ],
      },
    });

    const ended = await flip(
      "get_entity",
      { entities: ["person.robin"] },
      await house.enter({ secret }),
    );

    expect(ended).to.equal("not_found");
  });

  promise("access.ceiling", "by another that it makes to unlock itself", async () => {
    const { secret } = await house.access.tokens.create(house.people.editor.user.id, {
      ...{ name: "conditional", rights: "chosen", doors: ["rest", "api"] },
      chosen: {
        rules: [
          { target: "effect:read", decision: "allow" },
          { target: "tool:set_power", decision: "allow" },
          { target: "tool:set_light", decision: "allow", when: whenOpen },
        ],
      },
    });
    const creator = await house.enter({ secret });
    const issue = (scope: readonly ScopeRuleView[]): Issue => ({
      ...{ name: "flipper", rights: "chosen", doors: ["rest"] },
      chosen: { rules: [{ target: "tool:set_power", decision: "allow" }], scope },
    });
    const all = { select: "all", access: "control" } as const;

    expect(() => {
      mayIssue(creator, issue([all]));
    }).to.throw(/rights would be wider/);
    mayIssue(creator, issue([all, { select: "domain:input_boolean", access: "see" }]));
  });
});
