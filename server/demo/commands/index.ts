import type { Command } from "../wire/command.ts";
import { basics } from "./basics.ts";
import { entityRegistry } from "./entity-registry.ts";
import { explainTarget } from "./explain-target.ts";
import { exposure } from "./exposure.ts";
import { helpers } from "./helpers.ts";
import { history } from "./history.ts";
import { houseKeeping } from "./house-keeping.ts";
import { registries } from "./registries.ts";
import { routines } from "./routines.ts";
import { services } from "./services.ts";
import { users } from "./users.ts";

/** Every command the demo home knows, by type. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...basics,
    ...registries,
    ...entityRegistry,
    ...explainTarget,
    ...exposure,
    ...helpers,
    ...history,
    ...houseKeeping,
    ...routines,
    ...services,
    ...users,
  }),
);
