import { AppError } from "../errors.ts";
import { isRecord } from "../record.ts";

/** Whether it was sent to the home and nobody knows what became of it: never to be tried again unasked. */
export const isFateUnknown = (error: unknown): boolean => causeOf(error)["fate"] === "unknown";

/** Home Assistant's codes for what failed on its way: a part of it may be done. */
const failedOnTheWay: readonly unknown[] = ["home_assistant_error", "timeout", "unknown_error"];

/** Whether any of it may be done, although it failed. */
export const mayBeDone = (error: unknown): boolean =>
  isFateUnknown(error) || failedOnTheWay.includes(causeOf(error)["code"]);

const causeOf = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof AppError && isRecord(error.cause) ? error.cause : {};
