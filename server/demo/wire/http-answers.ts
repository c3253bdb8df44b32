import type { IncomingMessage, ServerResponse } from "node:http";
import { isAdmin } from "../core/users.ts";
import type { SessionParts } from "./session.ts";
import { answerSignIn, type HttpAnswer, type SignInParts } from "./sign-in.ts";

type Parts = Pick<SessionParts, "core" | "mood" | "userOf"> & SignInParts;
type Answer = readonly [status: number, body: object | string];

/** The little of Home Assistant's HTTP that tells who and how it is. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
): Promise<void> {
  const signIn = parts.mood.refuses === "502" ? undefined : await answerSignIn(request, parts);
  if (signIn) {
    sayOf(signIn, response);
    return;
  }
  const [status, body] = answerOf(request, parts);
  const isText = typeof body === "string";
  response
    .writeHead(status, { "content-type": isText ? "text/plain" : "application/json" })
    .end(isText ? body : JSON.stringify(body));
}

function sayOf({ status, body, location }: HttpAnswer, response: ServerResponse): void {
  const isPage = typeof body === "string";
  response
    .writeHead(status, {
      ...(location === undefined ? {} : { location }),
      "content-type": isPage ? "text/html; charset=utf-8" : "application/json",
    })
    .end(isPage ? body : JSON.stringify(body));
}

function answerOf({ url, headers }: IncomingMessage, { core, mood, userOf }: Parts): Answer {
  if (mood.refuses === "502") return [502, { message: "Bad Gateway" }];
  if (url === "/manifest.json") return [200, { name: "Home Assistant" }];
  const answer = new Map<string | undefined, object>([
    ["/api/", { message: "API running." }],
    ["/api/core/state", { state: core.lifecycle.state }],
  ]).get(url);
  const sceneId = sceneIdIn(url);
  if (!answer && sceneId === undefined) return [404, "404: Not Found"];
  const user = userOf(headers.authorization?.replace(/^Bearer /, "") ?? "");
  if (!user || (!answer && !isAdmin(user))) return [401, "401: Unauthorized"];
  if (answer) return [200, answer];
  const scene = [...core.configs.scenes.values()].find(({ id }) => id === sceneId);
  return scene ? [200, scene] : [404, { message: "Resource not found" }];
}

function sceneIdIn(url = ""): string | undefined {
  const [, id] = /^\/api\/config\/scene\/config\/([^/?]+)$/.exec(url) ?? [];
  return id === undefined ? undefined : decodeURIComponent(id);
}
