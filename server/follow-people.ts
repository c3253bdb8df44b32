import type { Access } from "./access/access.ts";
import type { Home } from "./home/home.ts";
import type { Log } from "./log.ts";

/** Lets users follow who the home's people are: whenever it comes, and when somebody in it becomes another.
 * @returns what ends it. */
export function followPeople(
  home: Pick<Home, "people" | "onPeople">,
  users: Pick<Access["users"], "followHome">,
  log: Pick<Log, "warn">,
): () => void {
  return home.onPeople(() => {
    home
      .people()
      .then((people) => users.followHome(people))
      .catch((error: unknown) => {
        // Whoever comes is looked up anyway.
        log.warn({ error }, "the home does not say who its people are");
      });
  });
}
