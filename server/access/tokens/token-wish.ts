import type { Principal } from "../principal.ts";
import { tokenDefaults } from "./token-request.ts";
import type { TokenRequest } from "./token.ts";

/** What a token asks for: whatever it does not name is as usual, and no wider than its own. */
export function withinOwn({ token: own }: Principal, request: TokenRequest): TokenRequest {
  if (own === undefined) return request;
  const { homes, addresses, callsPerMinute, expiresAt } = own;
  const usual = tokenDefaults.doors.filter((door) => own.doors.includes(door));
  return {
    doors: usual.length > 0 ? usual : own.doors,
    attended: own.attended,
    ...(homes === undefined ? {} : { homes }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(callsPerMinute === undefined ? {} : { calls_per_minute: callsPerMinute }),
    ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt).toISOString() }),
    ...request,
  };
}
