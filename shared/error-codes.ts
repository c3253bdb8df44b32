/** Every way in which a request can fail, as callers see it. */
export const errorCodes = [
  "invalid_input",
  "not_authenticated",
  "not_allowed",
  "needs_confirmation",
  "needs_approval",
  "too_many_calls",
  "not_found",
  "home_unreachable",
  "home_refused",
  "conflict",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What a caller is told: what happened, what to do next, and where to find it in the audit. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly details?: FailureDetails;
  /** Correlation id of the call, also in the audit and in every log line. */
  readonly call_id?: string;
}

export interface FailureDetails {
  /** Milliseconds until the same request can succeed. */
  readonly retry_after_ms?: number;
  /** One sentence per argument that was wrong; `path` is a dotted path into the arguments. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  /** The nearest names to one that was not found, or all that matched. */
  readonly candidates?: readonly string[];
}
