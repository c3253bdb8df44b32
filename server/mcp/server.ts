import {
  CLIENT_INFO_META_KEY,
  type JSONRPCRequest,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Principal } from "../access/principal.ts";
import { AppError, toFailure } from "../errors.ts";
import type { CatalogueEntry, Gateway } from "../gateway/call.ts";
import { toToolResult, type createToolLists } from "./describe.ts";

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

export interface McpServerParts {
  readonly gateway: Gateway;
  readonly version: string;
  readonly toolList: ReturnType<typeof createToolLists>;
}

const instructions =
  "Vestibule looks at a Home Assistant home for you, and acts in it where this token may. Start with " +
  "home_overview for the whole house, find_entities to search by the words people use, get_entity for " +
  "one thing, get_history for the past. Tools that act take names and places as people say them; with " +
  "rehearse they only say what would happen. A refusal stands until the owner allows it: look for no " +
  "way around it.";

// Lists depend on the caller's rights alone; a change is announced, so a minute of age does no harm.
const privateForAMinute = { ttlMs: 60_000, cacheScope: "private" as const };

/** One MCP server over the road, for one request of the modern era or one session of the 2025 era. */
export function createMcpServer(parts: McpServerParts): Server {
  const server = new AuditedServer(parts);
  server.setRequestHandler("tools/list", (_request, context) =>
    parts.toolList(parts.gateway.visibleTools(principalOf(context, server).rights)),
  );
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const key = idempotencyKeyOf(params._meta);
    server.reached.add(context.mcpReq);
    const principal = principalOf(context, server);
    const outcome = await parts.gateway.call({
      principal,
      tool: params.name,
      args: params.arguments ?? {},
      ...(key === undefined ? {} : { idempotencyKey: key }),
      signal: context.mcpReq.signal,
    });
    // Who is frozen is told so, whatever they ask for.
    const mayLearnWhy =
      outcome.ok ||
      principal.rights.frozen !== undefined ||
      isVisible(params.name, parts.gateway.visibleTools(principal.rights));
    if (!mayLearnWhy)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, outcome.failure.message, {
        ...outcome.failure,
      });
    return toToolResult(outcome);
  });
  return server;
}

/** The SDK answers malformed calls before a handler sees them; this writes them down all the same. */
class AuditedServer extends Server {
  /** Requests that came as far as the road, which audits them itself. */
  readonly reached = new WeakSet();
  private readonly gateway: Gateway;

  constructor({ gateway, version }: McpServerParts) {
    super(
      { name: "vestibule", title: "Vestibule", version },
      {
        capabilities: { tools: { listChanged: true } },
        instructions,
        cacheHints: { "tools/list": privateForAMinute, "server/discover": privateForAMinute },
      },
    );
    this.gateway = gateway;
  }

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const inner = super._wrapHandler(method, handler);
    return method === "tools/call"
      ? (request, context) => this.audited(request, context, inner)
      : inner;
  }

  private async audited(
    request: JSONRPCRequest,
    context: ServerContext,
    inner: Handler,
  ): Promise<Result> {
    try {
      return await inner(withoutNullArguments(request), context);
    } catch (error) {
      if (this.reached.has(context.mcpReq)) throw error;
      throw await this.refuse(request, context, error instanceof AppError ? error : malformed());
    }
  }

  private async refuse(
    request: JSONRPCRequest,
    context: ServerContext,
    error: AppError,
  ): Promise<ProtocolError> {
    const failure = toFailure(error);
    const name = request.params?.["name"];
    const callId = await this.gateway.refuse({
      principal: principalOf(context, this),
      tool: typeof name === "string" ? name : "tools/call",
      args: request.params,
      failure,
    });
    return new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `${failure.message} ${failure.hint ?? ""}`,
      { ...failure, call_id: callId },
    );
  }
}

const malformed = (): AppError =>
  new AppError("invalid_input", "The parameters of tools/call are malformed.", {
    hint: 'Send {"name": "<tool>", "arguments": {…}} with arguments as an object.',
  });

const idempotencyKeyName = "vestibule/idempotency_key";

/** The caller's own name for a call. @throws AppError invalid_input for what is none. */
function idempotencyKeyOf(meta: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const key = meta?.[idempotencyKeyName];
  if (key === undefined) return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError("invalid_input", `The ${idempotencyKeyName} is not one.`, {
    hint: "Send 1 to 255 visible ASCII characters, such as a UUID; a new one for each new call.",
  });
}

/** Weak clients send `arguments: null` for none. */
function withoutNullArguments(request: JSONRPCRequest): JSONRPCRequest {
  if (request.params?.["arguments"] !== null) return request;
  return { ...request, params: { ...request.params, arguments: {} } };
}

const isVisible = (name: string, entries: readonly CatalogueEntry[]): boolean =>
  entries.some((entry) => entry.name === name);

/** The principal that the door put into the request's AuthInfo, with what MCP adds to it. */
function principalOf(context: ServerContext, server: Server): Principal {
  const principal = context.http?.authInfo?.extra?.["principal"] as Principal | undefined; // set by http's authentication, on every request
  if (principal === undefined)
    throw new ProtocolError(ProtocolErrorCode.InternalError, "No caller");
  const client = clientName(context, server);
  return {
    ...principal,
    ...(client === undefined ? {} : { client }),
    ...(context.sessionId === undefined ? {} : { session: context.sessionId }),
  };
}

function clientName(context: ServerContext, server: Server): string | undefined {
  const envelope = context.mcpReq.envelope as Record<string, unknown> | undefined; // typed {} by the SDK
  const info = envelope?.[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
  if (typeof info !== "object" || !("name" in info)) return undefined;
  const version = "version" in info && typeof info.version === "string" ? ` ${info.version}` : "";
  return typeof info.name === "string" ? `${info.name}${version}`.slice(0, 100) : undefined;
}
