import type { Principal } from "../access/principal.ts";
import { describeScope } from "../policy/scope.ts";
import type { Caller } from "../tools/define.ts";

/** What a tool may know of its caller: what the caller may know of itself, and nothing more. */
export function callerOf(
  { user, role, door, token, rights }: Principal,
  tools: readonly string[],
  callsPerMinute: number,
): Caller {
  return {
    user: user.username,
    name: user.name,
    role,
    door,
    ...(token === undefined
      ? {}
      : {
          token: {
            name: token.name,
            rights: token.rights,
            attended: token.attended,
            ...(token.expiresAt === undefined
              ? {}
              : { expires: new Date(token.expiresAt).toISOString() }),
          },
        }),
    scope: describeScope(rights.scope),
    tools,
    calls_per_minute: callsPerMinute,
  };
}
