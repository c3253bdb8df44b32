import type { Access } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Gateway } from "./call.ts";

/** How soon a switch of the home that freezes is noticed while calls run. */
const lookMs = 1_000;

/** The road, where nothing goes on for who is let in no more, or is frozen: a call may wait for a state for a
 * long time, or for its turn to act. */
export function endWithCaller(
  road: Gateway,
  access: Pick<Access, "isAlive" | "principalOf" | "onChange">,
): Gateway {
  const running = new Map<AbortController, Principal>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    for (const [end, principal] of running)
      void mayGoOn(principal, access).then((may) => {
        if (!may) end.abort();
      });
  }

  function begin(end: AbortController, principal: Principal): void {
    running.set(end, principal);
    timer ??= setInterval(look, lookMs).unref();
  }

  function finish(end: AbortController): void {
    running.delete(end);
    if (running.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  access.onChange(look);
  return {
    ...road,
    async call(call) {
      const end = new AbortController();
      begin(end, call.principal);
      try {
        return await road.call({ ...call, signal: AbortSignal.any([call.signal, end.signal]) });
      } finally {
        finish(end);
      }
    },
  };
}

/** Not for who is let in no more; nor while nobody can tell. */
async function mayGoOn(
  principal: Principal,
  access: Pick<Access, "isAlive" | "principalOf">,
): Promise<boolean> {
  const { user, token } = principal;
  try {
    if (!(await access.isAlive(principal))) return false;
    const who = token === undefined ? { userId: user.id } : { tokenId: token.id };
    return (await access.principalOf(who)).rights.frozen === undefined;
  } catch {
    return false;
  }
}
