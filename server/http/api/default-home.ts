import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { Home, Snapshot } from "../../home/home.ts";

/** The first is the default one. */
export type Homes = readonly Pick<Home, "id" | "snapshot">[];

/** What is known of the default home; undefined while that is nothing, and for a token of other homes. */
export function snapshotFor(homes: Homes, { token }: Principal): Snapshot | undefined {
  const [home] = homes;
  if (home === undefined || token?.homes?.includes(home.id) === false) return undefined;
  return snapshotOf(home);
}

/** What is known of a home; undefined while that is nothing. */
export function snapshotOf(home: Pick<Home, "snapshot">): Snapshot | undefined {
  try {
    return home.snapshot();
  } catch (error) {
    if (error instanceof AppError && error.code === "home_unreachable") return undefined;
    throw error;
  }
}
