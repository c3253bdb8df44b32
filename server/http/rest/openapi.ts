import type { CatalogueEntry } from "../../gateway/call.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Makes the OpenAPI document of a list of tools; the same list answers the same text again. */
export function createOpenApi(options: {
  readonly version: string;
  readonly serverUrl: string;
}): (tools: readonly CatalogueEntry[]) => string {
  const texts = new WeakMap<readonly CatalogueEntry[], string>();
  return (tools) => {
    const known = texts.get(tools);
    if (known !== undefined) return known;
    const text = JSON.stringify(describe(tools, options));
    texts.set(tools, text);
    return text;
  };
}

function describe(
  tools: readonly CatalogueEntry[],
  { version, serverUrl }: { readonly version: string; readonly serverUrl: string },
) {
  const toolsets = [...new Set(tools.map((tool) => tool.toolset))];
  return {
    openapi: "3.1.0",
    info: {
      title: "Vestibule",
      version,
      description:
        "The tools of this home that your token may use. Send the arguments as a JSON object; the answer is the result itself.",
    },
    servers: [{ url: serverUrl }],
    security: [{ HTTPBearer: [] }],
    tags: toolsets.map((name) => ({ name })),
    paths: Object.fromEntries(tools.map((tool) => [`/${tool.name}`, { post: operation(tool) }])),
    components: {
      securitySchemes: { HTTPBearer: { type: "http", scheme: "bearer" } },
      schemas: {
        ...Object.fromEntries(
          tools.flatMap((tool) => [
            [`${tool.name}_form_model`, plain(tool.inputSchema)],
            [`${tool.name}_response_model`, plain(tool.outputSchema)],
          ]),
        ),
        ...problemSchemas,
      },
      parameters,
      headers,
      responses: responsesByStatus,
    },
  };
}

/** What mcpo calls things: clients that were configured for it find the same names. */
function operation(tool: CatalogueEntry) {
  return {
    operationId: `tool_${tool.name}_post`,
    summary: tool.title,
    description: tool.description,
    tags: [tool.toolset],
    ...(tool.effect === "read"
      ? {}
      : { parameters: [{ $ref: "#/components/parameters/Idempotency-Key" }] }),
    requestBody: {
      // A tool without arguments may be called without a body.
      required: takesArguments(tool),
      content: json({ $ref: `#/components/schemas/${tool.name}_form_model` }),
    },
    responses: {
      200: {
        description: "The result.",
        headers: {
          "X-Call-Id": { $ref: "#/components/headers/X-Call-Id" },
          RateLimit: { $ref: "#/components/headers/RateLimit" },
          "RateLimit-Policy": { $ref: "#/components/headers/RateLimit-Policy" },
          ...(tool.effect === "read"
            ? {}
            : { "Idempotency-Replayed": { $ref: "#/components/headers/Idempotency-Replayed" } }),
        },
        content: json({ $ref: `#/components/schemas/${tool.name}_response_model` }),
      },
      ...Object.fromEntries(
        Object.keys(responsesByStatus).map((status) => [
          status,
          { $ref: `#/components/responses/${status}` },
        ]),
      ),
    },
  };
}

/** Whether the tool has any argument, be it optional: then a body is needed, as with mcpo. */
export function takesArguments(tool: CatalogueEntry): boolean {
  const { properties } = tool.inputSchema;
  return (
    typeof properties === "object" && properties !== null && Object.keys(properties).length > 0
  );
}

/** OpenAPI 3.1 has JSON Schema's dialect already. */
const plain = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "$schema"));
const json = (schema: Schema) => ({ "application/json": { schema } });
const text = { type: "string" } as const;

const failure = {
  type: "object",
  properties: { message: text, hint: text, code: text, call_id: text },
  required: ["message", "code"],
} as const;

const problemSchemas = {
  Problem: {
    type: "object",
    properties: {
      detail: { anyOf: [text, failure] },
      hint: text,
      code: text,
      call_id: text,
    },
    required: ["detail"],
  },
  HTTPValidationError: {
    type: "object",
    properties: {
      detail: { type: "array", items: { $ref: "#/components/schemas/ValidationError" } },
      hint: text,
      code: text,
      call_id: text,
    },
    required: ["detail"],
  },
  ValidationError: {
    type: "object",
    properties: {
      type: text,
      loc: { type: "array", items: { anyOf: [text, { type: "integer" }] } },
      msg: text,
      input: {},
    },
    required: ["type", "loc", "msg"],
  },
};

const parameters = {
  "Idempotency-Key": {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "Your own name for this call, such as a UUID: sent again within a day, it is answered and not done again.",
    schema: { type: "string", pattern: "^[!-~]{1,255}$" },
  },
};

const headers = {
  "X-Call-Id": { description: "Where this call is in the audit.", schema: text },
  RateLimit: {
    description: 'What is left of the minute: `"calls";r=99;t=42` (remaining, seconds to reset).',
    schema: text,
  },
  "RateLimit-Policy": {
    description: 'Calls a minute, of all tokens of the user: `"calls";q=100;w=60`.',
    schema: text,
  },
  "Idempotency-Replayed": {
    description: '"true" when it was done before, under the same Idempotency-Key.',
    schema: text,
  },
  "Retry-After": {
    description: "Seconds until the same request can succeed.",
    schema: { type: "integer" },
  },
  "WWW-Authenticate": { description: "Bearer", schema: text },
};

const retryAfter = { "Retry-After": { $ref: "#/components/headers/Retry-After" } };
const challenge = { "WWW-Authenticate": { $ref: "#/components/headers/WWW-Authenticate" } };

const responsesByStatus = {
  400: answer("The body is not JSON."),
  401: answer("The bearer token is missing, wrong, expired or revoked.", challenge),
  403: answer("The token may not do this, or a person has to say yes first."),
  404: answer("There is no such tool for this token, or nothing of the name that was asked for."),
  405: answer("Tools are called with POST."),
  409: answer("The home changed in between."),
  413: answer("The body is larger than 1 MB."),
  415: answer("The body is not application/json."),
  422: {
    description: "The arguments are wrong: one row says what each was and what was expected.",
    content: json({
      anyOf: [
        { $ref: "#/components/schemas/HTTPValidationError" },
        { $ref: "#/components/schemas/Problem" },
      ],
    }),
  },
  429: answer("Too many calls.", retryAfter),
  500: answer("A fault of Vestibule; the call id finds it in the log."),
  502: answer("The home refused."),
  503: answer("The home does not answer.", retryAfter),
};

function answer(description: string, its: Schema = {}) {
  return {
    description,
    headers: its,
    content: json({ $ref: "#/components/schemas/Problem" }),
  };
}
