import { unknownStates, type Surroundings } from "../policy/conditions.ts";
import type { FreezeHelper } from "./house-rules.ts";

// Who is frozen. Marks are in the database; helpers are in the home, and are asked at each call.

/** Settings that say what is frozen. */
export const everythingSetting = "freeze_everything";
export const helpersSetting = "freeze_helpers";

export interface Freezing {
  readonly everything?: { readonly since: number; readonly by: string };
  readonly helpers: readonly FreezeHelper[];
}

/** What may freeze somebody, until something changes in the database. */
export interface Freezers {
  /** Frozen whatever the home says. */
  readonly mark?: string;
  /** Those in the home that may freeze it too, with what is said then; the widest first. */
  readonly helpers: readonly { readonly helper: FreezeHelper; readonly words: string }[];
}

interface Marked {
  readonly id: string;
  readonly frozen_at?: number;
}

/** What is told of why nothing is let in; who froze it is for people, not for tokens. */
const words = {
  everything: "everything is frozen",
  user: "the user is frozen",
  token: "the token is frozen",
} as const;

const kinds = ["everything", "user", "token"] as const;

export function readFreezing(settings: ReadonlyMap<string, string>): Freezing {
  const everything = settings.get(everythingSetting);
  return {
    // Only freeze.ts writes these two.
    ...(everything === undefined
      ? {}
      : { everything: JSON.parse(everything) as { since: number; by: string } }),
    helpers: readHelpers(settings.get(helpersSetting)),
  };
}

export function readHelpers(text: string | undefined): readonly FreezeHelper[] {
  // Only freeze.ts writes it.
  return text === undefined ? [] : (JSON.parse(text) as FreezeHelper[]);
}

/** All that may freeze a user, and their token if it is about one. */
export function freezersOf(
  { everything, helpers }: Freezing,
  user: Marked,
  token?: Marked,
): Freezers {
  const isFrozen = {
    everything: everything !== undefined,
    user: user.frozen_at !== undefined,
    token: token?.frozen_at !== undefined,
  };
  const isAbout = ({ freezes }: FreezeHelper): boolean =>
    freezes.kind === "everything" || freezes.id === (freezes.kind === "user" ? user : token)?.id;
  const mark = kinds.find((kind) => isFrozen[kind]);
  return {
    ...(mark === undefined ? {} : { mark: words[mark] }),
    helpers: kinds.flatMap((kind) =>
      helpers
        .filter((helper) => helper.freezes.kind === kind && isAbout(helper))
        .map((helper) => ({ helper, words: words[kind] })),
    ),
  };
}

/** Why somebody is frozen at this moment; undefined: they are not. */
export function frozenBy({ mark, helpers }: Freezers, around: Surroundings): string | undefined {
  return mark ?? helpers.find(({ helper }) => isFreezing(helper, around))?.words;
}

/** What is not known of a helper counts as frozen, unless nothing is known of the home: nothing is
 * reached then. */
export function isFreezing({ entity_id, states }: FreezeHelper, around: Surroundings): boolean {
  const state = around.stateOf(entity_id);
  if (state === undefined) return around.local() !== undefined;
  return states.includes(state) || unknownStates.includes(state);
}
