// What scenes, scripts and automations of the house do.
import type { Change, Step } from "../services/define.ts";

const lit = (brightness: number): Change => ({
  state: "on",
  attributes: { brightness, color_mode: "brightness" },
});
const dark: Change = { state: "off", attributes: { brightness: null, color_mode: null } };
const shut: Change = { state: "closed", attributes: { current_position: 0, is_closed: true } };

type Contents = Readonly<Record<string, Readonly<Record<string, Change>>>>;
type Steps = Readonly<Record<string, readonly Step[]>>;

export const sceneContents: Contents = {
  "scene.movie_night": {
    "light.floor_lamp": lit(60),
    "light.living_room_ceiling": dark,
    "cover.volet_roulant": shut,
  },
  "scene.good_morning": {
    "light.kitchen_ceiling": lit(255),
    "switch.coffee_machine": { state: "on" },
  },
  "scene.abschliessen": {
    "lock.front_door": { state: "locked" },
    "lock.terrace_door": { state: "locked" },
    "cover.garage_door": shut,
  },
};

export const scriptSteps: Steps = {
  "script.bedtime": [
    { domain: "light", service: "turn_off", target: { label_id: ["night"] } },
    { domain: "lock", service: "lock", target: { entity_id: ["lock.front_door"] } },
  ],
  "script.ring_the_bell": [
    {
      domain: "media_player",
      service: "play_media",
      target: { entity_id: ["media_player.kitchen_speaker"] },
      data: { media_content_id: "bell.mp3", media_content_type: "music" },
    },
  ],
};

export const automationSteps: Steps = {
  "automation.wake_up_lights": [
    {
      domain: "light",
      service: "turn_on",
      target: { area_id: ["kitchen"] },
      data: { brightness_pct: 30 },
    },
  ],
  "automation.lock_the_doors_at_night": [
    {
      domain: "lock",
      service: "lock",
      target: { entity_id: ["lock.front_door", "lock.terrace_door"] },
    },
  ],
};
