import type { ErrorCode, Failure, FailureDetails } from "../shared/error-codes.ts";

interface AppErrorOptions {
  hint?: string;
  details?: FailureDetails;
  cause?: unknown;
}

/** The only error that callers may see; everything else becomes `internal`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly details?: FailureDetails;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.hint !== undefined) this.hint = options.hint;
    if (options.details !== undefined) this.details = options.details;
  }
}

export const httpStatus = {
  invalid_input: 422,
  not_authenticated: 401,
  not_allowed: 403,
  needs_confirmation: 403,
  needs_approval: 403,
  too_many_calls: 429,
  not_found: 404,
  home_unreachable: 503,
  home_refused: 502,
  conflict: 409,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** What is not an AppError says nothing but where to look; its cause is for the log. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError("internal", "Something went wrong inside Vestibule.", {
        hint: "Tell the owner of this home the call id; the log has the details.",
        cause: error,
      });

/** The public shape of any thrown value. */
export function toFailure(error: unknown, callId?: string): Failure {
  const { code, message, hint, details } = asAppError(error);
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
    ...(callId === undefined ? {} : { call_id: callId }),
  };
}

/** Somebody's words within a sentence of ours: told apart from it, and never long. */
export const quoted = (words: string, maxLength = 100): string =>
  JSON.stringify(words.slice(0, maxLength));
