// What scenes, scripts, automations and blueprints of the house are made of, as Home Assistant keeps them.
import type { Config } from "../core/configs.ts";

type Kept = Readonly<Record<string, Config>>;

export const scenes: Kept = {
  "scene.movie_night": {
    id: "movie_night",
    name: "Movie night",
    entities: {
      "light.floor_lamp": { state: "on", brightness: 60 },
      "light.living_room_ceiling": "off",
      "cover.volet_roulant": "closed",
    },
  },
  "scene.good_morning": {
    id: "good_morning",
    name: "Good morning",
    entities: {
      "light.kitchen_ceiling": { state: "on", brightness: 255 },
      "switch.coffee_machine": "on",
    },
  },
  "scene.abschliessen": {
    id: "lock_up",
    name: "Abschließen",
    entities: {
      "lock.front_door": "locked",
      "lock.terrace_door": "locked",
      "cover.garage_door": "closed",
    },
  },
  "scene.welcome_home": {
    id: "welcome_home",
    name: "Welcome home",
    entities: {
      "light.hall_ceiling": { state: "on", brightness: 200 },
      "lock.front_door": { state: "unlocked" },
    },
  },
};

const to = (entity_id: string | readonly string[]) => ({ entity_id });

export const scripts: Kept = {
  "script.bedtime": {
    alias: "Bedtime",
    mode: "single",
    sequence: [
      { action: "light.turn_off", target: { label_id: ["night"] } },
      { action: "lock.lock", target: to("lock.front_door") },
    ],
  },
  "script.ring_the_bell": {
    alias: "Ring the bell",
    mode: "single",
    sequence: [
      {
        action: "media_player.play_media",
        target: to("media_player.kitchen_speaker"),
        data: { media_content_id: "bell.mp3", media_content_type: "music" },
      },
    ],
  },
  // A lock, three levels deep.
  "script.come_in": {
    alias: "Come in",
    sequence: [
      { action: "light.turn_on", target: to("light.hall_ceiling") },
      { action: "script.open_up" },
    ],
  },
  "script.open_up": {
    alias: "Open up",
    sequence: [{ action: "script.turn_on", target: to("script.let_them_in") }],
  },
  "script.let_them_in": {
    alias: "Let them in",
    sequence: [{ action: "lock.unlock", target: to("lock.front_door") }],
  },
  "script.favourite_lamp_on": {
    alias: "Favourite lamp on",
    sequence: [
      {
        action: "homeassistant.turn_on",
        target: to("{{ states('input_text.favourite_lamp') }}"),
      },
    ],
  },
  "script.dinner_lights": {
    alias: "Dinner lights",
    sequence: [
      {
        choose: [
          {
            conditions: [
              { condition: "state", entity_id: "input_select.house_mode", state: "Night" },
            ],
            sequence: [
              {
                action: "light.turn_on",
                target: to("light.floor_lamp"),
                data: { brightness_pct: 15 },
              },
            ],
          },
        ],
        default: [
          {
            action: "light.turn_on",
            target: to("light.kitchen_ceiling"),
            data: { brightness_pct: 60 },
          },
        ],
      },
      {
        if: [{ condition: "state", entity_id: "input_boolean.guests", state: "on" }],
        then: [{ action: "light.turn_on", target: to("light.living_room_ceiling") }],
        else: [{ action: "light.turn_off", target: to("light.living_room_ceiling") }],
      },
      { parallel: [{ action: "light.turn_off", target: to("light.kitchen_worktop") }] },
    ],
  },
};

const whenOn = (entity_id: string) => ({ trigger: "state", entity_id: [entity_id], to: "on" });

export const automations: Kept = {
  "automation.wake_up_lights": {
    id: "1731000000001",
    alias: "Wake-up lights",
    triggers: [{ trigger: "time", at: "input_datetime.wake_up" }],
    conditions: [],
    actions: [
      { action: "light.turn_on", target: { area_id: ["kitchen"] }, data: { brightness_pct: 30 } },
    ],
  },
  "automation.lock_the_doors_at_night": {
    id: "1731000000002",
    alias: "Lock the doors at night",
    triggers: [{ trigger: "time", at: "23:00:00" }],
    conditions: [],
    actions: [{ action: "lock.lock", target: to(["lock.front_door", "lock.terrace_door"]) }],
  },
  "automation.volets_a_l_aube": {
    id: "1731000000003",
    alias: "Volets à l'aube",
    triggers: [{ trigger: "sun", event: "sunrise" }],
    conditions: [],
    actions: [{ action: "cover.open_cover", target: to("cover.bedroom_blinds") }],
  },
  "automation.open_up_for_the_cleaner": {
    id: "1731000000004",
    alias: "Open up for the cleaner",
    triggers: [whenOn("input_boolean.cleaner_is_coming")],
    conditions: [],
    actions: [{ action: "lock.unlock", target: to("lock.terrace_door") }],
  },
  "automation.garage_on_request": {
    id: "1731000000005",
    alias: "Garage on request",
    triggers: [{ trigger: "state", entity_id: ["input_button.open_the_garage"], to: null }],
    conditions: [],
    actions: [{ action: "cover.open_cover", target: to("cover.garage_door") }],
  },
  "automation.garden_follows_the_terrace": {
    id: "1731000000006",
    alias: "Garden follows the terrace",
    use_blueprint: {
      path: "demo/follow_light.yaml",
      input: { leader: "light.terrassenlicht", follower: { entity_id: "light.aussenlicht" } },
    },
  },
};

/** By "domain/path". */
export const blueprints: Kept = {
  "automation/demo/follow_light.yaml": {
    mode: "single",
    triggers: [{ trigger: "state", entity_id: { "!input": "leader" }, to: "on" }],
    conditions: [],
    actions: [{ action: "light.turn_on", target: { "!input": "follower" } }],
  },
};
