import type { Request } from "express";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import { cookieOf, sessionCookie } from "../cookies.ts";
import type { Csrf } from "../csrf.ts";
import { isAdmin, isPerson, mayUse, type Needs, type Route } from "./route.ts";

/** Why this request may not use the route; undefined: it may. */
export function whyNot(
  route: Route,
  {
    req,
    principal,
    csrf,
  }: { readonly req: Request; readonly principal: Principal; readonly csrf: Csrf },
): AppError | undefined {
  const { frozen } = principal.rights;
  if (!isPerson(principal) && frozen !== undefined) return isFrozen(frozen);
  if (!mayUse(route.needs, principal)) return missingRight(route.needs, principal);
  const isChange = !route.name.startsWith("GET ");
  if (isChange && isPerson(principal) && !csrf.holds(req, principal, cookieOf(req, sessionCookie)))
    return foreignPage();
  return undefined;
}

const isFrozen = (frozen: string): AppError =>
  new AppError("not_allowed", `Nothing is let in with this token: ${frozen}.`, {
    hint: "A person can lift it in the dashboard.",
  });

function missingRight(needs: Needs, principal: Principal): AppError {
  if (needs === "person" || (needs === "admin in person" && isAdmin(principal)))
    return new AppError("not_allowed", "Only a person may do this, and never a token.", {
      hint: "Do it in the dashboard.",
    });
  if (isPerson(principal))
    return new AppError("not_allowed", "Only an admin may do this.", {
      hint: "Ask an admin of this home.",
    });
  return new AppError("not_allowed", "Only an admin may do this.", {
    hint: "Use a token of an admin whose rights are the same as its user's.",
  });
}

const foreignPage = (): AppError =>
  new AppError("not_allowed", "It cannot be told that this comes from a page of Vestibule.", {
    hint: "Send the csrf_token of GET /api/auth/me in the header X-CSRF-Token.",
  });
