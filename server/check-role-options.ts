import type { Access } from "./access/access.ts";
import type { Options } from "./config.ts";
import { AppError } from "./errors.ts";

const roleOptions = ["newcomer_role", "registration_role"] as const;

/** Which roles there are, only the database knows.
 * @throws AppError invalid_input with one readable line naming the option. */
export async function checkRoleOptions(
  options: Pick<Options, (typeof roleOptions)[number]>,
  roles: Pick<Access["roles"], "list">,
): Promise<void> {
  const names = (await roles.list()).map(({ name }) => name);
  for (const option of roleOptions)
    if (!names.includes(options[option]))
      throw new AppError(
        "invalid_input",
        `${option} in the options is ${JSON.stringify(options[option].slice(0, 40))}, and there is no such role.`,
        { hint: `Roles are ${names.sort().join(", ")}.` },
      );
}
