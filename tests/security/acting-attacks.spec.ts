import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import type { Outcome } from "../../server/gateway/call.ts";
import type { ScopeRule } from "../../server/policy/rules.ts";
import { namedScopes, scopeOf } from "../../server/policy/scope.ts";
import { expandReach } from "../../server/policy/reach.ts";
import { startHouse, type House } from "../support/house.ts";
import { promise } from "../support/promise.ts";
import { routine, smallHome } from "../support/small-home.ts";
import { until } from "../support/until.ts";

// Each of these once opened something, or told of something, that was not the caller's.
describe("Attacks on acting", function () {
  this.timeout(20_000);
  let house: House;
  let resident: Principal;
  before(async () => {
    house = await startHouse();
    resident = await house.enter("resident");
  });
  after(() => house.close());

  /** A resident to whom these do not exist. */
  const blindTo = (...entityIds: readonly string[]): Principal => {
    const hidden = entityIds.map((id): ScopeRule => ({
      ...{ name: "hidden", select: { kind: "entity", id }, access: "none" },
    }));
    const scope = scopeOf([...namedScopes.all, ...hidden]);
    return { ...resident, rights: { ...resident.rights, key: scope.key, scope } };
  };
  const failureOf = (outcome: Outcome) => {
    if (outcome.ok) throw new Error(`It came through: ${outcome.json}`);
    return outcome.failure;
  };
  /** Until the mirror has heard of it. */
  const known = (...entityIds: readonly string[]) =>
    until(entityIds.join(), () => entityIds.every((id) => house.home.snapshot().entities.has(id)));

  promise(
    "judge.escalation",
    "a script says that a timer ended, which opens the door",
    async () => {
      const event = { event_type: "timer.finished", event_data: { entity_id: "timer.egg" } };
      const unlocks = { action: "lock.unlock", target: { entity_id: "lock.front_door" } };
      const door = house.demo.addAutomation("egg_door", {
        ...{ alias: "Egg door", triggers: [{ trigger: "event", ...event }], actions: [unlocks] },
      });
      const egg = house.demo.addScript("egg", {
        ...{ alias: "Egg", sequence: [{ event: event.event_type, event_data: event.event_data }] },
      });
      await known(door, egg);

      const failure = failureOf(await house.call("run_script", { script: "Egg" }));

      expect(failure).to.include({ code: "needs_approval" });
      expect(failure.message).to.match(/unlocks Front door/);
      expect(house.demo.state("lock.front_door").state).to.equal("locked");
    },
  );

  promise(
    "scope.acts",
    "a template that completes the name of what a scene brings about",
    async () => {
      const room = house.demo.addScript("room", {
        alias: "Room",
        sequence: [
          { action: "scene.apply", data: { entities: { "light.{{ 'hall_' ~ which }}": "on" } } },
        ],
      });
      await known(room);

      const failure = failureOf(
        await house.call("run_script", { script: "Room" }, blindTo("light.hall_ceiling")),
      );

      expect(failure.message).to.match(/cannot be read/);
    },
  );

  promise("scope.unseen", "the title of a hidden camera among what can be played", async () => {
    for (const id of ["camera.front_door", "camera.garden"])
      house.demo.addEntity({ entity_id: id, state: "idle", name: id });
    await known("camera.front_door", "camera.garden");
    const { rights } = blindTo("camera.front_door");
    const { guard } = house.homes.find(undefined, undefined);
    const { clean } = guard(rights.scope, new AbortController().signal);
    const child = (id: string, title: string) => ({
      title,
      media_content_id: `media-source://camera/${id}`,
    });

    const answer = clean({
      response: {
        children: [child("camera.front_door", "Front door"), child("camera.garden", "Garden")],
      },
    });

    expect(JSON.stringify(answer)).to.include("Garden").and.not.to.include("Front door");
  });

  promise("scope.unseen", "whether what a field names is there", async () => {
    const guest = blindTo("media_player.bedroom_speaker", "lock.front_door");
    const answer = async (service: string, target: string, data: object) => {
      const args = { service, target: { entity_id: [target] }, data };
      const { code, message } = failureOf(await house.call("call_service", args, guest));
      return `${code}: ${message}`;
    };
    const join = (id: string) =>
      answer("media_player.join", "media_player.terrace_left", { group_members: [id] });
    const write = (id: string) =>
      answer("input_text.set_value", "input_text.note_for_the_door", { value: `see:${id}` });

    expect(await write("lock.front_door")).to.equal(
      'not_found: There is no entity "lock.front_door".',
    );
    expect(await write("lock.nowhere")).to.equal('not_found: There is no entity "lock.nowhere".');
    expect(await join("lock.front_door")).to.include("There is no entity");
    expect(await join("lock.nowhere")).to.include("There is no entity");
  });

  promise("scope.unseen", "a hash over what is hidden, to guess it by", async () => {
    const evening = house.demo.addScript("evening", {
      alias: "Evening",
      sequence: [{ action: "light.turn_on", target: { entity_id: "light.hall_ceiling" } }],
    });
    await known(evening);
    const args = { script: "Evening", rehearse: true };

    const rehearsed = await house.result("run_script", args, blindTo("light.hall_ceiling"));
    const { signal } = new AbortController();
    const explained = await house.gateway.explain({
      ...{ principal: blindTo("light.hall_ceiling"), tool: "run_script", args, signal },
    });

    expect(rehearsed).to.include({ decision: "deny" }).and.not.to.have.property("plan_hash");
    expect(explained).not.to.have.property("planHash");
  });

  promise("scope.unseen", "what services of phones and commands are called", async () => {
    const visit = house.demo.addScript("visit", {
      alias: "Visit",
      sequence: [
        { action: "shell_command.open_the_safe" },
        { action: "notify.mobile_app_annas_phone", data: { message: "command_dnd" } },
        { action: "script.hidden_den", data: "{{ x }}" },
      ],
    });
    await known(visit);

    const failure = failureOf(
      await house.call("run_script", { script: "Visit" }, blindTo("light.hall_ceiling")),
    );

    expect(failure.message).to.include("runs commands on the server (a service)");
    expect(JSON.stringify(failure)).not.to.match(/safe|annas|den\b/);
  });
});

describe("A field that names players", () => {
  const selector = { entity: { domain: ["media_player"] } };
  const field = { name: "", description: "", required: true, selector };
  const snapshot = smallHome({
    services: {
      "tts.speak": { target: {}, fields: { media_player_entity_id: field } },
      "tts.whisper": {
        target: {},
        fields: { to: { ...field, selector: { entity: { domain: "media_player" } } } },
      },
    },
    entities: { "tts.voice": {}, "media_player.own": {}, "media_player.nursery": {}, "lock.a": {} },
  });
  const reached = (service: string, data: Readonly<Record<string, unknown>>) => {
    const call = { service, entity_ids: ["tts.voice"], data };
    const { deeds } = expandReach(call, { snapshot, routines: new Map(), automations: [] });
    return deeds.flatMap(({ entity_ids }) => entity_ids);
  };

  // As `cv.comp_entity_ids` of Home Assistant reads them.
  const spellings: readonly [string, unknown][] = [
    ["all", "all"],
    ["all among blanks of Python", "\u001f ALL\u0085"],
    ["a list that is longer than any id", `${"media_player.own,".repeat(80)}media_player.nursery`],
    ["an id behind a blank of Python", "\u0085 media_player.nursery"],
    ["an id in a list in capitals", [" Media_Player.Nursery "]],
  ];
  for (const [what, given] of spellings)
    promise("scope.acts", `${what}, in a field`, () => {
      expect(reached("tts.speak", { media_player_entity_id: given })).to.include(
        "media_player.nursery",
      );
    });

  it("means all of its own kind only", () => {
    expect(reached("tts.speak", { media_player_entity_id: "all" })).not.to.include("lock.a");
  });

  it("means all of its one kind", () => {
    const ids = reached("tts.whisper", { to: "all" });
    expect(ids).to.include("media_player.nursery").and.not.to.include("lock.a");
  });

  it("is no text that is only said, whatever its length", () => {
    expect(reached("tts.speak", { message: `lock.a/${"x".repeat(1_000)}` })).not.to.include(
      "lock.a",
    );
  });

  it("means all of any kind where the home does not describe it", () => {
    expect(reached("tts.shout", { entity_id: "all" })).to.include("lock.a");
  });
});

describe("An event in a calendar", () => {
  promise("judge.escalation", "which opens the door when it begins", () => {
    const snapshot = smallHome({
      services: { "calendar.create_event": { target: {} }, "lock.unlock": { target: {} } },
      entities: { "calendar.family": {}, "lock.front": {}, "automation.visit": {} },
    });
    const opens = { kind: "service", service: "lock.unlock", data: {} } as const;
    const visit = {
      ...routine("automation.visit", [{ ...opens, target: { entity_id: ["lock.front"] } }]),
      triggers: [{ kind: "entity", target: { entity_id: ["calendar.family"] } } as const],
    };
    const call = { service: "calendar.create_event", entity_ids: ["calendar.family"], data: {} };

    const { deeds } = expandReach(call, { snapshot, routines: new Map(), automations: [visit] });

    expect(deeds.map(({ service }) => service)).to.include("lock.unlock");
  });
});
