import { z } from "zod";
import type { ValidationWish } from "../../../shared/api.ts";
import type { SubjectView, ValidationView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import { decide } from "../../policy/decide.ts";
import type { Decision, ToolFacts } from "../../policy/rules.ts";
import { snapshotFor, type Homes } from "./default-home.ts";
import { accessTold } from "./effective.ts";
import { subject } from "./fields.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

export interface ValidateParts {
  readonly access: { readonly permissions: Pick<Access["permissions"], "imagine"> };
  readonly tools: readonly ToolFacts[];
  readonly homes: Homes;
}

const question = z.strictObject({
  subject: subject.exactOptional(),
  tool: z.string().min(1).max(100),
  entities: z.array(z.string().min(1).max(255)).max(200).exactOptional(),
}) satisfies z.ZodType<ValidationWish>;

export function validateRoutes({ access, tools, homes }: ValidateParts): Route[] {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));

  function answer(wish: ValidationWish, subject: Principal, asker: Principal): ValidationView {
    const { kind, rule } = decideBy(byName.get(wish.tool), subject);
    return {
      ...{ subject: wish.subject ?? nameOf(asker), tool: wish.tool, decision: kind, rule },
      ...(wish.entities && { entities: accessesOf(wish.entities, subject, asker) }),
    };
  }

  function accessesOf(ids: readonly string[], subject: Principal, asker: Principal) {
    const snapshot = snapshotFor(homes, subject) && snapshotFor(homes, asker);
    return Object.fromEntries(
      ids.map((each) => [
        each,
        snapshot === undefined ? "none" : accessTold(each, { subject, asker }, snapshot),
      ]),
    );
  }

  /** @throws AppError not_allowed for who may not ask about others. */
  async function whoIsMeant(subject: SubjectView | undefined, asker: Principal) {
    if (subject === undefined || isThemselves(subject, asker)) return asker;
    if (!isAdmin(asker)) throw notAbout();
    return (await access.permissions.imagine(subject)).principal;
  }

  return [
    defineRoute("POST /api/permissions/validate", {
      needs: "self",
      event: "permissions.validate",
      input: z.object({ body: question }),
      handle: async ({ body }, asker) => answer(body, await whoIsMeant(body.subject, asker), asker),
    }),
    defineRoute("POST /api/permissions/validate/bulk", {
      needs: "self",
      event: "permissions.validate",
      input: z.object({
        body: z.strictObject({ questions: z.array(question).min(1).max(200) }),
      }),
      handle: async ({ body }, asker) => {
        const subjects = new Map<string, Principal>();
        for (const { subject } of body.questions) {
          const key = keyOf(subject);
          if (!subjects.has(key)) subjects.set(key, await whoIsMeant(subject, asker));
        }
        return {
          answers: body.questions.map((wish) =>
            answer(wish, subjects.get(keyOf(wish.subject)) ?? asker, asker),
          ),
        };
      },
    }),
  ];
}

const decideBy = (tool: ToolFacts | undefined, { rights }: Principal): Decision =>
  tool === undefined ? { kind: "deny", rule: "no such tool" } : decide(tool, rights);

const keyOf = (subject: SubjectView | undefined): string =>
  subject === undefined ? "" : `${subject.kind} ${subject.id}`;

const nameOf = ({ user, token }: Principal): SubjectView =>
  token === undefined ? { kind: "user", id: user.id } : { kind: "token", id: token.id };

/** A token knows what it may itself; what its user may without it is a person's to ask. */
function isThemselves(subject: SubjectView, asker: Principal): boolean {
  const own = nameOf(asker);
  return subject.kind === own.kind && subject.id === own.id;
}

const notAbout = () =>
  new AppError("not_allowed", "Only an admin may ask what others may do.", {
    hint: "Leave the subject out to ask about yourself.",
  });
