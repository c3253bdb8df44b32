import type { Scope } from "../policy/rules.ts";
import { seesAll } from "../policy/scope.ts";

/** Whether a scope hides nothing but what the house keeps from every token: others' persons, phones and cameras.
 * Who has one lives here, and may know what a guest may not: services, and where the house is. */
export function isWide({ key, user, token }: Scope): boolean {
  return seesAll({ key, user, ...(token === undefined ? {} : { token }) });
}
