import type { Roles, RunSettings } from "../../access/house-rules.ts";
import { AppError } from "../../errors.ts";

// Somebody who comes for the first time is given a role by nobody: it must not be one that rules the house.

/** @throws AppError invalid_input for a role that is not there or has a power. */
export async function refusePowerful(roles: Pick<Roles, "get">, name: string): Promise<void> {
  const role = await roles.get(name);
  if (role === undefined)
    throw new AppError("invalid_input", `There is no role "${name}".`, {
      hint: "GET /api/roles lists the roles that there are.",
    });
  if (role.powers.length > 0)
    throw new AppError("invalid_input", `The role ${name} has powers that no newcomer gets.`, {
      hint: "Choose a role without powers, and give others theirs by hand.",
    });
}

export const isOfStrangers = (
  { newcomer_role, registration_role }: RunSettings,
  role: string,
): boolean => [newcomer_role, registration_role].includes(role);
