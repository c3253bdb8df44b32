import type { Request, RequestHandler } from "express";
import { readJson } from "../body.ts";
import { AppError, toFailure } from "../errors.ts";
import type { Failure } from "../../shared/error-codes.ts";
import { toProblem, type Refuse } from "./problem.ts";

/** Writes down a body that never became a request, and answers the id of the entry. */
export type RefuseBody = (req: Request, failure: Failure) => Promise<string | undefined>;

/** Reads the body into `req.body`; without one it stays undefined. */
export function readBody(parts: {
  readonly refuse: Refuse;
  readonly writeDown: RefuseBody;
}): RequestHandler {
  return async (req, res, next) => {
    if (!hasBody(req)) {
      next();
      return;
    }
    try {
      req.body = await readJson(req);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const callId = await parts.writeDown(req, toFailure(error));
      parts.refuse(req, res, toProblem(error, callId));
      return;
    }
    next();
  };
}

const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
