import { expect } from "chai";
import type { Trigger } from "../../server/home/home.ts";
import { listeningOf } from "../../server/home/routines/listening.ts";
import { automationRoutine } from "../../server/home/routines/routine.ts";
import type { Names } from "../../server/home/routines/targets.ts";

const registryId = "0123456789abcdef0123456789abcdef";
const nobody = "f".repeat(32);
const names: Names = {
  entityIdOf: (id) => (id === registryId ? "lock.front_door" : undefined),
};
const onTriggers = (...triggers: readonly unknown[]) =>
  automationRoutine("automation.x", { triggers, actions: [] }, names).triggers;

describe("What sets an automation off", () => {
  const entity = (...entity_id: readonly string[]): Trigger => ({
    kind: "entity",
    target: { entity_id },
  });
  const event = (event_type: string): Trigger => ({ kind: "event", event_type });
  const anything: Trigger = { kind: "any" };

  const table: readonly (readonly [what: string, trigger: unknown, set: readonly Trigger[]])[] = [
    ["a state", { trigger: "state", entity_id: "Input_Boolean.A" }, [entity("input_boolean.a")]],
    [
      "the older word for it",
      { platform: "state", entity_id: ["a.b", "a.c"] },
      [entity("a.b", "a.c")],
    ],
    [
      "a state by registry id",
      { trigger: "state", entity_id: registryId },
      [entity("lock.front_door")],
    ],
    ["a state that nobody knows", { trigger: "state", entity_id: nobody }, [anything]],
    [
      "a number",
      { trigger: "numeric_state", entity_id: "sensor.a", above: "input_number.b", below: "30" },
      [entity("sensor.a", "input_number.b")],
    ],
    [
      "a zone",
      { trigger: "zone", entity_id: "person.a", zone: "zone.home" },
      [entity("person.a", "zone.home")],
    ],
    ["a calendar", { trigger: "calendar", entity_id: "calendar.a" }, [entity("calendar.a")]],
    ["a time", { trigger: "time", at: ["07:00", "08:00:30"] }, []],
    [
      "a time that a helper holds",
      { trigger: "time", at: ["07:00", { entity_id: "input_datetime.b", offset: "-1:00" }] },
      [entity("input_datetime.b")],
    ],
    ["a time of a template", { trigger: "time", at: "{{ x }}" }, [anything]],
    ["a pattern of times", { trigger: "time_pattern", minutes: "/5" }, []],
    ["the sun", { trigger: "sun", event: "sunset" }, []],
    ["a start", { trigger: "homeassistant", event: "start" }, []],
    ["a trigger switched off", { trigger: "state", entity_id: "a.b", enabled: false }, []],
    [
      "a trigger perhaps off",
      { trigger: "state", entity_id: "a.b", enabled: "{{ x }}" },
      [entity("a.b")],
    ],
    ["an event", { trigger: "event", event_type: ["a", "B"] }, [event("a"), event("B")]],
    ["an event of a template", { trigger: "event", event_type: "{{ x }}" }, [anything]],
    [
      "the change of one entity",
      { trigger: "event", event_type: "state_changed", event_data: { entity_id: "a.b" } },
      [entity("a.b")],
    ],
    ["every change", { trigger: "event", event_type: "state_changed" }, [anything]],
    [
      "every call",
      { trigger: "event", event_type: "call_service", event_data: { entity_id: "a.b" } },
      [anything],
    ],
    [
      "the end of timers",
      { trigger: "event", event_type: "timer.finished" },
      [{ kind: "any", domains: ["timer"] }, event("timer.finished")],
    ],
    [
      "the end of one timer",
      {
        trigger: "event",
        event_type: "timer.finished",
        event_data: { entity_id: "timer.egg" },
      },
      [entity("timer.egg"), event("timer.finished")],
    ],
    ["a tag", { trigger: "tag", tag_id: "x" }, [event("tag_scanned")]],
    ["a webhook", { trigger: "webhook", webhook_id: "x" }, [event("webhook")]],
    ["a message", { trigger: "mqtt", topic: "x" }, [event("mqtt")]],
    ["a sentence", { trigger: "conversation", command: "x" }, [event("conversation")]],
    [
      "a device",
      { trigger: "device", device_id: "D", domain: "lock", type: "locked", entity_id: registryId },
      [{ kind: "entity", target: { entity_id: ["lock.front_door"], device_id: ["d"] } }],
    ],
    [
      "a trigger of the newer kind",
      { trigger: "light.turned_on", target: { area_id: "kitchen", label_id: ["night"] } },
      [{ kind: "entity", target: { area_id: ["kitchen"], label_id: ["night"] } }],
    ],
    [
      "one with a threshold that a helper holds",
      {
        trigger: "climate.temperature_changed",
        target: { entity_id: "climate.a" },
        options: { threshold: { type: "above", value: { entity: "input_number.b" } } },
      },
      [entity("climate.a", "input_number.b")],
    ],
    [
      "one whose target is a template",
      { trigger: "light.turned_on", target: "{{ x }}" },
      [anything],
    ],
    ["one of the sky", { trigger: "sun.dawn" }, []],
    ["one that nobody knows", { trigger: "acme.thing" }, [anything]],
    [
      "one that nobody knows, of an entity",
      { trigger: "acme.thing", entity_id: "a.b" },
      [entity("a.b")],
    ],
    [
      "triggers in triggers",
      { triggers: [{ trigger: "tag" }, { trigger: "sun" }] },
      [event("tag_scanned")],
    ],
    ["what is no trigger", "sunset", [anything]],
    ["what has no name", { entity_id: "a.b" }, [anything]],
    ["a template that is none", { trigger: "template", value_template: true }, [anything]],
    [
      "a template given a variable",
      {
        trigger: "template",
        value_template: "{{ is_state('a.b', wanted) }}",
        variables: { wanted: 1 },
      },
      [anything],
    ],
  ];
  for (const [what, trigger, set] of table)
    it(`is told of ${what}`, () => {
      expect(onTriggers(trigger)).to.deep.equal(set);
    });

  it("is told in the older words of an automation", () => {
    const config = { trigger: { platform: "tag" }, action: { scene: "scene.a" } };

    const { steps, triggers } = automationRoutine("automation.x", config, names);

    expect(triggers).to.deep.equal([event("tag_scanned")]);
    expect(steps).to.have.length(1);
  });

  const templates: readonly (readonly [template: string, set: readonly Trigger[]])[] = [
    ["{{ is_state('input_boolean.a', 'on') }}", [entity("input_boolean.a")]],
    [
      '{{ states("sensor.a") | float > states.sensor.b.state | int }}',
      [entity("sensor.b", "sensor.a")],
    ],
    ["{{ now().hour == 7 }}", []],
    [
      "{{ ['light.a', 'light.b'] | select('is_state', 'on') | list | count > 0 }}",
      [entity("light.a", "light.b")],
    ],
    ["{{ expand('group.a', 'group.b') | list }}", [entity("group.a", "group.b")]],
    [
      "{{ states.light | selectattr('state', 'eq', 'on') | list }}",
      [{ kind: "any", domains: ["light"] }],
    ],
    ["{{ states | list | count > 3 }}", [anything]],
    ["{{ states['light.a'].state }}", [anything]],
    ["{% for e in states %}{% endfor %}", [anything]],
    ["{% set e = 'light.a' %}{{ states(e) }}", [anything]],
    ["{{ states('light.' ~ room) }}", [anything]],
    ["{{ 'light.' + room | states }}", [anything]],
    ["{{ expand(things) }}", [anything]],
    ["{{ area_entities('kitchen') }}", [anything]],
    ["{{ integration_entities('hue') }}", [anything]],
    ["{% from 'x.jinja' import y %}{{ y() }}", [anything]],
  ];
  for (const [template, set] of templates)
    it(`is told of ${template}`, () => {
      expect(listeningOf(template, [])).to.deep.equal(set);
    });
});
