import { AppError } from "../errors.ts";
import type { Home } from "../home/home.ts";
import { createGuard } from "./guard-home.ts";
import { createHomeQueue, type HomeQueue } from "./home-queue.ts";

/** A home behind its guard and its queue. */
export interface KeptHome {
  readonly id: string;
  readonly source: Home;
  readonly guard: ReturnType<typeof createGuard>;
  readonly queue: HomeQueue;
}

export interface Homes {
  /** The home a caller asks for; without an id their only home, else the default one.
   * @throws AppError not_found for a home that is not there or not among the allowed ones. */
  find(id: string | undefined, allowed: readonly string[] | undefined): KeptHome;
  readonly all: readonly KeptHome[];
  close(): Promise<void>;
}

/** The homes of this Vestibule; the first is the default. */
export function createHomes(
  homes: readonly Home[],
  queueOptions?: Parameters<typeof createHomeQueue>[0],
): Homes {
  const all = homes.map((home): KeptHome => {
    const queue = createHomeQueue(queueOptions);
    return { id: home.id, source: home, guard: createGuard(home, queue), queue };
  });
  return {
    all,
    find(id, allowed) {
      const open = allowed === undefined ? all : all.filter((home) => allowed.includes(home.id));
      const found = id === undefined ? open[0] : open.find((home) => home.id === id);
      if (found === undefined)
        throw new AppError("not_found", "There is no such home.", {
          hint: "Leave the home out to reach the default one.",
        });
      return found;
    },
    async close() {
      await Promise.all(all.map(({ queue }) => queue.close()));
    },
  };
}
