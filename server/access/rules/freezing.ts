import { isRecord } from "../../record.ts";
import { unknownStates, type Surroundings } from "../../policy/conditions.ts";
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

/** What was frozen by something that cannot be read: then nobody knows what, and everything is. */
const unreadable = { since: 0, by: "something written here that cannot be read" };

export function readFreezing(settings: ReadonlyMap<string, string>): Freezing {
  const text = settings.get(everythingSetting);
  const helpers = readHelpers(settings.get(helpersSetting));
  const everything = text === undefined ? undefined : (parseIf(text, isMark) ?? unreadable);
  const marked = everything ?? (helpers === undefined ? unreadable : undefined);
  return { ...(marked === undefined ? {} : { everything: marked }), helpers: helpers ?? [] };
}

/** undefined: they cannot be read. */
export const readHelpers = (text = "[]"): readonly FreezeHelper[] | undefined =>
  parseIf(text, areHelpers);

/** Only freeze.ts writes these settings, of this version or another. */
function parseIf<Value>(text: string, fits: (value: unknown) => value is Value): Value | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMark = (value: unknown): value is NonNullable<Freezing["everything"]> =>
  isRecord(value) && typeof value["since"] === "number" && typeof value["by"] === "string";

const areHelpers = (value: unknown): value is readonly FreezeHelper[] =>
  Array.isArray(value) && value.every(isHelper);

const isHelper = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value["entity_id"] === "string" &&
  Array.isArray(value["states"]) &&
  value["states"].every((state) => typeof state === "string") &&
  isRecord(value["freezes"]) &&
  isTarget(value["freezes"]);

const isTarget = ({ kind, id }: Readonly<Record<string, unknown>>): boolean =>
  kind === "everything" || ((kind === "user" || kind === "token") && typeof id === "string");

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
