import type { Request, RequestHandler } from "express";
import type { Principal } from "../access/principal.ts";
import { readJson } from "../body.ts";
import { AppError, toFailure } from "../errors.ts";
import type { Failure } from "../../shared/error-codes.ts";
import { principalOf } from "./authenticate.ts";
import { toProblem, type Refuse } from "./problem.ts";

/** Writes down a body that never became a request, and answers the id of the entry. */
export type RefuseBody = (
  principal: Principal,
  req: Request,
  failure: Failure,
) => Promise<string | undefined>;

/** Reads the body of a known caller into `req.body`; without one it stays undefined. */
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
      const callId = await parts.writeDown(principalOf(req), req, toFailure(error));
      parts.refuse(req, res, toProblem(error, callId));
      return;
    }
    next();
  };
}

const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
