import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import { snapshotFor, type Homes } from "./default-home.ts";
import { defaultRoutes } from "./defaults.ts";
import { effectiveOf } from "./effective.ts";
import { explainRoutes, type ExplainParts } from "./explain.ts";
import { id, idParams } from "./fields.ts";
import { refuseUnknownTools } from "./known-tools.ts";
import { createMatrix, type DescribedTool } from "./matrix.ts";
import { isOneself } from "./oneself.ts";
import { permissions as written } from "./permission-fields.ts";
import { warningsOf } from "./permission-warnings.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";
import { shownTo } from "./shown-rules.ts";
import { validateRoutes } from "./validate.ts";

export interface PermissionParts extends ExplainParts {
  readonly access: Pick<Access, "principalOf" | "permissions" | "roles" | "settings" | "users">;
  /** All there are. */
  readonly tools: readonly DescribedTool[];
  readonly homes: Homes;
}

const bulk = z.strictObject({
  items: z
    .array(z.strictObject({ kind: z.enum(["user", "role"]), id, permissions: written }))
    .min(1)
    .max(100),
}) satisfies z.ZodType<Api["PUT /api/permissions/bulk"]["body"]>;

export function permissionRoutes(parts: PermissionParts): Route[] {
  const { access, tools, homes } = parts;
  const { permissions, users } = access;

  async function ofUser(userId: string, asker: Principal) {
    const { principal: subject } = await permissions.imagine({ kind: "user", id: userId });
    const own = await permissions.get({ kind: "user", id: userId });
    return {
      written: shownTo(own, asker, snapshotFor(homes, asker)),
      effective: effectiveOf({ subject, asker }, parts),
    };
  }

  /** @throws AppError not_found, for somebody who is none of the caller's business as for nobody. */
  async function refuseUnknown(userId: string, asker: Principal): Promise<void> {
    const isTheirs = isAdmin(asker) || isOneself(asker, userId);
    if (!isTheirs || (await users.get(userId)) === undefined) throw noSuchUser();
  }

  return [
    defineRoute("GET /api/permissions/matrix", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: () => createMatrix(access, tools),
    }),
    ...validateRoutes(parts),
    defineRoute("GET /api/permissions/mine", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: (_input, asker) => Promise.resolve(effectiveOf({ subject: asker, asker }, parts)),
    }),
    defineRoute("GET /api/permissions/users/:id", {
      needs: "self",
      event: undefined,
      input: z.object({ params: idParams }),
      handle: async ({ params }, asker) => {
        await refuseUnknown(params.id, asker);
        return ofUser(params.id, asker);
      },
    }),
    defineRoute("PUT /api/permissions/users/:id", {
      needs: "admin in person",
      event: "permissions.change",
      input: z.object({ params: idParams, body: written }),
      handle: async ({ params, body }, asker) => {
        const item = { subject: { kind: "user" as const, id: params.id }, permissions: body };
        refuseUnknownTools(body.rules, tools);
        await permissions.put([item], asker.user.id);
        return {
          ...(await ofUser(params.id, asker)),
          ...(await warningsOf([item], asker, parts)),
        };
      },
    }),
    defineRoute("DELETE /api/permissions/users/:id", {
      needs: "admin in person",
      event: "permissions.delete",
      input: z.object({ params: idParams }),
      handle: async ({ params }) => {
        if (!(await permissions.delete({ kind: "user", id: params.id }))) throw nothingWritten();
        return { deleted: true } as const;
      },
    }),
    defineRoute("PUT /api/permissions/bulk", {
      needs: "admin in person",
      event: "permissions.change",
      input: z.object({ body: bulk }),
      handle: async ({ body }, asker) => {
        const items = body.items.map(({ kind, id: name, permissions: wish }, index) => ({
          ...{ subject: { kind, id: name }, permissions: wish, within: `items.${index}.` },
        }));
        for (const { permissions: wish, within } of items)
          refuseUnknownTools(wish.rules, tools, within);
        await permissions.put(items, asker.user.id);
        return { written: items.length, ...(await warningsOf(items, asker, parts)) };
      },
    }),
    ...defaultRoutes(parts),
    ...explainRoutes(parts),
  ];
}

const noSuchUser = () =>
  new AppError("not_found", "There is no such user.", {
    hint: "GET /api/permissions/mine tells what you may do yourself.",
  });

const nothingWritten = () =>
  new AppError("not_found", "Nothing is written for such a user.", {
    hint: "GET /api/users lists the users that there are.",
  });
