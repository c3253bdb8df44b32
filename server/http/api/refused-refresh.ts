import type { RefreshRefusal } from "../../access/people.ts";
import { AppError } from "../../errors.ts";
import { isRecord } from "../../record.ts";
import type { Exchange } from "./route.ts";

/** Tells the audit whose refresh was refused, and that a secret came twice, which somebody must have copied. */
export function tellOfRefusedRefresh(error: unknown, exchange: Pick<Exchange, "tell">): void {
  const cause = error instanceof AppError ? error.cause : undefined;
  if (!isRefusal(cause)) return;
  const { reason, username, session_id } = cause;
  exchange.tell({
    ...(reason === "reused" ? { event: "session.reused" } : {}),
    ...(username === undefined ? {} : { username }),
    details: { reason, ...(session_id === undefined ? {} : { session_id }) },
  });
}

const isRefusal = (cause: unknown): cause is RefreshRefusal =>
  isRecord(cause) && typeof cause["reason"] === "string";
