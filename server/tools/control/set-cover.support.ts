import type { Entity } from "../../home/home.ts";
import { has } from "../attributes.ts";
import { refuseOrder, unclearWish, type Order } from "./orders.ts";

interface CoverWish {
  readonly action?: "open" | "close" | "stop" | undefined;
  readonly position?: number | undefined;
  readonly tilt?: number | undefined;
}

const feature = { open: 1, close: 2, position: 4, stop: 8, tilt: 128 } as const;
/** Motors stop a little before or after. */
const slack = 5;

/** @throws AppError invalid_input for nothing, and for what contradicts itself. */
export function refuseUnclearWish({ action, position, tilt }: CoverWish): void {
  if (action === undefined && position === undefined && tilt === undefined)
    throw unclearWish("Nothing was said to be done.", "Say action, position or tilt.");
  if (action !== undefined && (position !== undefined || (action === "stop" && tilt !== undefined)))
    throw unclearWish(
      "Two movements were asked for at once.",
      "Leave out action, or everything else.",
    );
}

/** @throws AppError invalid_input for what this cover or valve cannot. */
export function orderCover(
  cover: Entity,
  { action, position, tilt }: CoverWish,
): readonly (Order | undefined)[] {
  return [
    action === undefined ? undefined : movement(cover, action),
    position === undefined ? undefined : positioning(cover, position),
    tilt === undefined ? undefined : tilting(cover, tilt),
  ];
}

const movements = {
  open: { words: ["Open"], expect: { state: ["open", "opening"] } },
  close: { words: ["Close"], expect: { state: ["closed", "closing"] } },
  stop: { words: ["Stop"], expect: undefined },
} as const;

function movement(cover: Entity, action: keyof typeof movements): Order {
  if (!has(cover, feature[action])) throw refuseOrder(cover, `has no way to ${action}`);
  const { words, expect } = movements[action];
  return {
    ...{ service: `${cover.domain}.${action}_${cover.domain}`, data: {}, words },
    ...(expect === undefined ? {} : { expect }),
  };
}

function positioning(cover: Entity, position: number): Order {
  if (!has(cover, feature.position)) {
    if (position === 0) return movement(cover, "close");
    if (position === 100) return movement(cover, "open");
    throw refuseOrder(cover, "only opens and closes, and takes position 0 or 100");
  }
  return {
    ...{ service: `${cover.domain}.set_${cover.domain}_position`, data: { position } },
    words: ["Set", `to ${position} % open`],
    expect: { attributes: { current_position: { near: position, within: slack } } },
  };
}

function tilting(cover: Entity, tilt: number): Order {
  if (cover.domain !== "cover" || !has(cover, feature.tilt))
    throw refuseOrder(cover, "has no slats to tilt");
  return {
    ...{ service: "cover.set_cover_tilt_position", data: { tilt_position: tilt } },
    words: ["Tilt", `to ${tilt} %`],
    expect: { attributes: { current_tilt_position: { near: tilt, within: slack } } },
  };
}
