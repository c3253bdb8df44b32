import { z } from "zod";
import { defineAct } from "../define.ts";
import { fields } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { tellEach } from "./orders.ts";
import { mediaActions, orderMedia, players, refuseUnclearWish } from "./set-media.support.ts";

const word = z.string().trim().min(1).max(255).optional();

export const setMedia = defineAct({
  name: "set_media",
  title: "Play media",
  description:
    "Controls media players: play, pause, next, volume, source, shuffle, something to play, playing together. Turn them on or off with set_power.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    action: z.enum(mediaActions).optional(),
    volume_pct: z.number().int().min(0).max(100).optional(),
    muted: z.boolean().optional(),
    source: word,
    sound_mode: word,
    shuffle: z.boolean().optional(),
    repeat: z.enum(["off", "all", "one"]).optional(),
    media_id: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .optional()
      .describe("What to play: URL or media id"),
    media_type: word.describe("music if unsaid"),
    join: fields.except.describe("Players that play along"),
  }),
  output: doneOutput,
  plan({ targets, except, join, ...wish }, { home }) {
    const found = findTargets(home, { targets, except, ...players });
    const others =
      join === undefined || join.length === 0
        ? []
        : findTargets(home, { targets: join, ...players });
    refuseUnclearWish(wish, found, others);
    return tellEach(home, found, (entity) => orderMedia(entity, wish, others));
  },
  report: reportDone,
});
