// Music and films.
import { textsOf } from "../core/reading.ts";
import {
  anyValue,
  attributeNumber,
  bounded,
  numberIn,
  textIn,
  words,
  yesNo,
  type Domain,
  type Service,
} from "./define.ts";
import { become } from "./effects.ts";

const playing = (name: string, more: Partial<Service>): Service => ({
  name,
  description: `${name} on a media player.`,
  target: "media_player",
  ...more,
});
const becomes = (name: string, state: string): Service =>
  playing(name, { effect: () => ({ state }) });

const louder =
  (by: number): NonNullable<Service["effect"]> =>
  (state) => {
    const level = attributeNumber(state, "volume_level", 0.3) + by;
    return {
      attributes: { volume_level: Math.round(Math.min(1, Math.max(0, level)) * 100) / 100 },
    };
  };

/** Everybody of a group names all of it, the one that leads first. */
const join: Service["run"] = ({ core, data, reached, context, touch }) => {
  const joined = textsOf(data["group_members"]).filter((id) => core.states.all.has(id));
  for (const { entity_id } of reached) {
    const group_members = [...new Set([entity_id, ...joined])];
    for (const member of group_members) {
      touch(member);
      become(core, member, { attributes: { group_members } }, context);
    }
  }
};

const leave: Service["run"] = ({ core, reached, context }) => {
  for (const { entity_id, attributes } of reached) {
    const left = textsOf(attributes["group_members"]).filter((id) => id !== entity_id);
    become(core, entity_id, { attributes: { group_members: [] } }, context);
    const group_members = left.length > 1 ? left : [];
    for (const member of left) become(core, member, { attributes: { group_members } }, context);
  }
};

export const mediaPlayer: Domain = {
  turn_on: becomes("Turn on media player", "idle"),
  turn_off: becomes("Turn off media player", "off"),
  toggle: playing("Toggle media player", {
    effect: ({ state }) => ({ state: state === "off" ? "idle" : "off" }),
  }),
  media_play: becomes("Play media", "playing"),
  media_pause: becomes("Pause media", "paused"),
  media_stop: becomes("Stop media", "idle"),
  media_play_pause: playing("Play or pause media", {
    effect: ({ state }) => ({ state: state === "playing" ? "paused" : "playing" }),
  }),
  media_next_track: playing("Next track", { effect: () => undefined }),
  media_previous_track: playing("Previous track", { effect: () => undefined }),
  volume_set: playing("Set volume", {
    fields: { volume_level: bounded("Level", { min: 0, max: 1 }, { required: true }) },
    effect: (_, data) => ({ attributes: { volume_level: numberIn(data, "volume_level") } }),
  }),
  volume_up: playing("Turn up volume", { effect: louder(0.1) }),
  volume_down: playing("Turn down volume", { effect: louder(-0.1) }),
  volume_mute: playing("Mute", {
    fields: { is_volume_muted: yesNo("Muted", { required: true }) },
    effect: (_, data) => ({ attributes: { is_volume_muted: data["is_volume_muted"] === true } }),
  }),
  select_source: playing("Select source", {
    fields: { source: words("Source", { required: true }) },
    effect: (_, data) => ({ attributes: { source: textIn(data, "source") } }),
  }),
  play_media: playing("Play a title", {
    fields: {
      media_content_id: words("Content ID", { required: true }),
      media_content_type: words("Content type", { required: true }),
    },
    effect: (_, data) => ({
      state: "playing",
      attributes: {
        media_title: textIn(data, "media_content_id"),
        media_content_type: textIn(data, "media_content_type"),
      },
    }),
  }),
  shuffle_set: playing("Set shuffle", {
    fields: { shuffle: yesNo("Shuffle", { required: true }) },
    effect: (_, data) => ({ attributes: { shuffle: data["shuffle"] === true } }),
  }),
  join: playing("Join media players", {
    needs: 524_288,
    fields: {
      group_members: {
        ...anyValue("Group members", { required: true }),
        selector: { entity: { multiple: true, domain: ["media_player"], reorder: false } },
      },
    },
    run: join,
  }),
  unjoin: playing("Unjoin media player", { needs: 524_288, run: leave }),
};
