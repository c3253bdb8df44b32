import { AppError } from "../../errors.ts";
import { isNetwork } from "../../networks.ts";
import type { NewToken, TokenChange as StoredChange } from "../../store/tokens.ts";
import type { ChosenRights, TokenChange, TokenRequest } from "./token.ts";
import { parseExpiry } from "./expiry.ts";
import { doors, type Door } from "../principal.ts";
import { readChosen as readChosenRights } from "../rules/read-permissions.ts";

export const tokenRights = ["none", "same", "chosen"] as const;
const maxNameLength = 100;
const maxListLength = 100;
const maxCallsPerMinute = 100_000;

/** A token that nobody said more about: it can ask who it is, until somebody revokes it. */
export const tokenDefaults = { rights: "none", doors: ["mcp", "rest"], attended: true } as const;

type Columns = Omit<NewToken, "id" | "user_id" | "created_at" | "secret_hash" | "catalogue_id">;

/** The columns of a new token. @throws AppError invalid_input saying what is wrong. */
export function readRequest(request: TokenRequest, now: number): Columns {
  return {
    ...tokenDefaults,
    name: request.name,
    ...readChange({ ...tokenDefaults, ...request }, now),
  };
}

/** The columns that a change writes. @throws AppError invalid_input saying what is wrong. */
export function readChange(change: TokenChange, now: number): StoredChange {
  const { name, rights, chosen, homes, addresses, calls_per_minute, attended, expires } = change;
  return {
    ...(name === undefined ? {} : { name: readName(name) }),
    ...readRights(rights, chosen, now),
    ...(change.doors === undefined ? {} : { doors: readDoors(change.doors) }),
    ...(homes === undefined ? {} : { homes: homes && readList("homes", homes, isHomeId) }),
    ...(addresses === undefined
      ? {}
      : { addresses: addresses && readList("addresses", addresses, isNetwork) }),
    ...(calls_per_minute === undefined ? {} : { calls_per_minute: readRate(calls_per_minute) }),
    ...(attended === undefined ? {} : { attended }),
    ...(expires === undefined ? {} : { expires_at: parseExpiry(expires, now) ?? null }),
  };
}

function readName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > maxNameLength || /\p{Cc}/u.test(trimmed))
    throw new AppError(
      "invalid_input",
      `The name of a token has 1 to ${maxNameLength} characters, on one line.`,
      { hint: "Name it after the client that will use it, such as n8n." },
    );
  return trimmed;
}

function readRights(
  rights: TokenChange["rights"],
  chosen: ChosenRights | undefined,
  now: number,
): StoredChange {
  if (rights !== undefined && !tokenRights.includes(rights))
    throw wrongChoice("rights", rights, tokenRights);
  if (chosen !== undefined && rights !== "chosen")
    throw new AppError("invalid_input", `Chosen rights are given, but rights is not "chosen".`, {
      hint: `Say rights "chosen" with them, or leave them out.`,
    });
  if (rights === undefined) return {};
  return { rights, chosen: rights === "chosen" ? readChosen(chosen, now) : null };
}

function readChosen(chosen: ChosenRights | undefined, now: number): ChosenRights {
  const count = Object.keys(chosen?.rules ?? {}).length;
  if (chosen === undefined || count === 0 || count > maxListLength)
    throw new AppError("invalid_input", `Chosen rights have 1 to ${maxListLength} rules.`, {
      hint: `Give rules such as {"effect:read": "allow"}, or choose rights "none" or "same".`,
    });
  readChosenRights(chosen, now);
  return chosen;
}

function readDoors(given: readonly Door[]): readonly Door[] {
  return readList("doors", given, (door) => doors.includes(door));
}

function readRate(rate: number | null): number | null {
  if (rate !== null && (!Number.isInteger(rate) || rate < 1 || rate > maxCallsPerMinute))
    throw new AppError(
      "invalid_input",
      `calls_per_minute is a whole number from 1 to ${maxCallsPerMinute}.`,
    );
  return rate;
}

/** An empty list is refused: it could be read as nothing or as everything. */
function readList<Item extends string>(
  field: string,
  list: readonly Item[],
  isRight: (item: Item) => boolean,
): readonly Item[] {
  if (list.length === 0 || list.length > maxListLength)
    throw new AppError("invalid_input", `${field} has 1 to ${maxListLength} items.`, {
      hint: `Leave ${field} out for no limit.`,
    });
  const wrong = list.find((item) => !isRight(item));
  if (wrong !== undefined)
    throw new AppError("invalid_input", `"${wrong.slice(0, 80)}" does not belong into ${field}.`, {
      hint: hints[field] ?? "Leave it out.",
    });
  return [...new Set(list)];
}

const hints: Readonly<Record<string, string>> = {
  doors: `Doors are ${doors.join(", ")}.`,
  homes: "Give the ids of homes.",
  addresses: `Give addresses or networks, such as 192.168.1.7 or 192.168.1.0/24.`,
};

function isHomeId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

function wrongChoice(field: string, value: string, choices: readonly string[]): AppError {
  return new AppError("invalid_input", `"${value.slice(0, 80)}" is not a choice for ${field}.`, {
    hint: `Choose ${choices.join(", ")}.`,
  });
}
