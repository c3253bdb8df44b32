import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";

/** Who was let in, as they are now; undefined: they are let in no more, or nobody can tell. */
export async function principalNow(
  access: Pick<Access, "isAlive" | "principalOf">,
  principal: Principal,
): Promise<Principal | undefined> {
  const { user, token } = principal;
  try {
    if (!(await access.isAlive(principal))) return undefined;
    const who = token === undefined ? { userId: user.id } : { tokenId: token.id };
    const now = await access.principalOf(who);
    return token !== undefined && now.rights.frozen !== undefined ? undefined : now;
  } catch {
    return undefined;
  }
}
