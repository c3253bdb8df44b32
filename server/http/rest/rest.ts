import { Router, type Request, type RequestHandler, type Response } from "express";
import type { Failure } from "../../../shared/error-codes.ts";
import type { CatalogueEntry, Gateway, Outcome, RateState } from "../../gateway/call.ts";
import { principalOf } from "../authenticate.ts";
import { readBody } from "../body.ts";
import { problem, type Problem, type Refuse, type ValidationError } from "../problem.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { createOpenApi, takesArguments } from "./openapi.ts";
import { loosen } from "./loosen.ts";

export interface RestParts {
  readonly gateway: Gateway;
  readonly refuse: Refuse;
  readonly version: string;
  readonly mcpo_compatible: boolean;
  readonly public_url?: string | undefined;
}

/** The REST door, shaped like mcpo: `POST /{tool}` with the arguments as body answers the result itself. */
export function createRest(parts: RestParts): RequestHandler {
  const { gateway, refuse } = parts;
  const openApi = createOpenApi({ version: parts.version, serverUrl: restPath(parts.public_url) });
  const router = Router();

  router.get("/openapi.json", (req, res) => {
    res.setHeader("Cache-Control", "private, no-cache");
    res.type("json").send(openApi(gateway.visibleTools(principalOf(req).rights)));
  });

  router.use(
    readBody({
      refuse,
      writeDown: (req, failure) =>
        gateway.refuse({
          ...{ principal: principalOf(req), tool: req.path.slice(1), args: undefined, failure },
        }),
    }),
  );

  router.post("/:tool", async (req, res) => {
    const principal = principalOf(req);
    const name = req.params.tool;
    const tool = gateway.visibleTools(principal.rights).find((entry) => entry.name === name);
    const given = req.body as unknown; // read by readBody
    if (given === null || (given === undefined && tool !== undefined && takesArguments(tool))) {
      await refuseCaller(req, res, bodyMissing);
      return;
    }
    const args = given ?? {};
    const key = readIdempotencyKey(req);
    if (key === "malformed") {
      await refuseCaller(req, res, badIdempotencyKey);
      return;
    }
    const outcome = await gateway.call({
      principal,
      tool: name,
      ...key,
      args: parts.mcpo_compatible && tool !== undefined ? loosen(args, tool) : args,
      signal: signalOf(res),
    });
    if (outcome.limit !== undefined) writeLimit(res, outcome.limit);
    if (outcome.repeated === true) res.setHeader("Idempotency-Replayed", "true");
    if (outcome.ok) send(res, outcome);
    else refuse(req, res, toRestProblem(outcome.failure, tool, args));
  });

  router.all("/:tool", (req, res) => {
    const tools = gateway.visibleTools(principalOf(req).rights);
    const isTool = tools.some(({ name }) => name === req.params.tool);
    return refuseCaller(req, res, isTool ? onlyPost : notFound);
  });
  router.use((req, res) => refuseCaller(req, res, notFound));
  return router;

  /** Who asks is known, so what never became a call is written down too. */
  async function refuseCaller(req: Request, res: Response, refused: Problem): Promise<void> {
    const { failure } = refused;
    const principal = principalOf(req);
    const tool = req.path.slice(1);
    const callId = await gateway.refuse({ principal, tool, args: undefined, failure });
    refuse(req, res, { ...refused, failure: { ...failure, call_id: callId } });
  }
}

/** Where the door is, as its clients see it: behind a proxy with a path also "/vestibule/rest". */
function restPath(publicUrl: string | undefined): string {
  const path = publicUrl === undefined ? "" : new URL(publicUrl).pathname;
  return `${path.replace(/\/+$/, "")}/rest`;
}

/** Ends when the caller goes away before the answer. */
function signalOf(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once("close", () => {
    if (!res.writableEnded) gone.abort();
  });
  return gone.signal;
}

function send(res: Response, outcome: Extract<Outcome, { ok: true }>): void {
  res.setHeader("X-Call-Id", outcome.callId);
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", Buffer.byteLength(outcome.json));
  res.end(outcome.json);
}

/** As in the eighth draft of "RateLimit header fields for HTTP". */
function writeLimit(res: Response, { limit, remaining, resetMs }: RateState): void {
  res.setHeader("RateLimit-Policy", `"calls";q=${limit};w=60`);
  res.setHeader("RateLimit", `"calls";r=${remaining};t=${Math.ceil(resetMs / 1000)}`);
}

function toRestProblem(failure: Failure, tool: CatalogueEntry | undefined, args: unknown): Problem {
  if (tool === undefined && failure.code === "not_found") return { ...notFound, failure };
  const issues = failure.details?.issues;
  return issues === undefined || issues.length === 0
    ? { failure }
    : { failure, detail: issues.map((issue) => toValidationError(issue, args)) };
}

function toValidationError(
  issue: { readonly path: string; readonly message: string },
  args: unknown,
): ValidationError {
  const path = issue.path === "" ? [] : issue.path.split(".");
  return {
    type: "value_error",
    loc: ["body", ...path.map((step) => (/^\d+$/.test(step) ? Number(step) : step))],
    msg: issue.message,
    input: path.reduce(stepInto, args) ?? null,
  };
}

function stepInto(value: unknown, step: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string, unknown>>)[step]
    : undefined;
}

const bodyMissing = problem(
  "invalid_input",
  "The body is missing.",
  "Send the arguments as a JSON object, {} for none.",
  { detail: [{ type: "missing", loc: ["body"], msg: "Field required", input: null }] },
);

const badIdempotencyKey = problem(
  "invalid_input",
  "The Idempotency-Key is not one.",
  "Send 1 to 255 visible ASCII characters, such as a UUID, once; a new one for each new call.",
);

const notFound = problem(
  "not_found",
  "There is no such tool for this token.",
  "GET /rest/openapi.json lists the tools that this token may use.",
  { detail: "Not Found" },
);

const onlyPost = problem(
  "invalid_input",
  "Tools are called with POST.",
  "Send a POST with the arguments as a JSON object.",
  { status: 405, detail: "Method Not Allowed", headers: { Allow: "POST" } },
);
