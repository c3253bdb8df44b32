import { z } from "zod";
import type { Entity } from "../../home/home.ts";
import { has } from "../attributes.ts";
import { defineAct } from "../define.ts";
import { fields, given } from "../fields.ts";
import { findTargets } from "../find-targets.ts";
import { doneOutput, reportDone } from "../report-done.ts";
import { refuseOrder, tellEach, unclearWish, type Order } from "./orders.ts";

const featureOpen = 1;

export const setLock = defineAct({
  name: "set_lock",
  title: "Lock and unlock doors",
  description: "Lock or unlock doors, or open their latch.",
  toolset: "control",
  effect: "execute",
  input: z.strictObject({
    targets: fields.targets,
    except: fields.except,
    locked: z.boolean(),
    open: z.boolean().optional().describe("Unlock and open the latch"),
    code: z.string().max(50).optional(),
  }),
  output: doneOutput,
  plan({ targets, except, locked, open = false, code }, { home }) {
    if (locked && open)
      throw unclearWish(
        "A door cannot be locked and opened.",
        "Leave out open, or say locked: false.",
      );
    const locks = findTargets(home, { targets, except, domains: ["lock"], wanted: "lock" });
    const word = locked ? "lock" : open ? "open" : "unlock";
    const secret = given(code);
    return tellEach(home, locks, (lock) => [
      { ...turn(lock, word), data: secret === undefined ? {} : { code: secret } },
    ]);
  },
  report: reportDone,
});

const turns = {
  lock: { words: ["Lock"], state: ["locked"] },
  unlock: { words: ["Unlock"], state: ["unlocked", "open"] },
  open: { words: ["Unlock and open"], state: ["open", "opening", "unlocked"] },
} as const;

/** @throws AppError invalid_input for a lock without a latch to open. */
function turn(lock: Entity, word: keyof typeof turns): Omit<Order, "data"> {
  if (word === "open" && !has(lock, featureOpen)) throw refuseOrder(lock, "has no latch to open");
  const { words, state } = turns[word];
  return { service: `lock.${word}`, words, expect: { state } };
}
