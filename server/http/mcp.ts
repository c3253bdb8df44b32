import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Principal } from "../access/principal.ts";
import { principalOf } from "./authenticate.ts";

/** As the MCP SDK hands the caller on; the door reads nothing but the principal. */
interface McpAuth {
  readonly token: string;
  readonly clientId: string;
  readonly scopes: string[];
  readonly extra: { readonly principal: Principal };
}

/** What is needed of the MCP door: it reads the body and writes the answer itself. */
export interface McpHandler {
  handle(request: IncomingMessage & { auth?: McpAuth }, response: ServerResponse): Promise<void>;
}

/** Passes an authenticated request on to the MCP door. The secret stays here. */
export function passToMcp(mcp: McpHandler): RequestHandler {
  return (req, res) => {
    const principal = principalOf(req);
    const request: IncomingMessage & { auth?: McpAuth } = req;
    request.auth = {
      token: "",
      clientId: principal.token?.id ?? principal.user.id,
      scopes: [],
      extra: { principal },
    };
    return mcp.handle(request, res);
  };
}
