// How adding an MCP server to Home Assistant may end without one.

/** In Home Assistant's own words. */
export type EndReason =
  | "already_configured"
  | "cannot_connect"
  | "invalid_discovery_info"
  | "missing_capabilities"
  | "missing_credentials"
  | "oauth_error"
  | "oauth_failed"
  | "oauth_registration_failed"
  | "oauth_secret_expires"
  | "oauth_timeout"
  | "oauth_unauthorized"
  | "timeout_connect"
  | "unknown"
  | "user_rejected_authorize";

export class FlowEnded extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason, why: string) {
    super(why);
    this.reason = reason;
  }
}

export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.name === "TimeoutError";

/** What a request that brought no answer means. */
export function unanswered(url: string, error: unknown): FlowEnded {
  if (isTimeout(error)) return new FlowEnded("timeout_connect", `${url} did not answer in time`);
  // What fetch throws where nobody listens.
  if (error instanceof TypeError) return new FlowEnded("cannot_connect", `${url} is not there`);
  return new FlowEnded("unknown", `${url} answers what cannot be read: ${String(error)}`);
}
