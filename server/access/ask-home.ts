import type { Log } from "../log.ts";
import type { HomePerson } from "./people.ts";

const freshMs = 30_000;
/** Strangers with invented ids must not make us ask the home again and again. */
const unknownMs = 5_000;

/** Who the home's people are, as far as it could be asked lately. */
export interface HomeList {
  /** Asks again when the answer is old, or does not have them; undefined: not there, or nobody can be asked. */
  find(id: string): Promise<HomePerson | undefined>;
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
  let known: ReadonlyMap<string, HomePerson> = new Map();
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;
  let answers = 0;

  async function take(people: readonly HomePerson[]): Promise<void> {
    answers += 1;
    askedAt = now();
    known = new Map(people.map((person) => [person.id, person]));
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
      if (before === answers) known = new Map();
      log.warn({ error }, "the home cannot be asked who its people are");
    }
  }

  return {
    async find(id) {
      const age = now() - askedAt;
      if (ask !== undefined && (age >= freshMs || (age >= unknownMs && !known.has(id))))
        asking ??= look(ask).finally(() => (asking = undefined));
      await asking;
      return known.get(id);
    },
    take,
  };
}
