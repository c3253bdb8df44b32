import { expect } from "chai";
import type { Routine, Step, Trigger } from "../../server/home/home.ts";
import {
  expandReach,
  type Deed,
  type ResolvedCall,
  type World,
} from "../../server/policy/reach.ts";
import { routine, smallHome, type EntityPlan } from "../support/small-home.ts";

const members = (...entity_id: string[]): EntityPlan => ({ attributes: { entity_id } });
const taking = { target: {} };
const field = (selector: unknown) => ({ name: "", description: "", required: false, selector });

const home = smallHome({
  areas: { hall: {} },
  devices: { phone: {}, speaker: {} },
  services: {
    ...Object.fromEntries(
      [
        "automation.trigger automation.turn_on automation.turn_off automation.toggle",
        "cover.open_cover input_boolean.turn_on light.turn_on light.turn_off lock.unlock lock.lock",
        "scene.turn_on script.turn_on script.toggle homeassistant.turn_on homeassistant.turn_off",
        "button.press timer.start media_player.play_media todo.add_item",
      ]
        .flatMap((line) => line.split(" "))
        .map((name) => [name, taking]),
    ),
    "media_player.join": { ...taking, fields: { group_members: field({ entity: {} }) } },
    "todo.get_items": { ...taking, response: "only" },
    "vacuum.clean": {
      ...taking,
      fields: {
        room: field({ area: {} }),
        odd: field("text"),
        none: { name: "", description: "", required: false },
      },
    },
    "notify.phones": { fields: { to: field({ target: {} }) } },
    "logbook.log": {},
  },
  entities: {
    "light.a": { area_id: "hall" },
    "light.b": {},
    "light.both": { ...members("light.a", "light.b", "light.both"), platform: "group" },
    "lock.front": { area_id: "hall" },
    "lock.mesh": { attributes: { group_entities: ["lock.front"] } },
    "cover.garage": { device_class: "garage" },
    "cover.blind": {},
    "siren.roof": {},
    "binary_sensor.smoke": { device_class: "smoke" },
    "sensor.watt": {},
    "group.mixed": { attributes: { entity_id: ["light.b", "lock.front", "group.mixed", 7] } },
    "group.helpers": members("input_boolean.party"),
    "media_player.one": {
      device_id: "speaker",
      attributes: { group_members: ["media_player.one", "media_player.two"] },
    },
    "media_player.two": { attributes: { group_members: ["media_player.one", "media_player.two"] } },
    "camera.door": {},
    "input_boolean.party": {},
    "button.bell": {},
    "timer.egg": {},
    "todo.list": {},
    "scene.night": members("lock.front", "light.a"),
    "scene.hue": {},
    "script.leave": { script_key: "leave" },
    "script.renamed": { script_key: "welcome" },
    "automation.a": {},
    "automation.b": {},
    "automation.off": { state: "off" },
  },
});

const call = (service: string, target: object = {}, data: object = {}): Step => ({
  kind: "service",
  service,
  target,
  data: { ...data },
});
const state = (entity_id: string, wanted?: string, attributes: object = {}): Step => ({
  kind: "state",
  entity_id,
  ...(wanted === undefined ? {} : { state: wanted }),
  attributes: { ...attributes },
});
const unlocks = call("lock.unlock", { entity_id: ["lock.front"] });
const onChange = (entity_id: string): Trigger => ({
  kind: "entity",
  target: { entity_id: [entity_id] },
});

interface Around {
  readonly routines?: readonly Routine[];
  readonly unreadable?: readonly string[];
  readonly automations?: readonly Routine[];
}

function reach(first: Partial<ResolvedCall> & { service: string }, around: Around = {}) {
  const { routines = [], unreadable = [], automations = [] } = around;
  const world: World = {
    snapshot: home,
    routines: new Map<string, Routine | null>([
      ...routines.map((one) => [one.entity_id, one] as const),
      ...unreadable.map((id) => [id, null] as const),
    ]),
    automations,
  };
  return expandReach({ entity_ids: [], data: {}, ...first }, world);
}

/** "lock.unlock lock.front < script.leave": what is done to whom, and what led there. */
const told = ({ deeds }: { readonly deeds: readonly Deed[] }) =>
  deeds.map(({ service, entity_ids, via, unknown, guards }) =>
    [
      [service, ...entity_ids].join(" "),
      ...(via.length > 0 ? [`< ${via.join(" < ")}`] : []),
      ...(guards === undefined ? [] : [`guards ${guards.join(" ")}`]),
      ...(unknown === undefined ? [] : [`(${unknown})`]),
    ].join(" "),
  );

const leave = (...steps: Step[]) => ({ routines: [routine("script.leave", steps)] });
const runLeave = { service: "script.turn_on", entity_ids: ["script.leave"] };

describe("What a call reaches", () => {
  const cases: readonly [string, Partial<ResolvedCall> & { service: string }, Around, string[]][] =
    [
      [
        "itself",
        { service: "light.turn_on", entity_ids: ["light.a"] },
        {},
        ["light.turn_on light.a"],
      ],
      [
        "itself, without a target",
        { service: "homeassistant.restart" },
        {},
        ["homeassistant.restart"],
      ],
      [
        "members of a group",
        { service: "light.turn_on", entity_ids: ["light.both"] },
        {},
        ["light.turn_on light.both", "light.turn_on light.a light.b < light.both"],
      ],
      [
        "members of a group of locks",
        { service: "lock.unlock", entity_ids: ["lock.mesh"] },
        {},
        ["lock.unlock lock.mesh", "lock.unlock lock.front < lock.mesh"],
      ],
      [
        "members of a mixed group that the service is for",
        { service: "light.turn_on", entity_ids: ["group.mixed"] },
        {},
        ["light.turn_on group.mixed", "light.turn_on light.b < group.mixed"],
      ],
      [
        "joined players, once",
        { service: "media_player.play_media", entity_ids: ["media_player.one"] },
        {},
        [
          "media_player.play_media media_player.one",
          "media_player.play_media media_player.two < media_player.one",
        ],
      ],
      [
        "each entity by its own domain's service, but for those whose domain has none",
        {
          service: "homeassistant.turn_on",
          entity_ids: ["light.a", "light.b", "sensor.watt", "script.leave"],
        },
        leave(unlocks),
        [
          "homeassistant.turn_on light.a light.b script.leave",
          "light.turn_on light.a light.b",
          "script.turn_on script.leave",
          "lock.unlock lock.front < script.leave",
        ],
      ],
      [
        "what a script does",
        runLeave,
        leave(unlocks, call("light.turn_off", { area_id: ["hall"] })),
        [
          "script.turn_on script.leave",
          "lock.unlock lock.front < script.leave",
          "light.turn_off light.a < script.leave",
        ],
      ],
      [
        "what a script does, by its own name",
        { service: "script.leave" },
        leave(unlocks),
        ["script.leave script.leave", "lock.unlock lock.front < script.leave"],
      ],
      [
        "what a script does that got another entity id",
        { service: "script.welcome" },
        { routines: [routine("script.renamed", [unlocks])] },
        ["script.welcome script.renamed", "lock.unlock lock.front < script.renamed"],
      ],
      [
        "what scripts do that call each other",
        runLeave,
        {
          routines: [
            routine("script.leave", [call("script.renamed")]),
            routine("script.renamed", [
              call("script.turn_on", { entity_id: ["script.leave"] }),
              unlocks,
            ]),
          ],
        },
        [
          "script.turn_on script.leave",
          "script.renamed script.renamed < script.leave",
          "lock.unlock lock.front < script.leave < script.renamed",
        ],
      ],
      [
        "automations that name a script, by its own name",
        { service: "script.leave" },
        {
          routines: [routine("script.leave", [])],
          automations: [routine("automation.a", [unlocks], [onChange("script.leave")])],
        },
        ["script.leave script.leave", "lock.unlock lock.front < automation.a"],
      ],
      [
        "automations that name an automation which is set off",
        { service: "input_boolean.turn_on", entity_ids: ["input_boolean.party"] },
        {
          automations: [
            routine("automation.a", [], [onChange("input_boolean.party")]),
            routine("automation.b", [unlocks], [onChange("automation.a")]),
          ],
        },
        ["input_boolean.turn_on input_boolean.party", "lock.unlock lock.front < automation.b"],
      ],
      [
        "nothing of a script that is stopped",
        { service: "script.turn_off", entity_ids: ["script.leave"] },
        {},
        ["script.turn_off script.leave"],
      ],
      [
        "nothing of scripts that are read anew",
        { service: "script.reload" },
        {},
        ["script.reload"],
      ],
      [
        "nothing of automations that are read anew",
        { service: "automation.reload" },
        {},
        ["automation.reload"],
      ],
      [
        "nothing of a scene that is deleted",
        { service: "scene.delete", entity_ids: ["scene.night"] },
        {},
        ["scene.delete scene.night"],
      ],
      [
        "targets of a step less what is taken out",
        runLeave,
        leave(
          call("light.turn_on", {
            entity_id: ["light.b"],
            area_id: ["hall"],
            exclude: { entity_id: ["light.b"] },
          }),
        ),
        ["script.turn_on script.leave", "light.turn_on light.a < script.leave"],
      ],
      [
        "all of a domain",
        runLeave,
        leave(call("light.turn_on", { entity_id: ["all"] })),
        ["script.turn_on script.leave", "light.turn_on light.a light.b light.both < script.leave"],
      ],
      [
        "nothing where a step finds nothing",
        runLeave,
        leave(call("cover.open_cover", { area_id: ["hall"] })),
        ["script.turn_on script.leave"],
      ],
      [
        "a device that is not known",
        runLeave,
        leave(call("light.turn_on", { device_id: ["old"] })),
        [
          "script.turn_on script.leave",
          "light.turn_on < script.leave (it names a device that is not known)",
        ],
      ],
      [
        "a phone",
        runLeave,
        leave(call("notify.mobile", { device_id: ["phone"] })),
        ["script.turn_on script.leave", "notify.mobile < script.leave"],
      ],
      [
        "a step that cannot be read",
        runLeave,
        leave({ kind: "unknown", why: "a template chooses the service" }),
        [
          "script.turn_on script.leave",
          "script.turn_on script.leave < script.leave (a template chooses the service)",
        ],
      ],
      [
        "a script that cannot be read",
        runLeave,
        { unreadable: ["script.leave"] },
        [
          "script.turn_on script.leave",
          "script.turn_on script.leave < script.leave (its configuration cannot be read)",
        ],
      ],
      [
        "a scene that cannot be read, at its worst",
        { service: "scene.turn_on", entity_ids: ["scene.night"] },
        { unreadable: ["scene.night"] },
        [
          "scene.turn_on scene.night",
          "scene.turn_on scene.night < scene.night (its configuration cannot be read)",
          "lock.lock lock.front < scene.night",
          "lock.unlock lock.front < scene.night",
          "lock.open lock.front < scene.night",
          "light.turn_on light.a < scene.night",
          "light.turn_off light.a < scene.night",
        ],
      ],
      [
        "what a scene brings about",
        { service: "scene.turn_on", entity_ids: ["scene.night"] },
        {
          routines: [
            routine("scene.night", [
              state("lock.front", "unlocked"),
              state("group.mixed", "on"),
              state("sensor.watt", "3"),
              state("odd.thing", "on"),
            ]),
          ],
        },
        [
          "scene.turn_on scene.night",
          "scene.apply odd.thing < scene.night (nobody knows how a scene changes it)",
          "lock.unlock lock.front < scene.night",
          "lock.lock lock.front < scene.night < group.mixed",
          "lock.open lock.front < scene.night < group.mixed",
          "light.turn_on light.b < scene.night < group.mixed",
        ],
      ],
      [
        "states that are given",
        {
          service: "scene.apply",
          data: {
            entities: {
              "Light.A": true,
              "light.b": { state: "off" },
              "input_boolean.party": false,
              "cover.blind": "open",
            },
          },
        },
        {},
        [
          "scene.apply light.a light.b input_boolean.party cover.blind",
          "light.turn_on light.a",
          "light.turn_off light.b",
          "input_boolean.turn_off input_boolean.party",
          "cover.open_cover cover.blind",
          "cover.open_cover_tilt cover.blind",
        ],
      ],
      [
        "states that cannot be read",
        { service: "scene.apply", data: { entities: "{{ x }}" } },
        {},
        ["scene.apply", "scene.apply (it cannot be read which states it brings about)"],
      ],
      [
        "what an automation does",
        { service: "automation.trigger", entity_ids: ["automation.a"] },
        { routines: [routine("automation.a", [unlocks])] },
        ["automation.trigger automation.a", "lock.unlock lock.front < automation.a"],
      ],
      [
        "what an automation may do from now on",
        { service: "automation.turn_on", entity_ids: ["automation.a", "light.a"] },
        { routines: [routine("automation.a", [unlocks])] },
        ["automation.turn_on automation.a light.a", "lock.unlock lock.front < automation.a"],
      ],
      [
        "what an automation does not do any more",
        { service: "automation.turn_off", entity_ids: ["automation.a"] },
        {
          routines: [
            routine(
              "automation.a",
              [
                call("cover.open_cover", {
                  entity_id: ["cover.garage", "cover.blind", "cover.gone", "light.a"],
                }),
                call("automation.turn_off", { entity_id: ["automation.a"] }),
              ],
              [onChange("binary_sensor.smoke"), { kind: "event", event_type: "x" }],
            ),
          ],
        },
        [
          "automation.turn_off automation.a",
          "automation.turn_off automation.a < automation.a guards binary_sensor.smoke cover.garage",
        ],
      ],
      [
        "nothing by switching off an automation of lamps",
        { service: "automation.turn_off", entity_ids: ["automation.a"] },
        {
          routines: [routine("automation.a", [call("light.turn_on", { entity_id: ["light.a"] })])],
        },
        ["automation.turn_off automation.a"],
      ],
      [
        "what cannot be known of an automation that is switched off",
        { service: "automation.turn_off", entity_ids: ["automation.a", "automation.b"] },
        {
          unreadable: ["automation.a"],
          routines: [routine("automation.b", [{ kind: "unknown", why: "x" }])],
        },
        [
          "automation.turn_off automation.a automation.b",
          "automation.turn_off automation.a < automation.a (its configuration cannot be read)",
          "automation.turn_off automation.b < automation.b (it cannot be read what it looks after)",
        ],
      ],
      [
        "automations that listen to a helper, if they are on",
        { service: "input_boolean.turn_on", entity_ids: ["input_boolean.party"] },
        {
          automations: [
            routine("automation.a", [unlocks], [onChange("group.helpers")]),
            routine("automation.off", [unlocks], [onChange("input_boolean.party")]),
          ],
        },
        ["input_boolean.turn_on input_boolean.party", "lock.unlock lock.front < automation.a"],
      ],
      [
        "automations that listen to all helpers of a kind, or to anything",
        { service: "button.press", entity_ids: ["button.bell"] },
        {
          automations: [
            routine("automation.a", [unlocks], [{ kind: "any", domains: ["button", "light"] }]),
            routine(
              "automation.b",
              [call("light.turn_on", { entity_id: ["light.a"] })],
              [{ kind: "any" }],
            ),
          ],
        },
        [
          "button.press button.bell",
          "lock.unlock lock.front < automation.a",
          "light.turn_on light.a < automation.b",
        ],
      ],
      [
        "automations that listen to what is fired",
        runLeave,
        {
          ...leave({ kind: "event", event_type: "go" }),
          automations: [
            routine("automation.a", [unlocks], [{ kind: "event", event_type: "go" }]),
            routine(
              "automation.b",
              [call("light.turn_on", { entity_id: ["light.a"] })],
              [{ kind: "event", event_type: "call_service" }],
            ),
          ],
        },
        [
          "script.turn_on script.leave",
          "lock.unlock lock.front < script.leave < automation.a",
          "light.turn_on light.a < script.leave < automation.b",
        ],
      ],
      [
        "automations that listen to what a timer will fire",
        { service: "timer.start", entity_ids: ["timer.egg"] },
        {
          automations: [routine("automation.a", [unlocks], [{ kind: "any", domains: ["timer"] }])],
        },
        ["timer.start timer.egg", "lock.unlock lock.front < automation.a"],
      ],
      [
        "automations that name a scene",
        { service: "scene.turn_on", entity_ids: ["scene.night"] },
        {
          routines: [routine("scene.night", [])],
          automations: [routine("automation.a", [unlocks], [onChange("scene.night")])],
        },
        ["scene.turn_on scene.night", "lock.unlock lock.front < automation.a"],
      ],
      [
        "no automation by looking",
        { service: "todo.get_items", entity_ids: ["todo.list"] },
        { automations: [routine("automation.a", [unlocks], [onChange("todo.list")])] },
        ["todo.get_items todo.list"],
      ],
      [
        "automations that listen to a list",
        { service: "todo.add_item", entity_ids: ["todo.list"] },
        {
          automations: [
            routine(
              "automation.a",
              [unlocks],
              [{ kind: "entity", target: { entity_id: ["all"] } }],
            ),
          ],
        },
        ["todo.add_item todo.list", "lock.unlock lock.front < automation.a"],
      ],
      [
        "what fields name",
        {
          service: "media_player.join",
          entity_ids: ["media_player.one"],
          data: { group_members: ["media_player.two", "media_player.gone"] },
        },
        {},
        ["media_player.join media_player.one media_player.two"],
      ],
      [
        "what addresses and lists in the data name",
        {
          service: "logbook.log",
          data: {
            deep: [{ url: "media-source://camera/Camera.Door" }],
            ids: "light.a, light.b",
            text: "light.both is on",
            n: 3,
            long: `light.both,${"x".repeat(1_000)}`,
          },
        },
        {},
        ["logbook.log camera.door light.a light.b"],
      ],
      [
        "members of a group that a field names",
        { service: "logbook.log", data: { entity: "group.mixed" } },
        {},
        ["logbook.log group.mixed", "logbook.log light.b lock.front < group.mixed"],
      ],
      [
        "places and devices that fields name",
        {
          service: "vacuum.clean",
          data: { room: "hall", odd: "hall", none: "hall", device: "speaker", other: "hall" },
        },
        {},
        [
          "vacuum.clean light.a lock.front media_player.one",
          "vacuum.clean media_player.two < media_player.one",
        ],
      ],
      [
        "what a target in a field names",
        { service: "notify.phones", data: { to: { area_id: "hall" } } },
        {},
        ["notify.phones light.a lock.front"],
      ],
      [
        "what a template in a field chooses",
        runLeave,
        leave(
          call(
            "media_player.join",
            { entity_id: ["media_player.two"] },
            { group_members: "{{ x }}" },
          ),
          call("logbook.log", {}, { message: "{{ x }}" }),
        ),
        [
          "script.turn_on script.leave",
          "media_player.join media_player.two < script.leave (a template chooses what it is about)",
          "logbook.log < script.leave",
          "media_player.join media_player.one < script.leave < media_player.two (a template chooses what it is about)",
        ],
      ],
    ];
  for (const [title, first, around, expected] of cases)
    it(`is ${title}`, () => expect(told(reach(first, around))).to.deep.equal(expected));

  it("names automations that it may set off, and does not judge them", () => {
    const automations = [
      routine("automation.a", [unlocks], [onChange("light.a")]),
      routine("automation.b", [unlocks], [{ kind: "any" }]),
    ];

    const { deeds, mayStart } = reach(
      { service: "light.turn_on", entity_ids: ["light.a"] },
      { automations },
    );

    expect(mayStart).to.deep.equal(["automation.a", "automation.b"]);
    expect(deeds).to.have.length(1);
  });

  it("is no less where several automations listen to one thing", () => {
    const automations = [
      routine("automation.a", [unlocks], [onChange("input_boolean.party")]),
      routine(
        "automation.b",
        [unlocks],
        [onChange("input_boolean.party"), onChange("button.bell")],
      ),
    ];
    const call = { service: "input_boolean.turn_on", entity_ids: ["input_boolean.party"] };

    // Both unlock the same door: it is judged once.
    expect(told(reach(call, { automations }))).to.deep.equal([
      "input_boolean.turn_on input_boolean.party",
      "lock.unlock lock.front < automation.a",
    ]);
    expect(
      told(
        reach({ ...call, service: "button.press", entity_ids: ["button.bell"] }, { automations }),
      ),
    ).to.have.length(2);
  });

  it("is what members of a group do that a step names", () => {
    const script = leave(call("light.turn_on", { entity_id: ["group.mixed", "lock.front"] }));

    expect(told(reach(runLeave, script))).to.deep.equal([
      "script.turn_on script.leave",
      "light.turn_on group.mixed < script.leave",
      "light.turn_on light.b < script.leave < group.mixed",
    ]);
  });

  it("is what a service of an integration may do with things of other kinds", () => {
    const script = leave(call("vacuum.clean", { entity_id: ["light.a"] }));

    expect(told(reach(runLeave, script))).to.include("vacuum.clean light.a < script.leave");
  });

  it("is everything that can be switched when all is switched at once", () => {
    const [, all] = told(
      reach(runLeave, leave(call("homeassistant.turn_off", { entity_id: ["all"] }))),
    );

    const [, ...reached] = all?.split(" < ")[0]?.split(" ") ?? [];
    const domains = [...home.services.keys()]
      .filter((name) => name.endsWith(".turn_off"))
      .map((name) => name.split(".")[0]);
    const ids = [...home.entities.keys()].filter((id) =>
      [...domains, "group"].includes(id.split(".")[0]),
    );
    expect(ids.length).to.be.within(5, home.entities.size - 1);
    expect(reached).to.have.members(ids);
  });

  it("is the worst where a state is no state", () => {
    const entities = { "lock.front": null, "input_number.heat": 21 };
    const deeds = told(reach({ service: "scene.apply", data: { entities } }));

    expect(deeds).to.include.members([
      "lock.unlock lock.front",
      "input_number.set_value input_number.heat",
    ]);
  });

  it("tells what must be read first, everything at once", () => {
    const { missing } = reach(
      { service: "homeassistant.turn_off", entity_ids: ["automation.a", "script.leave"] },
      {},
    );
    expect(missing).to.deep.equal(["automation.a"]);

    const guarding = routine("automation.a", [
      call("script.leave"),
      call("scene.turn_on", { entity_id: ["scene.hue"] }),
    ]);
    const next = reach(
      { service: "automation.turn_off", entity_ids: ["automation.a"] },
      { routines: [guarding] },
    );
    expect(next.missing).to.deep.equal(["scene.hue", "script.leave"]);
  });

  it("is not followed beyond reason", () => {
    const chain = Array.from({ length: 60 }, (_, n) =>
      routine(`script.s${n}`, [call(`script.s${n + 1}`)]),
    );
    const deep = reach({ service: "script.s0" }, { routines: chain }).deeds;
    expect(deep.at(-1)?.unknown).to.equal("it goes too deep to be followed");

    const steps = Array.from({ length: 6_000 }, (_, n) =>
      call("light.turn_on", { entity_id: ["light.a"] }, { n }),
    );
    const wide = reach(runLeave, leave(...steps)).deeds;
    expect(wide.at(-1)?.unknown).to.equal("it reaches too much to be followed");
    expect(wide.length).to.be.lessThan(5_010);

    const states = Array.from({ length: 20_100 }, (_, n) => state(`light.n${n}`, "on"));
    const long = reach(runLeave, leave(...states)).deeds;
    expect(long.at(-1)?.unknown).to.equal("it reaches too much to be followed");
  });
});
