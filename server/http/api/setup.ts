import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { Access } from "../../access/access.ts";
import { secret, tokenName } from "./fields.ts";
import { defineOpenRoute, type Route } from "./route.ts";
import { toIssuedView } from "./tokens.ts";

type SetupRequest = Api["POST /api/setup"]["body"];

const setupRequest = z.strictObject({
  secret,
  username: z.string().trim().min(1).max(50),
  password: z.string().min(1).max(500),
  name: z.string().trim().min(1).max(100).exactOptional(),
  token_name: tokenName.exactOptional(),
}) satisfies z.ZodType<SetupRequest>;

/** Makes the first admin for whoever holds the one-time setup secret. Every attempt is written down. */
export function setupRoutes(access: Pick<Access, "setup" | "tokens">): Route[] {
  return [
    defineOpenRoute("POST /api/setup", {
      event: "setup.complete",
      status: 201,
      attemptsPerMinute: 10,
      input: z.object({ body: setupRequest }),
      handle: ({ body }, exchange) => {
        exchange.tell({ username: body.username });
        return complete(access, body);
      },
    }),
  ];
}

async function complete(
  access: Pick<Access, "setup" | "tokens">,
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
