import { expect } from "chai";
import type { Entity } from "../../server/home/home.ts";
import { indexReviews, noReviews, type Review } from "../../server/policy/review.ts";
import { actingDomains, harmlessServices, rowNameOf } from "../../server/policy/risk-table.ts";
import { goesBeyond, riskOf } from "../../server/policy/risk.ts";
import type { Risk } from "../../server/policy/rules.ts";
import type { Effect } from "../../shared/effects.ts";
import { entity, ownerless } from "./house.ts";

type Data = Readonly<Record<string, unknown>>;

const garage = entity("cover.garage", { device_class: "garage" });
const gate = entity("cover.gate", { device_class: "gate" });
const shutter = entity("cover.shutter", { device_class: "shutter" });
const plainCover = entity("cover.plain");
const button = (device_class: string) => entity("button.one", { device_class });

const said = (service: string, on: Entity | undefined, data: Data) => {
  const { effect, risks } = riskOf(service, on, data, noReviews);
  return [effect, ...risks].join(" ");
};

describe("the risk of a service", () => {
  const table: [string, Entity | undefined, Data, Effect | `${Effect} ${Risk}`][] = [
    ["light.turn_on", entity("light.lamp"), {}, "execute"],
    ["light.turn_on", undefined, {}, "execute"],
    ["homeassistant.turn_on", entity("light.lamp"), {}, "execute"],
    ["homeassistant.toggle", garage, {}, "execute open_door"],
    ["homeassistant.turn_on", entity("lock.front"), {}, "execute unknown_service"],
    ["homeassistant.turn_on", undefined, {}, "execute unknown_service"],
    ["lock.lock", entity("lock.front"), {}, "execute"],
    ["lock.unlock", entity("lock.front"), {}, "execute unlock"],
    ["lock.open", entity("lock.front"), {}, "execute unlock"],
    ["alarm_control_panel.alarm_arm_away", entity("alarm_control_panel.a"), {}, "execute"],
    ["alarm_control_panel.alarm_disarm", entity("alarm_control_panel.a"), {}, "execute disarm"],
    ["alarm_control_panel.alarm_trigger", entity("alarm_control_panel.a"), {}, "execute alarm"],
    ["cover.open_cover", shutter, {}, "execute"],
    ["cover.open_cover", plainCover, {}, "execute"],
    ["cover.open_cover", garage, {}, "execute open_door"],
    ["cover.open_cover", undefined, {}, "execute open_door"],
    ["cover.close_cover", garage, {}, "execute"],
    ["cover.toggle", gate, {}, "execute open_door"],
    ["cover.set_cover_position", gate, { position: 0 }, "execute"],
    ["cover.set_cover_position", gate, { position: "0" }, "execute"],
    ["cover.set_cover_position", gate, { position: 1 }, "execute open_door"],
    ["cover.set_cover_position", gate, { position: "{{ 0 }}" }, "execute open_door"],
    ["cover.set_cover_position", gate, { position: " " }, "execute open_door"],
    ["cover.set_cover_position", gate, { position: Infinity }, "execute open_door"],
    ["cover.set_cover_position", gate, {}, "execute open_door"],
    ["cover.set_cover_position", shutter, { position: 50 }, "execute"],
    ["cover.set_cover_tilt_position", garage, { tilt_position: 9 }, "execute open_door"],
    ["valve.open_valve", entity("valve.main"), {}, "execute open_valve"],
    ["valve.close_valve", entity("valve.main"), {}, "execute"],
    ["valve.set_valve_position", entity("valve.main"), { position: 0 }, "execute"],
    ["valve.set_valve_position", entity("valve.main"), { position: 40 }, "execute open_valve"],
    ["siren.turn_on", entity("siren.hall"), {}, "execute siren"],
    ["siren.turn_off", entity("siren.hall"), {}, "execute siren"],
    ["camera.snapshot", entity("camera.door"), {}, "execute camera"],
    ["media_player.play_media", entity("media_player.tv"), { media: "song" }, "execute"],
    [
      "media_player.play_media",
      entity("media_player.tv"),
      { media: { media_content_id: "media-source://camera/camera.door", volume: null } },
      "execute camera",
    ],
    ["media_player.play_media", undefined, { media_content_id: "{{ x }}" }, "execute camera"],
    [
      "media_player.play_media",
      undefined,
      { media_content_id: "http://192.168.1.5/relay/0?turn=on" },
      "execute raw_protocol",
    ],
    [
      "media_player.play_media",
      undefined,
      { media_content_id: " HTTP://3232235781/unlock" },
      "execute raw_protocol",
    ],
    [
      "media_player.play_media",
      undefined,
      { media_content_id: "https://door.local./open.mp3?now" },
      "execute raw_protocol",
    ],
    [
      "media_player.play_media",
      undefined,
      { media_content_id: "http://[::ffff:10.0.0.2]/open" },
      "execute raw_protocol",
    ],
    [
      "media_player.play_media",
      undefined,
      { media_content_id: "http://192.168.1.5:8123/local/bell.mp3" },
      "execute",
    ],
    [
      "media_player.play_media",
      undefined,
      { media_content_id: "https://stream.example.org/radio?bitrate=128" },
      "execute",
    ],
    [
      "assist_satellite.announce",
      undefined,
      { media_id: "http://shelly/on" },
      "execute raw_protocol",
    ],
    ["assist_satellite.announce", undefined, { message: "Dinner" }, "execute"],
    [
      "media_player.browse_media",
      undefined,
      { media_content_id: "media-source://camera" },
      "read camera",
    ],
    [
      "media_player.browse_media",
      undefined,
      { media_content_id: "media-source://image_upload" },
      "read",
    ],
    [
      "notify.phones",
      undefined,
      { data: { image: "/api/camera_proxy/camera.door" } },
      "execute camera",
    ],
    ["notify.phones", undefined, { message: "Hi", data: { tag: "x" } }, "execute"],
    ["device_tracker.see", undefined, {}, "execute presence"],
    ["homeassistant.restart", undefined, {}, "destroy stop_home"],
    ["homeassistant.reload_all", undefined, {}, "write"],
    ["homeassistant.update_entity", entity("sensor.power"), {}, "read"],
    ["automation.reload", undefined, {}, "write"],
    ["person.reload", undefined, {}, "write"],
    ["scene.create", undefined, {}, "write"],
    ["recorder.purge", undefined, {}, "destroy"],
    ["shell_command.wipe", undefined, {}, "execute shell"],
    ["pyscript.reload", undefined, {}, "execute shell"],
    ["mqtt.publish", undefined, {}, "execute raw_protocol"],
    ["remote.send_command", entity("remote.tv"), {}, "execute raw_protocol"],
    ["update.install", entity("update.core"), {}, "write update"],
    ["backup.create", undefined, {}, "write backup"],
    ["hassio.restore_full", undefined, {}, "destroy backup"],
    ["hassio.host_reboot", undefined, {}, "destroy stop_home"],
    ["hassio.addon_stdin", undefined, {}, "execute shell"],
    ["conversation.process", undefined, {}, "execute unknown_action"],
    ["button.press", button("identify"), {}, "execute"],
    ["button.press", button("restart"), {}, "execute stop_home"],
    ["button.press", button("update"), {}, "write update"],
    ["hue.activate_scene", entity("scene.hue"), {}, "execute unknown_service"],
    ["light.explode", entity("light.lamp"), {}, "execute unknown_service"],
    ["script.good_night", undefined, {}, "execute"],
    ["tts.cloud_say", undefined, {}, "execute"],
    ["weather.get_forecasts", entity("weather.home"), {}, "read"],
    ["number.set_value", entity("number.led", { category: "config" }), {}, "write"],
    ["switch.turn_on", entity("switch.trace", { category: "diagnostic" }), {}, "write"],
    ["todo.get_items", entity("todo.list", { category: "config" }), {}, "read"],
    ["", undefined, {}, "execute unknown_service"],
    ["lock", undefined, {}, "execute unknown_service"],
  ];
  for (const [service, on, data, expected] of table)
    it(`"${service}" on ${on?.device_class ?? on?.domain ?? "nothing"} with ${JSON.stringify(data)} is ${expected}`, () => {
      expect(said(service, on, data)).to.equal(expected);
    });
});

describe("a notification", () => {
  const table: [Data, boolean][] = [
    [{ message: "Dinner" }, false],
    [{ message: "The {{ door }} is open" }, false],
    [{ message: "command_volume_level" }, true],
    [{ message: " COMMAND_dnd" }, true],
    [{ message: "request_location_update" }, true],
    [{ message: "delete_alert" }, true],
    [{ message: "{{ anything }}" }, true],
    [{ message: "comm{% if 1 %}and_dnd{% endif %}" }, true],
    [{ message: ["command_dnd"] }, true],
    [{ message: "Hi", data: { tag: "x" } }, false],
    [{ message: "Hi", data: null }, false],
    [{ message: "Hi", data: { actions: [] } }, true],
    [{ message: "Hi", data: { "{{ key }}": 1 } }, true],
    [{ message: "Hi", data: "{{ all }}" }, true],
    [{}, false],
  ];
  for (const [data, isCommand] of table)
    it(`${isCommand ? "may command a phone" : "only tells"} with ${JSON.stringify(data)}`, () => {
      expect(said("notify.mobile_app_ada", undefined, data)).to.equal(
        isCommand ? "execute notify_command" : "execute",
      );
    });
});

describe("an entity whose action cannot be read", () => {
  const hidden: [string, Entity, string][] = [
    ["of a template", entity("switch.t", { platform: "template" }), "written in a file"],
    ["of a command line", entity("light.c", { platform: "command_line" }), "written in a file"],
    ["that another stands for", entity("switch.r", { replaced: true }), "another entity"],
    ["that no integration owns", ownerless("switch.o"), "no integration"],
  ];
  for (const [which, one, why] of hidden)
    it(`is one ${which}`, () => {
      const judged = riskOf("switch.turn_on", one, {}, noReviews);

      expect(judged.risks).to.deep.equal(["unknown_action"]);
      expect(judged.why).to.contain(why);
    });

  it("is not one that a group hides", () => {
    const lamp = entity("light.r", { replaced: true });

    expect(riskOf("light.turn_on", lamp, {}, noReviews).risks).to.deep.equal([]);
  });

  it("keeps the risk of the service besides", () => {
    const lock = entity("lock.t", { platform: "template" });

    expect(riskOf("lock.unlock", lock, {}, noReviews).risks).to.deep.equal([
      "unlock",
      "unknown_action",
    ]);
  });

  for (const id of ["group.all", "script.one", "automation.one", "scene.one", "sensor.one"])
    it(`is not ${id}, whoever owns it`, () => {
      expect(riskOf("homeassistant.turn_on", ownerless(id), {}, noReviews).risks).not.to.include(
        "unknown_action",
      );
    });

  it("may be asked how it is", () => {
    const one = entity("switch.t", { platform: "template" });

    expect(riskOf("homeassistant.update_entity", one, {}, noReviews).risks).to.deep.equal([]);
  });

  const review: Review = {
    ...{ kind: "entity", id: "switch.t", platform: "template", config_entry_id: "e1" },
    verdict: "harmless",
  };
  const reviewed = entity("switch.t", { platform: "template", config_entry_id: "e1" });
  const reviews: [string, Review, Entity, readonly Risk[]][] = [
    ["asks no more once it was found harmless", review, reviewed, []],
    [
      "asks on when it was found sensitive",
      { ...review, verdict: "sensitive" },
      reviewed,
      ["unknown_action"],
    ],
    [
      "asks again from another platform",
      review,
      { ...reviewed, platform: "rest" },
      ["unknown_action"],
    ],
    [
      "asks again from another entry",
      review,
      { ...reviewed, config_entry_id: "e2" },
      ["unknown_action"],
    ],
    [
      "asks when only its service was looked at",
      { ...review, kind: "service" },
      reviewed,
      ["unknown_action"],
    ],
  ];
  for (const [sentence, one, now, risks] of reviews)
    it(sentence, () => {
      expect(riskOf("switch.turn_on", now, {}, indexReviews([one])).risks).to.deep.equal(risks);
    });
});

describe("a service of an integration of its own", () => {
  for (const [verdict, risks] of [
    ["harmless", []],
    ["sensitive", ["unknown_service"]],
  ] as const)
    it(`that was found ${verdict} carries ${risks.join() || "nothing"}`, () => {
      const reviews = indexReviews([{ kind: "service", id: "hue.hush", verdict }]);

      expect(riskOf("hue.hush", undefined, {}, reviews).risks).to.deep.equal(risks);
    });
});

describe("the table of risks", () => {
  it("lists what it calls harmless, sorted, also when only in one case", () => {
    expect(harmlessServices).to.include.members([
      ...["light.turn_on", "cover.open_cover", "script.*", "*.reload", "button.press"],
    ]);
    expect(harmlessServices).not.to.include.members(["lock.unlock"]);
    expect(harmlessServices).to.deep.equal([...harmlessServices].sort());
  });

  it("names the row that speaks of a service", () => {
    expect(
      ["lock.lock", "script.x", "script.reload", "zone.reload", "mqtt.reload", "hue.x"].map(
        rowNameOf,
      ),
    ).to.deep.equal(["lock.lock", "script.*", "script.reload", "*.reload", "mqtt.*", undefined]);
  });

  it("knows which entities act", () => {
    expect([...actingDomains]).to.include.members(["light", "lock", "cover", "media_player"]);
    expect([...actingDomains]).not.to.include.members(["sensor", "person", "weather"]);
  });

  it("orders effects by how far they go", () => {
    expect([goesBeyond("write", "execute"), goesBeyond("read", "read")]).to.deep.equal([
      true,
      false,
    ]);
  });
});
