import { ERR_CONNECTION_LOST } from "home-assistant-js-websocket";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { inOurWords } from "./refusals.ts";
import { fields, isFields, text } from "./wire.ts";

const address = /\b(?:https?|wss?):\/\/\S*[^\s.,;]/g;

/** Where the home is, is for admins and the log: whoever calls reads only that nobody answers there. */
export function unreachable(message: string): AppError {
  return new AppError("home_unreachable", withoutAddress(message), {
    hint: "Try again in a moment. What Vestibule already knows of the home can still be read.",
    details: { retry_after_ms: 5_000 },
  });
}

const withoutAddress = (message: string) =>
  message.replace(address, (_url, at: number) => (at === 0 ? "Its address" : "its address"));

export const connectionLost = () => unreachable("The connection to Home Assistant was lost.");

/** For an act that was sent and not answered. It must not look like what can simply be repeated. */
export const fateUnknown = () =>
  new AppError(
    "home_unreachable",
    "Home Assistant was asked and has not answered: whether it was done is not known.",
    {
      hint: "Look at the states of what it was about, and do not simply repeat it.",
      cause: { fate: "unknown" },
    },
  );

export const isFateUnknown = (error: unknown): boolean =>
  error instanceof AppError && fields(error.cause)["fate"] === "unknown";

export const answerOverdue = () => unreachable("Home Assistant did not answer in time.");

/** Has a code, as refusals have: it was surely not sent. */
export const requestTooLarge = () =>
  new AppError("invalid_input", "This is more than Home Assistant takes in one request.", {
    hint: "Ask for less at once, in several calls.",
    cause: { code: "too_large" },
  });

/** Has a code, as refusals have: asked again, it would end the next connection too. */
export const answerTooLarge = () =>
  new AppError(
    "home_refused",
    "The answer is larger than what passes from Home Assistant at once.",
    {
      hint: "Ask for less at once: fewer entities, or a shorter time.",
      cause: { code: "too_large" },
    },
  );

/** The library throws a number when it is down, wraps a number when a command was lost in flight,
 * and passes on `{ code, message }` when the home refused: all three become one. */
export function toAppError(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error;
  const inner = fields(error)["error"];
  const refusal = fields(isFields(inner) ? inner : error);
  if (error === ERR_CONNECTION_LOST || refusal["code"] === ERR_CONNECTION_LOST)
    return connectionLost();
  const code = text(refusal["code"]) ?? "unknown_error";
  const message = text(refusal["message"]);
  const translationKey = text(refusal["translation_key"]);
  // A key tells what happened without a value in it.
  const what = translationKey ?? withoutValues(message ?? "");
  log.debug({ code, text: what }, "the home refused");
  const said = inOurWords({
    code,
    ...(message === undefined ? {} : { message }),
    ...(translationKey === undefined ? {} : { translationKey }),
  });
  const hint = said.hint === undefined ? {} : { hint: said.hint };
  return new AppError(said.code, said.message, { ...hint, cause: { code } });
}

/** The code of a refusal, Home Assistant's unless it is our own, for those who act on it. */
export const refusalCode = (error: unknown): string | undefined =>
  error instanceof AppError ? text(fields(error.cause)["code"]) : undefined;

/** For what only decorates: nothing is judged by it. */
export async function unlessRefused<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (refusalCode(error) === undefined) throw error;
    return otherwise;
  }
}

export const isUnreachable = (error: unknown): boolean =>
  error instanceof AppError && error.code === "home_unreachable";

/** A text of Home Assistant without what it quotes and without anything long enough to be a secret. */
function withoutValues(message: string): string {
  return message
    .replace(/\bGot\b.*$/s, "Got …")
    .replace(/(['"`]).*?\1/gs, "'…'")
    .replace(/[\w.-]{16,}/g, "…")
    .replace(/\d{3,}/g, "…")
    .slice(0, 200);
}
