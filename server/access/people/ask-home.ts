import type { Log } from "../../log.ts";
import type { HomePerson } from "./people.ts";

const freshMs = 30_000;
const againMs = 5_000;
/** Strangers with invented ids must not make us ask the home again and again. */
const mostUnknown = 10;

/** "nobody": the home, asked just now, knows them not; undefined: it cannot be asked. */
export type Found = HomePerson | "nobody" | undefined;

/** Who the home's people are, as far as it could be asked lately. */
export interface HomeList {
  /** Asks again when the answer is old, or does not have them. */
  find(id: string): Promise<Found>;
  /** Who they are now. */
  take(people: readonly HomePerson[]): Promise<void>;
}

interface Asking {
  /** Absent: there is nobody to ask. */
  readonly ask?: () => Promise<readonly HomePerson[]>;
  /** Told of each answer before it counts. */
  readonly follow: (people: readonly HomePerson[]) => Promise<void>;
  readonly now: () => number;
  readonly log: Pick<Log, "warn">;
}

export function createHomeList({ ask, follow, now, log }: Asking): HomeList {
  let known: ReadonlyMap<string, HomePerson> | undefined;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;
  let answers = 0;
  const tried = { since: -Infinity, ids: new Set<string>() };

  async function take(people: readonly HomePerson[]): Promise<void> {
    answers += 1;
    askedAt = now();
    // A home always has an owner: nobody at all is no answer.
    known = people.length === 0 ? undefined : new Map(people.map((person) => [person.id, person]));
    await follow(people);
  }

  async function look(from: NonNullable<typeof ask>): Promise<void> {
    const before = answers;
    askedAt = now();
    try {
      const people = await from();
      // Whoever told us meanwhile knew it later.
      if (before === answers) await take(people);
    } catch (error) {
      if (before === answers) known = undefined;
      log.warn({ error }, "the home cannot be asked who its people are");
    }
  }

  async function askAgain(): Promise<void> {
    if (ask !== undefined) asking ??= look(ask).finally(() => (asking = undefined));
    await asking;
  }

  /** Whether the home may be asked for this id beyond what is asked anyway. */
  function mayTry(id: string): boolean {
    if (now() - tried.since >= againMs) {
      tried.since = now();
      tried.ids.clear();
    }
    if (tried.ids.has(id) || tried.ids.size >= mostUnknown) return false;
    tried.ids.add(id);
    return true;
  }

  return {
    async find(id) {
      const came = now();
      if (came - askedAt >= (known === undefined ? againMs : freshMs)) await askAgain();
      else await asking;
      // Somebody new may have come to the home after it was asked.
      if (known?.has(id) === false && askedAt < came && mayTry(id)) await askAgain();
      return known === undefined ? undefined : (known.get(id) ?? "nobody");
    },
    take,
  };
}
