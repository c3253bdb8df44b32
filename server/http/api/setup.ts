import { Router, type RequestHandler } from "express";
import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { Access } from "../../access/access.ts";
import { readJson } from "../../body.ts";
import { AppError } from "../../errors.ts";
import type { Audit } from "../../gateway/audit.ts";
import { addressOf } from "../address.ts";
import { createAddressLimit } from "../address-limit.ts";
import { toProblem, type Refuse } from "../problem.ts";
import { secret, tokenName } from "./fields.ts";
import { parseInput } from "./route.ts";
import { toIssuedView } from "./tokens.ts";

type SetupRequest = Api["POST /api/setup"]["body"];

const setupRequest = z.strictObject({
  secret,
  username: z.string().trim().min(1).max(50),
  password: z.string().min(1).max(500),
  name: z.string().trim().min(1).max(100).exactOptional(),
  token_name: tokenName.exactOptional(),
}) satisfies z.ZodType<SetupRequest>;

export interface SetupParts {
  readonly access: Pick<Access, "setup" | "tokens">;
  readonly audit: Pick<Audit, "event">;
  readonly refuse: Refuse;
}

const attemptsPerMinute = 10;

/** Makes the first admin for whoever holds the one-time setup secret. Every attempt is written down. */
export function createSetup({ access, audit, refuse }: SetupParts): RequestHandler {
  const router = Router();
  router.post(
    "/setup",
    createAddressLimit({ limit: attemptsPerMinute, refuse }),
    async (req, res) => {
      const happened = { event: "setup.complete", door: "api", address: addressOf(req) };
      let username: string | undefined;
      try {
        const wish = parseInput(z.object({ body: setupRequest }), {
          body: await readJson(req),
        }).body;
        username = wish.username;
        const reply = await complete(access, wish);
        res.setHeader("X-Call-Id", await audit.event({ ...happened, username }));
        res.setHeader("Cache-Control", "no-store");
        res.status(201).json(reply);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { failure } = toProblem(error);
        const callId = await audit.event({
          ...happened,
          ...(username === undefined ? {} : { username }),
          failure,
        });
        refuse(req, res, toProblem(error, callId));
      }
    },
  );
  return router;
}

async function complete(
  access: SetupParts["access"],
  { secret: given, token_name, ...admin }: SetupRequest,
): Promise<Api["POST /api/setup"]["reply"]> {
  const { id, username, name, role } = await access.setup.complete(given, admin);
  const user = { id, username, name, role };
  if (token_name === undefined) return { user };
  const issued = await access.tokens.create(id, {
    name: token_name,
    rights: "same",
    attended: true,
  });
  return { user, token: toIssuedView(issued) };
}
