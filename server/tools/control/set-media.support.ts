import type { Entity } from "../../home/home.ts";
import { has, textsOf } from "../attributes.ts";
import { chooseOption, refuseOrder, unclearWish, type Order } from "./orders.ts";

export const mediaActions = [
  ...(["play", "pause", "stop", "next", "previous"] as const),
  ...(["louder", "quieter", "unjoin"] as const),
] as const;
type MediaAction = (typeof mediaActions)[number];

export interface MediaWish {
  readonly action?: MediaAction | undefined;
  readonly volume_pct?: number | undefined;
  readonly muted?: boolean | undefined;
  readonly source?: string | undefined;
  readonly sound_mode?: string | undefined;
  readonly shuffle?: boolean | undefined;
  readonly repeat?: string | undefined;
  readonly media_id?: string | undefined;
  readonly media_type?: string | undefined;
}

export const players = { domains: ["media_player"], wanted: "media player" };

/** Bits of `supported_features`. */
const can = {
  volume: 4,
  mute: 8,
  playMedia: 512,
  shuffle: 32_768,
  repeat: 262_144,
  group: 524_288,
};

const silent = ["paused", "idle", "off", "standby", "on"];

interface ActionOrder extends Pick<Order, "words" | "expect"> {
  readonly service: string;
  /** Any of these bits is enough. */
  readonly bits: number;
}

const orders: Readonly<Record<MediaAction, ActionOrder>> = {
  play: {
    service: "media_play",
    bits: 16_384,
    words: ["Play on"],
    expect: { state: ["playing", "buffering"] },
  },
  pause: { service: "media_pause", bits: 1, words: ["Pause"], expect: { state: silent } },
  stop: { service: "media_stop", bits: 4_096, words: ["Stop"], expect: { state: silent } },
  next: { service: "media_next_track", bits: 32, words: ["Play the next title on"] },
  previous: { service: "media_previous_track", bits: 16, words: ["Play the previous title on"] },
  louder: { service: "volume_up", bits: can.volume | 1_024, words: ["Turn up"] },
  quieter: { service: "volume_down", bits: can.volume | 1_024, words: ["Turn down"] },
  unjoin: { service: "unjoin", bits: can.group, words: ["Take out of its group:"] },
};

/** @throws AppError invalid_input for a wish that says nothing, or that several players cannot share. */
export function refuseUnclearWish(
  { media_type, ...wish }: MediaWish,
  found: readonly Entity[],
  others: readonly Entity[],
): void {
  if (media_type !== undefined && wish.media_id === undefined)
    throw unclearWish(
      "media_type says nothing without media_id.",
      "Say with media_id what to play.",
    );
  if (others.length > 0 && found.length > 1)
    throw unclearWish(
      "Players join one other player.",
      "Name that one in targets, and those that join it in join.",
    );
  if (others.length === 0 && Object.values(wish).every((value) => value === undefined))
    throw unclearWish(
      "Nothing is asked for.",
      "Give an action, volume_pct, source or what to play.",
    );
}

/** What the player is told, step by step. @throws AppError invalid_input with what it takes. */
export function orderMedia(
  entity: Entity,
  wish: MediaWish,
  others: readonly Entity[],
): readonly (Order | undefined)[] {
  const { action, media_id, media_type = "music" } = wish;
  return [
    action === "unjoin" ? act(entity, action) : undefined,
    join(entity, others),
    choose(entity, "source", wish.source),
    choose(entity, "sound_mode", wish.sound_mode),
    setVolume(entity, wish.volume_pct),
    mute(entity, wish.muted),
    shuffle(entity, wish.shuffle),
    repeat(entity, wish.repeat),
    media_id === undefined ? undefined : playMedia(entity, media_id, media_type),
    action === undefined || action === "unjoin" ? undefined : act(entity, action),
  ];
}

function act(entity: Entity, action: MediaAction): Order {
  const { service, bits, ...order } = orders[action];
  need(entity, bits, action);
  return { service: `media_player.${service}`, data: {}, ...order };
}

function join(entity: Entity, others: readonly Entity[]): Order | undefined {
  const group_members = others
    .map(({ entity_id }) => entity_id)
    .filter((id) => id !== entity.entity_id);
  if (group_members.length === 0) return undefined;
  for (const one of [entity, ...others]) need(one, can.group, "playing together");
  const names = others.map(({ name }) => name).join(", ");
  return {
    service: "media_player.join",
    data: { group_members },
    words: [`Let ${names} play along with`],
  };
}

function choose(
  entity: Entity,
  key: "source" | "sound_mode",
  said: string | undefined,
): Order | undefined {
  if (said === undefined) return undefined;
  const option = chooseOption(entity, said, textsOf(entity, `${key}_list`) ?? []);
  return {
    service: `media_player.select_${key}`,
    data: { [key]: option },
    words: ["Set", `to ${option}`],
    expect: { attributes: { [key]: option } },
  };
}

function setVolume(entity: Entity, percent: number | undefined): Order | undefined {
  if (percent === undefined) return undefined;
  need(entity, can.volume, "a volume");
  const volume_level = percent / 100;
  return {
    service: "media_player.volume_set",
    data: { volume_level },
    words: ["Set the volume of", `to ${percent} %`],
    expect: { attributes: { volume_level: { near: volume_level, within: 0.02 } } },
  };
}

function mute(entity: Entity, muted: boolean | undefined): Order | undefined {
  if (muted === undefined) return undefined;
  need(entity, can.mute, "muting");
  return {
    service: "media_player.volume_mute",
    data: { is_volume_muted: muted },
    words: [muted ? "Mute" : "Unmute"],
    expect: { attributes: { is_volume_muted: muted } },
  };
}

function shuffle(entity: Entity, isOn: boolean | undefined): Order | undefined {
  if (isOn === undefined) return undefined;
  need(entity, can.shuffle, "shuffling");
  return {
    service: "media_player.shuffle_set",
    data: { shuffle: isOn },
    words: [isOn ? "Shuffle on" : "Play in order on"],
    expect: { attributes: { shuffle: isOn } },
  };
}

function repeat(entity: Entity, said: string | undefined): Order | undefined {
  if (said === undefined) return undefined;
  need(entity, can.repeat, "repeating");
  return {
    service: "media_player.repeat_set",
    data: { repeat: said },
    words: ["Set repeating of", `to ${said}`],
    expect: { attributes: { repeat: said } },
  };
}

function playMedia(entity: Entity, media_content_id: string, media_content_type: string): Order {
  need(entity, can.playMedia, "playing what is named");
  return {
    service: "media_player.play_media",
    data: { media_content_id, media_content_type },
    words: [`Play ${JSON.stringify(media_content_id.slice(0, 200))} on`],
    expect: { state: ["playing", "buffering"] },
  };
}

/** @throws AppError invalid_input when the player has none of these features. */
function need(entity: Entity, bits: number, what: string): void {
  if (!has(entity, bits)) throw refuseOrder(entity, `does not offer ${what}`);
}
