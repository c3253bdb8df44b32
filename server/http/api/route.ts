import type { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";

/** The right that a route asks for: an admin's, or that of anybody over what is their own. */
export type Needs = "admin" | "self";

type Input<Name extends keyof Api> = Omit<Api[Name], "reply">;

interface RouteDefinition<Name extends keyof Api> {
  readonly needs: Needs;
  /** What the audit calls it. Only what changes nothing has none. */
  readonly event: Name extends `GET ${string}` ? undefined : string;
  readonly status?: 200 | 201;
  readonly input: z.ZodType<Input<Name>>;
  handle(input: Input<Name>, principal: Principal): Promise<Api[Name]["reply"]>;
}

/** A route as the router mounts it, its types already proven. */
export interface Route {
  readonly name: keyof Api;
  readonly needs: Needs;
  readonly event: string | undefined;
  readonly status: 200 | 201;
  /** @throws AppError, also invalid_input for what does not fit. */
  run(raw: unknown, principal: Principal): Promise<unknown>;
}

export function defineRoute<Name extends keyof Api>(
  name: Name,
  route: RouteDefinition<Name>,
): Route {
  return {
    name,
    needs: route.needs,
    event: route.event,
    status: route.status ?? 200,
    run: async (raw, principal) => route.handle(parseInput(route.input, raw), principal),
  };
}

/** The admin's right, which a token has only when it may do the same as its user. */
export function isAdmin({ role, token }: Principal): boolean {
  return role === "admin" && (token === undefined || token.rights === "same");
}

/** @throws AppError invalid_input with one sentence for each part that is wrong. */
export function parseInput<Output>(schema: z.ZodType<Output>, raw: unknown): Output {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.slice(1).join(".").slice(0, 100),
    message: issue.message.slice(0, 300),
  }));
  throw new AppError(
    "invalid_input",
    issues
      .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
      .join("; ")
      .slice(0, 500),
    { hint: "Correct what is named and send it again.", details: { issues } },
  );
}
