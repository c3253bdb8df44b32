import type { Request, Response } from "express";
import type { ErrorCode, Failure } from "../../shared/error-codes.ts";
import { bodyStatus } from "../body.ts";
import { AppError, httpStatus, toFailure } from "../errors.ts";

/** A request that is refused: what the caller is told, and how the answer differs from the usual one of its code. */
export interface Problem {
  readonly failure: Failure;
  /** Instead of the status of the code. */
  readonly status?: number;
  /** What mcpo's clients know, at the REST door: its exact text, or one row per wrong argument. */
  readonly detail?: string | readonly ValidationError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** One wrong argument, as FastAPI and therefore mcpo describes it. */
export interface ValidationError {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
}

/** Writes a problem in the words of the door that was asked. */
export type Refuse = (req: Request, res: Response, problem: Problem) => void;

export function problem(
  code: ErrorCode,
  message: string,
  hint: string,
  rest: Omit<Problem, "failure"> = {},
): Problem {
  return { failure: { code, message, hint }, ...rest };
}

/** Anything thrown, as a problem. */
export function toProblem(error: unknown, callId?: string): Problem {
  const status = error instanceof AppError ? bodyStatus(error) : undefined;
  return { failure: toFailure(error, callId), ...(status === undefined ? {} : { status }) };
}

export function createRefuse(options: { readonly mcpo_compatible: boolean }): Refuse {
  return (req, res, given) => {
    const { failure } = given;
    const retryMs = failure.details?.retry_after_ms;
    res.status(given.status ?? httpStatus[failure.code]);
    res.setHeader("Cache-Control", "no-store");
    res.setHeader("Content-Type", "application/json; charset=utf-8");
    if (failure.call_id !== undefined) res.setHeader("X-Call-Id", failure.call_id);
    if (retryMs !== undefined) res.setHeader("Retry-After", String(Math.ceil(retryMs / 1000)));
    for (const [name, value] of Object.entries(given.headers ?? {})) res.setHeader(name, value);
    res.end(JSON.stringify(bodyOf(req.originalUrl, given, options.mcpo_compatible)));
  };
}

function bodyOf(url: string, given: Problem, mcpoCompatible: boolean): unknown {
  if (isAt(url, "/rest")) return toRestBody(given, mcpoCompatible);
  if (isAt(url, "/mcp")) return toJsonRpc(given.failure);
  return { error: given.failure };
}

const isAt = (url: string, mount: string): boolean =>
  url.startsWith(mount) && /^(?:$|[/?])/.test(url.slice(mount.length));

/** The bodies of mcpo, with our hint beside them where its clients do not look. */
function toRestBody({ failure, detail }: Problem, mcpoCompatible: boolean): unknown {
  const { details, message, ...rest } = failure;
  if (detail === undefined) return { detail: { message, ...rest, ...details } };
  return mcpoCompatible ? { detail } : { detail, ...rest };
}

function toJsonRpc({ message, hint, ...data }: Failure): unknown {
  const code = data.code === "internal" ? -32_603 : -32_600;
  const text = hint === undefined ? message : `${message} ${hint}`;
  return { jsonrpc: "2.0", id: null, error: { code, message: text, data } };
}
