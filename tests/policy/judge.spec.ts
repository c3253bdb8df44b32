import { expect } from "chai";
import type { Entity } from "../../server/home/home.ts";
import { judge, type JudgeInput } from "../../server/policy/judge.ts";
import { indexReviews, noReviews } from "../../server/policy/review.ts";
import { builtInRoles, type BuiltInRole } from "../../server/policy/roles.ts";
import type { Limit, Rights, Rule, ScopeRule, ToolFacts } from "../../server/policy/rules.ts";
import { scopeOf } from "../../server/policy/scope.ts";
import { deed, entity, nothingBefore } from "./house.ts";

const entities = new Map<string, Entity>(
  [
    entity("light.lamp", { name: "Lamp" }),
    entity("light.porch", { name: "Porch", area_id: "secret" }),
    entity("light.shelf", { name: "Shelf", area_id: "museum" }),
    entity("lock.front", { name: "Front door" }),
    entity("lock.back", { name: "Back door" }),
    entity("lock.shed", { name: "Shed" }),
    entity("lock.attic", { name: "Attic hatch" }),
    entity("cover.garage", { name: "Garage", device_class: "garage" }),
    entity("switch.boiler", { name: "Boiler", platform: "template" }),
    entity("number.led", { name: "LED", category: "config" }),
    entity("script.leave", { name: "Leaving home" }),
    entity("script.hall", { name: "Front hall" }),
    entity("script.secret", { name: "Heist", area_id: "secret" }),
    entity("automation.watch", { name: "Watch" }),
    entity("weather.shelf", { name: "Weather", area_id: "museum" }),
  ].map((one) => [one.entity_id, one]),
);

const house: readonly ScopeRule[] = [
  ...builtInRoles.resident.scope,
  { name: "hidden", select: { kind: "area", id: "secret" }, access: "none" },
  { name: "shown", select: { kind: "area", id: "museum" }, access: "see" },
];

const rightsOf = (role: BuiltInRole, wish: Partial<Rights> = {}): Rights => ({
  ...{ key: role, user: builtInRoles[role].rules, scope: scopeOf(house), limits: [] },
  ...wish,
});
const resident = rightsOf("resident");

const setPower: ToolFacts = { name: "set_power", toolset: "control", effect: "execute" };
const callService: ToolFacts = { name: "call_service", toolset: "control", effect: "execute" };

const judged = (deeds: JudgeInput["deeds"], wish: Partial<JudgeInput> = {}) =>
  judge({
    ...{ deeds, rights: resident, tool: setPower, entities, reviews: noReviews },
    ...{ past: nothingBefore, ...wish },
  });
const sentencesOf = (...given: Parameters<typeof judged>) =>
  judged(...given).findings.map(({ kind, sentence }) => `${kind}: ${sentence}`);

const own = (target: Rule["target"], decision: Rule["decision"], name = "own rule"): Rule => ({
  ...{ name, target, decision },
});

describe("the judge", () => {
  it("lets a resident switch a lamp, by the rule that says so", () => {
    expect(judged([deed("light.turn_on", ["light.lamp"])])).to.deep.equal({
      ...{ kind: "allow", rule: "role resident", findings: [] },
    });
  });

  it("refuses what does nothing", () => {
    expect(judged([])).to.include({ kind: "deny", rule: "nothing to judge" });
  });

  it("says through what a lock is reached, and which rule asks", () => {
    const via = ["script.leave", "script.hall"];

    expect(sentencesOf([deed("lock.unlock", ["lock.front"], { via })])).to.deep.equal([
      'approve: Leaving home (script) → Front hall (script) unlocks Front door: the rule "role resident" lets that run only when approved.',
    ]);
  });

  it("says of several things at once what is to be said of each", () => {
    const locks = ["lock.front", "lock.back", "lock.shed", "lock.attic"];

    expect(sentencesOf([deed("lock.unlock", locks)])[0]).to.contain(
      "This unlocks Front door, Back door, Shed and 1 more:",
    );
    expect(sentencesOf([deed("lock.unlock", locks.slice(0, 2))])[0]).to.contain(
      "This unlocks Front door and Back door:",
    );
  });

  it("says the same of the same thing once, strictest first", () => {
    const again = deed("lock.unlock", ["lock.front"]);
    const findings = judged([again, deed("number.set_value", ["number.led"]), again]).findings;

    expect(findings.map(({ kind }) => kind)).to.deep.equal(["deny", "approve"]);
  });

  const table: [string, Parameters<typeof judged>, readonly string[]][] = [
    [
      "refuses what is hidden without naming it",
      [[deed("light.turn_on", ["light.lamp", "light.porch"], { via: ["script.leave"] })]],
      ["deny: Leaving home (script) also reaches something that is not yours to control."],
    ],
    [
      "names nothing of a chain that is hidden",
      [[deed("lock.unlock", ["lock.front"], { via: ["script.secret"] })]],
      [
        'approve: This unlocks Front door: the rule "role resident" lets that run only when approved.',
      ],
    ],
    [
      "takes a script that is called by its own name for an entity",
      [[deed("SCRIPT.Secret ")]],
      ["deny: This also reaches something that is not yours to control."],
    ],
    [
      "names what is there to see and not to control",
      [[deed("light.turn_on", ["light.shelf"])]],
      [
        'deny: This acts on Shelf, yours to see and not to control: the rule "scope" does not allow that.',
      ],
    ],
    ["lets look at what is there to see", [[deed("weather.get_forecasts", ["weather.shelf"])]], []],
    [
      "spreads what homeassistant hands on",
      [[deed("homeassistant.toggle", ["light.lamp", "cover.garage", "light.gone"])]],
      ['approve: This opens Garage: the rule "role resident" lets that run only when approved.'],
    ],
    [
      "asks of a switch that is handed on to nothing",
      [[deed("homeassistant.turn_on")]],
      [
        'approve: This does something that nobody has looked at yet (homeassistant.turn_on): the rule "role resident" lets that run only when approved.',
      ],
    ],
    [
      "says why an action cannot be read",
      [[deed("switch.turn_on", ["switch.boiler"])]],
      [
        'approve: This does something that cannot be read beforehand (Boiler: what it does is written in a file (template)): the rule "role resident" lets that run only when approved.',
      ],
    ],
    [
      "asks when it is not known what is done, and does not repeat a template",
      [[deed("{{ lock.secret }}", [], { unknown: "a template chooses the service" })]],
      [
        'approve: This does something that nobody has looked at yet (a service): the rule "role resident" lets that run only when approved.',
        'approve: This does something that cannot be read beforehand (a template chooses the service): the rule "role resident" lets that run only when approved.',
      ],
    ],
    [
      "asks of a sentence that is handed to an agent",
      [[deed("conversation.process")]],
      [
        'approve: This does something that cannot be read beforehand (conversation.process): the rule "role resident" lets that run only when approved.',
      ],
    ],
    [
      "asks before an automation that looks after safety is switched",
      [[deed("automation.turn_off", ["automation.watch"], { guards: ["lock.front"] })]],
      [
        'approve: This switches Watch, which looks after safety: the rule "role resident" lets that run only when approved.',
      ],
    ],
    ["lets others be switched", [[deed("automation.turn_off", ["automation.watch"])]], []],
    [
      "refuses settings to who may only act",
      [[deed("number.set_value", ["number.led"])]],
      ['deny: This changes settings (LED): the rule "nothing allows it" does not allow that.'],
    ],
    [
      "does not take a rule for a tool for more than the tool is for",
      [
        [deed("scene.create")],
        {
          tool: callService,
          rights: rightsOf("resident", {
            user: [
              own({ kind: "tool", name: "call_service" }, "allow"),
              ...builtInRoles.resident.rules,
            ],
          }),
        },
      ],
      [
        'deny: This changes settings (scene.create): the rule "nothing allows it" does not allow that.',
      ],
    ],
    [
      "asks an editor for settings as their role does",
      [[deed("scene.create")], { rights: rightsOf("editor") }],
      [
        'confirm: This changes settings (scene.create): the rule "role editor" lets that run only after somebody confirms it.',
      ],
    ],
    [
      "refuses a tool that is refused, whatever it does",
      [[deed("light.turn_on", ["light.lamp"])], { rights: rightsOf("viewer") }],
      ['deny: This uses the tool set_power: the rule "nothing allows it" does not allow that.'],
    ],
    [
      "refuses what is sensitive to a guest",
      [[deed("lock.unlock", ["lock.front"])], { rights: rightsOf("guest") }],
      ['deny: This unlocks Front door: the rule "role guest" does not allow that.'],
    ],
  ];
  for (const [sentence, given, expected] of table)
    it(sentence, () => {
      expect(sentencesOf(...given)).to.deep.equal(expected);
    });
});

describe("rules about what happens", () => {
  const unlock = [deed("lock.unlock", ["lock.front"])];
  const byUser = (...rules: readonly Rule[]) =>
    judged(unlock, { rights: { ...resident, user: [...rules, ...resident.user] } });
  const ofService = { kind: "service", name: "lock.unlock" } as const;
  const ofRisk = { kind: "risk", risk: "unlock" } as const;
  const sensitive = { kind: "sensitive" } as const;

  it("let the service beat the risk, and the risk beat whatever is sensitive", () => {
    expect(byUser(own(sensitive, "deny"), own(ofRisk, "allow")).kind).to.equal("allow");
    expect(byUser(own(ofRisk, "deny"), own(ofService, "confirm")).kind).to.equal("confirm");
    expect(byUser(own({ kind: "risk", risk: "siren" }, "allow")).kind).to.equal("approve");
  });

  it("let one service beat all of its domain, and those beat the risk", () => {
    const ofDomain = { kind: "service", name: "lock.*" } as const;

    expect(byUser(own(ofRisk, "deny"), own(ofDomain, "confirm")).kind).to.equal("confirm");
    expect(byUser(own(ofDomain, "deny"), own(ofService, "allow")).kind).to.equal("allow");
    expect(byUser(own({ kind: "service", name: "light.*" }, "allow")).kind).to.equal("approve");
  });

  it("ask when there are none", () => {
    const user = [own({ kind: "all" }, "allow")];

    expect(judged(unlock, { rights: { ...resident, user } })).to.include({
      ...{ kind: "approve", rule: "what is sensitive asks" },
    });
  });

  it("of a token make it stricter only", () => {
    const byToken = (decision: Rule["decision"]) =>
      judged(unlock, {
        rights: {
          ...resident,
          token: [own({ kind: "all" }, "allow"), own(ofRisk, decision, "token")],
        },
      });

    expect(byToken("allow")).to.include({ kind: "approve", rule: "role resident" });
    expect(byToken("deny")).to.include({ kind: "deny", rule: "token" });
  });

  it("of a token or its user also bound what carries no risk", () => {
    const lamp = [deed("light.turn_on", ["light.lamp"])];
    const rule = own({ kind: "service", name: "light.turn_on" }, "confirm");

    for (const rights of [
      { ...resident, user: [rule, ...resident.user] },
      { ...resident, token: [own({ kind: "all" }, "allow"), rule] },
    ])
      expect(judged(lamp, { rights }).kind).to.equal("confirm");
  });
});

describe("what an admin looked at", () => {
  it("asks no more", () => {
    const reviews = indexReviews([
      { kind: "entity", id: "switch.boiler", platform: "template", verdict: "harmless" },
      { kind: "service", id: "hue.hush", verdict: "harmless" },
    ]);
    const deeds = [deed("switch.turn_on", ["switch.boiler"]), deed("hue.hush")];

    expect(judged(deeds, { reviews }).kind).to.equal("allow");
    expect(judged(deeds).findings).to.have.length(2);
  });
});

describe("what is newer than a token", () => {
  const known = { id: "k", tools: new Set(["set_power"]), harmless: new Set(["light.turn_on"]) };
  const rights = { ...resident, known };

  it("is refused: a service", () => {
    expect(judged([deed("light.turn_on", ["light.lamp"])], { rights }).kind).to.equal("allow");
    expect(sentencesOf([deed("script.leave")], { rights })).to.deep.equal([
      'deny: This uses script.*: the rule "new since this token was made" does not allow that.',
    ]);
  });

  it("is refused: a tool", () => {
    const wish = { rights, tool: callService };

    expect(judged([deed("light.turn_on", ["light.lamp"])], wish)).to.include({
      ...{ kind: "deny", rule: "new since this token was made" },
    });
  });
});

describe("limits", () => {
  const dim: Limit = { name: "Dim", service: "light.*", field: "brightness_pct", max: 60 };
  const few: Limit = { name: "Few", service: "light.*", maxTargets: 1 };
  const rights = { ...resident, limits: [dim, few] };
  const bright = { data: { brightness_pct: 100 } };

  it("refuse with what would be allowed, and through what", () => {
    const deeds = [
      deed("light.turn_on", ["light.lamp"], { ...bright, via: ["script.leave"] }),
      deed("light.turn_off", ["light.gone"]),
    ];

    expect(sentencesOf(deeds, { rights })).to.deep.equal([
      'deny: Leaving home (script) is outside the limit "Dim": brightness_pct must be at most 60.',
      'deny: This is outside the limit "Few": at most 1 entities may be acted on at once.',
    ]);
  });

  it("do not count what is hidden", () => {
    const deeds = [
      deed("light.turn_on", ["light.lamp"]),
      deed("light.turn_on", ["light.porch"], bright),
    ];

    expect(sentencesOf(deeds, { rights })).to.deep.equal([
      "deny: This also reaches something that is not yours to control.",
    ]);
  });
});
