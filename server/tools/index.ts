import { activateScene } from "./control/activate-scene.ts";
import { callService } from "./control/call-service.ts";
import { pressButton } from "./control/press-button.ts";
import { runScript } from "./control/run-script.ts";
import { setClimate } from "./control/set-climate.ts";
import { setCover } from "./control/set-cover.ts";
import { setFan } from "./control/set-fan.ts";
import { setLight } from "./control/set-light.ts";
import { setLock } from "./control/set-lock.ts";
import { setMedia } from "./control/set-media.ts";
import { setPower } from "./control/set-power.ts";
import { setValue } from "./control/set-value.ts";
import { waitForState } from "./control/wait-for-state.ts";
import type { Tool } from "./define.ts";
import { findEntities } from "./explore/find-entities.ts";
import { getEntity } from "./explore/get-entity.ts";
import { homeOverview } from "./explore/home-overview.ts";
import { listServices } from "./explore/list-services.ts";
import { getHistory } from "./past/get-history.ts";
import { whoami } from "./vestibule/whoami.ts";

/** Every tool there is, sorted by name. */
export const catalogue: readonly Tool[] = [
  activateScene,
  callService,
  findEntities,
  getEntity,
  getHistory,
  homeOverview,
  listServices,
  pressButton,
  runScript,
  setClimate,
  setCover,
  setFan,
  setLight,
  setLock,
  setMedia,
  setPower,
  setValue,
  waitForState,
  whoami,
];
