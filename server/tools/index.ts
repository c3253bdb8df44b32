import type { ReadTool } from "./define.ts";
import { findEntities } from "./explore/find-entities.ts";
import { getEntity } from "./explore/get-entity.ts";
import { homeOverview } from "./explore/home-overview.ts";
import { listServices } from "./explore/list-services.ts";
import { getHistory } from "./past/get-history.ts";
import { whoami } from "./vestibule/whoami.ts";

/** Every tool there is, sorted by name. */
export const catalogue: readonly ReadTool[] = [
  findEntities,
  getEntity,
  getHistory,
  homeOverview,
  listServices,
  whoami,
];
