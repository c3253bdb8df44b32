import type { IncomingMessage, ServerResponse } from "node:http";
import type { SessionParts } from "./session.ts";

type Parts = Pick<SessionParts, "core" | "mood" | "userOf">;
type Answer = readonly [status: number, body: object | string];

/** The little of Home Assistant's HTTP that tells who and how it is. */
export function answerHttp(request: IncomingMessage, response: ServerResponse, parts: Parts): void {
  const [status, body] = answerOf(request, parts);
  const isText = typeof body === "string";
  response
    .writeHead(status, { "content-type": isText ? "text/plain" : "application/json" })
    .end(isText ? body : JSON.stringify(body));
}

function answerOf({ url, headers }: IncomingMessage, { core, mood, userOf }: Parts): Answer {
  if (mood.refuses === "502") return [502, { message: "Bad Gateway" }];
  if (url === "/manifest.json") return [200, { name: "Home Assistant" }];
  const answer = new Map<string | undefined, object>([
    ["/api/", { message: "API running." }],
    ["/api/core/state", { state: core.lifecycle.state }],
  ]).get(url);
  if (!answer) return [404, "404: Not Found"];
  const token = headers.authorization?.replace(/^Bearer /, "") ?? "";
  return userOf(token) ? [200, answer] : [401, "401: Unauthorized"];
}
