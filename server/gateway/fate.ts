import { AppError } from "../errors.ts";
import { isRecord } from "../record.ts";

/** Whether it was sent to the home and nobody knows what became of it: never to be tried again unasked. */
export const isFateUnknown = (error: unknown): boolean =>
  error instanceof AppError && isRecord(error.cause) && error.cause["fate"] === "unknown";
