import { expect } from "chai";
import type { Step } from "../../server/home/home.ts";
import { sceneRoutine, scriptRoutine } from "../../server/home/routines/routine.ts";
import type { Names } from "../../server/home/routines/targets.ts";

const registryId = "0123456789abcdef0123456789abcdef";
const nobody = "f".repeat(32);
const names: Names = {
  entityIdOf: (id) => (id === registryId ? "lock.front_door" : undefined),
};
const script = (...sequence: readonly unknown[]) => scriptRoutine("script.x", { sequence }, names);
const service = (
  called: string,
  entity_id: readonly string[] = [],
  data: Readonly<Record<string, unknown>> = {},
): Step => ({
  kind: "service",
  service: called,
  target: entity_id.length === 0 ? {} : { entity_id },
  data,
});
const unlock = { action: "lock.unlock", target: { entity_id: "lock.front_door" } };
const unlocks = service("lock.unlock", ["lock.front_door"]);

describe("The steps of a script", () => {
  const table: readonly (readonly [what: string, action: unknown, steps: readonly Step[]])[] = [
    ["an action", unlock, [unlocks]],
    ["the older word for it", { service: "lock.unlock", entity_id: "lock.front_door" }, [unlocks]],
    [
      "an action in capitals",
      { action: "LOCK.Unlock", target: { entity_id: "Lock.Front_Door" } },
      [unlocks],
    ],
    ["an action that is switched off", { ...unlock, enabled: false }, [unlocks]],
    ["an action that aims by its data", { ...unlock, target: {}, data: unlock.target }, [unlocks]],
    [
      "an action that aims by its templated data",
      { service_template: "lock.unlock", data_template: { entity_id: ["lock.front_door"] } },
      [unlocks],
    ],
    ["a registry id", { action: "lock.unlock", target: { entity_id: registryId } }, [unlocks]],
    [
      "target and data together",
      {
        action: "light.turn_on",
        target: { entity_id: "light.a, light.b", exclude: { area_id: "Hall" } },
        data: { area_id: ["kitchen"], entity_id: "light.c", brightness: 3 },
        entity_id: "light.d",
      },
      [
        {
          kind: "service",
          service: "light.turn_on",
          target: {
            entity_id: ["light.a", "light.b", "light.c", "light.d"],
            area_id: ["kitchen"],
            exclude: { area_id: ["hall"] },
          },
          data: { brightness: 3 },
        },
      ],
    ],
    [
      "everything and nothing",
      { action: "light.turn_off", target: { entity_id: "ALL", area_id: "none", label_id: null } },
      [service("light.turn_off", ["all"])],
    ],
    [
      "templates in data",
      { action: "light.turn_on", data: { brightness: "{{ level }}" } },
      [service("light.turn_on", [], { brightness: "{{ level }}" })],
    ],
    [
      "choose",
      {
        choose: [
          { conditions: [], sequence: [unlock] },
          { conditions: "{{ x }}", sequence: { event: "one" } },
        ],
        default: [{ event: "two" }],
      },
      [unlocks, { kind: "event", event_type: "one" }, { kind: "event", event_type: "two" }],
    ],
    ["a choice of one", { choose: { conditions: [], sequence: unlock } }, [unlocks]],
    [
      "if",
      { if: [], then: unlock, else: [{ event: "no" }] },
      [unlocks, { kind: "event", event_type: "no" }],
    ],
    ["if without else", { if: "{{ x }}", then: [unlock] }, [unlocks]],
    ["repeat with a count", { repeat: { count: 3, sequence: [unlock] } }, [unlocks]],
    ["repeat while", { repeat: { while: [], sequence: [unlock] } }, [unlocks]],
    ["repeat until", { repeat: { until: [], sequence: unlock } }, [unlocks]],
    ["repeat for each", { repeat: { for_each: ["a"], sequence: [unlock] } }, [unlocks]],
    [
      "parallel, also of sequences",
      { parallel: [unlock, { sequence: [{ event: "a" }] }, [{ event: "b" }]] },
      [unlocks, { kind: "event", event_type: "a" }, { kind: "event", event_type: "b" }],
    ],
    ["a sequence", { sequence: [unlock, { delay: 1 }] }, [unlocks]],
    ["a scene", { scene: "scene.Movie" }, [service("scene.turn_on", ["scene.movie"])]],
    ["an event", { event: "Door", event_data: { a: 1 } }, [{ kind: "event", event_type: "Door" }]],
    ["a delay", { delay: { minutes: "{{ x }}" } }, []],
    ["a wait for a template", { wait_template: "{{ x }}" }, []],
    ["a wait for a trigger", { wait_for_trigger: [{ trigger: "event", event_type: "x" }] }, []],
    ["a condition", { condition: "device", device_id: "d", domain: "lock", type: "is_locked" }, []],
    ["a condition of a few words", { or: ["{{ x }}"] }, []],
    ["a condition of a template", "{{ is_state('lock.x', 'locked') }}", []],
    ["variables", { variables: { action: "lock.unlock" } }, []],
    ["a stop", { stop: "Enough" }, []],
    ["an answer", { set_conversation_response: "Done" }, []],
  ];
  for (const [what, action, steps] of table)
    it(`are known of ${what}`, () => {
      expect(script(action).steps).to.deep.equal(steps);
    });

  const device = (domain: string, type: string, more: object = {}) => ({
    ...{ device_id: "d", domain, type, entity_id: registryId },
    ...more,
  });
  const devices: readonly (readonly [object, string, object])[] = [
    [device("lock", "unlock"), "lock.unlock", {}],
    [device("lock", "open"), "lock.open", {}],
    [device("cover", "open"), "cover.open_cover", {}],
    [device("cover", "set_position", { position: 3 }), "cover.set_cover_position", { position: 3 }],
    [
      device("cover", "set_tilt_position", { position: 3 }),
      "cover.set_cover_tilt_position",
      { tilt_position: 3 },
    ],
    [device("light", "turn_on", { brightness_pct: 7 }), "light.turn_on", { brightness_pct: 7 }],
    [device("light", "brightness_increase"), "light.turn_on", { brightness_step_pct: 10 }],
    [device("light", "flash", { flash: "long" }), "light.turn_on", { flash: "long" }],
    [device("switch", "toggle"), "switch.toggle", {}],
    [device("fan", "turn_off"), "fan.turn_off", {}],
    [device("remote", "turn_on"), "remote.turn_on", {}],
    [
      device("climate", "set_hvac_mode", { hvac_mode: "heat" }),
      "climate.set_hvac_mode",
      { hvac_mode: "heat" },
    ],
    [device("alarm_control_panel", "disarm"), "alarm_control_panel.alarm_disarm", {}],
    [device("vacuum", "dock"), "vacuum.return_to_base", {}],
    [device("number", "set_value", { value: 4 }), "number.set_value", { value: 4 }],
    [device("select", "select_option", { option: "a" }), "select.select_option", { option: "a" }],
    [device("button", "press"), "button.press", {}],
  ];
  for (const [action, called, data] of devices)
    it(`are known of a device's action that means ${called}`, () => {
      expect(script(action).steps).to.deep.equal([
        { kind: "service", service: called, target: { entity_id: ["lock.front_door"] }, data },
      ]);
    });

  it("are known of a message to a phone", () => {
    const told = { message: "Hello", data: { actions: [{ action: "OPEN" }] } };
    const action = { device_id: "Phone", domain: "mobile_app", type: "notify", ...told };

    expect(script(action).steps).to.deep.equal([
      {
        kind: "service",
        service: "notify.mobile_app",
        target: { device_id: ["phone"] },
        data: told,
      },
    ]);
  });

  const unknowns: readonly (readonly [what: string, action: unknown, why: RegExp])[] = [
    ["a template chooses the service", { action: "{{ x }}" }, /template chooses the service/],
    ["a template is a part of the service", { action: "lock.{{ x }}" }, /template chooses/],
    [
      "a template chooses what is acted on",
      { ...unlock, target: { entity_id: "{{ x }}" } },
      /lock\.unlock acts on/,
    ],
    [
      "a template chooses one of several",
      { ...unlock, target: { entity_id: ["light.a", "{% if x %}lock.x{% endif %}"] } },
      /acts on/,
    ],
    ["a template chooses the area", { ...unlock, data: { area_id: "{{ x }}" } }, /acts on/],
    ["a template is the target", { ...unlock, target: "{{ x }}" }, /template chooses/],
    ["a template is all data", { action: "lock.unlock", data: "{{ x }}" }, /called with/],
    [
      "a template is the name of a field",
      { action: "lock.unlock", data: { "{{ 'entity_id' }}": "lock.x" } },
      /called with/,
    ],
    ["a template chooses the scene", { scene: "{{ x }}" }, /scene/],
    ["nobody knows the registry id", { action: "lock.unlock", entity_id: nobody }, /acts on/],
    [
      "a device's action is not known",
      { device_id: "d", domain: "zha", type: "warn" },
      /device that is not known/,
    ],
    [
      "a device's entity is not known",
      { device_id: "d", domain: "lock", type: "unlock", entity_id: nobody },
      /entity that is not known/,
    ],
    ["a step is of a new kind", { teleport: "home" }, /kind that is not known/],
    ["a step is a number", 3, /cannot be read/],
    ["a choice has no sequence", { choose: [{}] }, /cannot be read/],
    ["what is repeated is not there", { repeat: {} }, /cannot be read/],
    ["a service is no service", { action: "unlock" }, /cannot be read/],
    ["an event has no type", { event: null }, /event that cannot be read/],
  ];
  for (const [what, action, why] of unknowns)
    it(`are unknown when ${what}`, () => {
      const [step, ...others] = script(action).steps;

      expect(others).to.deep.equal([]);
      expect(step?.kind).to.equal("unknown");
      expect(step).to.have.property("why").that.matches(why);
    });

  it("are unknown when there is no sequence", () => {
    const { steps } = scriptRoutine("script.x", { alias: "X" }, names);

    expect(steps.map(({ kind }) => kind)).to.deep.equal(["unknown"]);
  });

  it("are unknown when they are nested without end", () => {
    let action: unknown = unlock;
    for (let i = 0; i < 250; i++) action = { sequence: [action] };

    expect(script(action).steps.map(({ kind }) => kind)).to.deep.equal(["unknown"]);
  });

  it("exclude nothing when the exclusion cannot be read", () => {
    const target = { entity_id: "light.a", exclude: { entity_id: "{{ x }}" } };

    expect(script({ action: "light.turn_on", target }).steps).to.deep.equal([
      service("light.turn_on", ["light.a"]),
    ]);
  });
});

describe("The digest of a routine", () => {
  it("is the same whatever the order of its keys", () => {
    const turned = { target: { entity_id: "lock.front_door" }, action: "lock.unlock" };

    expect(script(turned).digest).to.equal(script(unlock).digest);
  });

  it("is another when anything in it is", () => {
    const digests = [
      script(unlock),
      script(unlock, unlock),
      script({ ...unlock, enabled: false }),
      script({ ...unlock, data: { code: "1" } }),
      script({ ...unlock, data: { code: 1 } }),
    ].map(({ digest }) => digest);

    expect(new Set(digests).size).to.equal(digests.length);
  });

  it("is another when a name means another entity", () => {
    const config = { sequence: [{ action: "lock.unlock", entity_id: registryId }] };
    const before = scriptRoutine("script.x", config, names);
    const after = scriptRoutine("script.x", config, { entityIdOf: () => "lock.back_door" });

    expect(after.digest).not.to.equal(before.digest);
  });
});

describe("The steps of a scene", () => {
  it("are the states that it brings about", () => {
    const entities = {
      "light.a": "off",
      "Light.B": { state: true, brightness: 4 },
      "switch.c": false,
      "lock.d": { brightness: 1 },
    };

    expect(sceneRoutine("scene.x", { name: "X", entities }, ["light.a"]).steps).to.deep.equal([
      { kind: "state", entity_id: "light.a", state: "off", attributes: {} },
      { kind: "state", entity_id: "light.b", state: "on", attributes: { brightness: 4 } },
      { kind: "state", entity_id: "switch.c", state: "off", attributes: {} },
      { kind: "state", entity_id: "lock.d", attributes: { brightness: 1 } },
    ]);
  });

  it("have what it was loaded with and its file does not say", () => {
    const { steps } = sceneRoutine("scene.x", { entities: {} }, ["lock.front_door"]);

    expect(steps).to.deep.equal([{ kind: "state", entity_id: "lock.front_door", attributes: {} }]);
  });
});
