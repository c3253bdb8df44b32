import type { ErrorCode } from "../../shared/error-codes.ts";
import { AppError } from "../errors.ts";
import type { Decision } from "../policy/rules.ts";
import type { RateState } from "./call.ts";

/** The same answer for a tool that does not exist and one that the caller may not see. */
export function unknownTool(name: string, visible: readonly string[]): AppError {
  return new AppError("not_found", `There is no tool ${JSON.stringify(name.slice(0, 64))}.`, {
    hint:
      visible.length === 0
        ? "You may use no tool; ask the owner of this home for rights."
        : "Use one of the tools that are listed for you.",
    details: { candidates: visible.slice(0, 100) },
  });
}

/** Before a tool is looked for: who is frozen learns nothing else. What froze it is named by kind alone: a helper of
 * the home that freezes does not exist for those whom it freezes. */
export function isFrozen(frozen: string): AppError {
  if (frozen.endsWith(unread))
    return new AppError("not_allowed", `Nothing is done and nothing is shown: ${frozen}.`, {
      hint: "An admin can write it anew in the dashboard of Vestibule; the log says what it is.",
    });
  const kind = frozenKinds.find(({ what }) => frozen.startsWith(what)) ?? everythingIsFrozen;
  return new AppError("not_allowed", `Nothing is done and nothing is shown: ${kind.what}.`, {
    hint: `${kind.liftedBy} Until then every call is refused.`,
  });
}

const unread = "cannot be read";

const everythingIsFrozen = {
  what: "everything is frozen",
  liftedBy: "An admin can lift it in the dashboard of Vestibule.",
};

const frozenKinds = [
  everythingIsFrozen,
  {
    what: "the user is frozen",
    liftedBy: "Whoever froze it, or an admin, can lift it in the dashboard of Vestibule.",
  },
  {
    what: "the token is frozen",
    liftedBy: "Its owner or an admin can lift it in the dashboard of Vestibule.",
  },
] as const;

/** @throws AppError needs_confirmation or needs_approval: nobody can be asked yet, so asking is refusing. */
export function refuseUnlessAllowed({ kind, rule }: Decision): void {
  switch (kind) {
    case "allow":
      return;
    case "confirm":
      throw new AppError(
        "needs_confirmation",
        `The rule "${rule}" lets this run only when asked.`,
        {
          hint: "Ask the owner of this home to allow it; it cannot be confirmed over this connection.",
        },
      );
    case "approve":
      throw new AppError("needs_approval", `The rule "${rule}" lets this run only when approved.`, {
        hint: "Ask the owner of this home to allow it; it cannot be approved over this connection.",
      });
    case "deny":
      throw new AppError("not_allowed", `The rule "${rule}" does not allow this.`, {
        hint: "Ask the owner of this home for the right to do it.",
      });
  }
}

export function tooManyCalls({ limit, resetMs }: RateState): AppError {
  const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
  return new AppError("too_many_calls", `You have used up your ${limit} calls of this minute.`, {
    hint: `Wait ${seconds} seconds, then call again.`,
    details: { retry_after_ms: Math.max(1, Math.ceil(resetMs)) },
  });
}

export const cancelled = () =>
  new AppError("conflict", "The caller cancelled this call.", { hint: "Call again if needed." });

/** @throws AppError when what a plan would do is not simply allowed: the sentences say what and why. */
export function refusePlan({ decision, reasons }: PlanDecision): void {
  if (decision.kind === "allow") return;
  throw new AppError(codes[decision.kind], sentences(reasons), { hint: hints[decision.kind] });
}

interface PlanDecision {
  readonly decision: Decision;
  /** At least one, unless it is allowed. */
  readonly reasons: readonly string[];
}

const codes = {
  confirm: "needs_confirmation",
  approve: "needs_approval",
  deny: "not_allowed",
} as const satisfies Record<Exclude<Decision["kind"], "allow">, ErrorCode>;

const hints = {
  confirm:
    "Nothing was done. Nobody can be asked over this connection yet: leave out what is named, or let a person do it by hand.",
  approve:
    "Nothing was done. Nobody can be asked over this connection yet: leave out what is named, or let a person do it by hand. What only cannot be read, an admin can look at under /api/reviews.",
  deny: "Nothing was done. Leave out what is named, or ask the owner of this home for the right to do it.",
} as const satisfies Record<Exclude<Decision["kind"], "allow">, string>;

const maxReasons = 3;

function sentences(reasons: readonly string[]): string {
  const more = reasons.length - maxReasons;
  return [...reasons.slice(0, maxReasons), ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
}

export const planMovedOn = () =>
  new AppError(
    "conflict",
    "This is not the plan that was rehearsed: the arguments are others, or the home moved on.",
    {
      hint: "Nothing was done. Rehearse again, and call with the new plan_hash.",
    },
  );
