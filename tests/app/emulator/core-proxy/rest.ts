import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { EmulatorParts } from "../parts.ts";
import { bodyTooLarge, readBody } from "../read-body.ts";
import { mayUseCore, tokenIn } from "./access.ts";
import { askCore, isCoreUp } from "./ask-core.ts";
import { refuse } from "./refusals.ts";

const methods = ["DELETE", "GET", "HEAD", "POST"];

const answerMs = 300_000;

const passedOn = [
  "accept",
  "last-event-id",
  "mcp-session-id",
  "mcp-protocol-version",
  "x-speech-content",
] as const;

const passedBack = ["cache-control", "mcp-session-id"] as const;

/** Answers `/core/api/<path>`. */
export async function answerRest(
  req: IncomingMessage,
  res: ServerResponse,
  { app, core, clock }: EmulatorParts,
): Promise<void> {
  const { method = "", headers, url = "" } = req;
  if (!methods.includes(method)) {
    refuse(res, 405, { headers: { Allow: methods.join(",") } });
    return;
  }
  if (!mayUseCore(app, tokenIn(headers))) {
    refuse(res, 401);
    return;
  }
  const path = pathAtCore(url);
  if (path === undefined || path.startsWith("/api/hassio")) {
    refuse(res, 403);
    return;
  }
  if (!(await isCoreUp(core))) {
    refuse(res, 502);
    return;
  }
  const body = await readBody(req);
  if (body === undefined) {
    refuse(res, 413, { text: bodyTooLarge, headers: { Connection: "close" } });
    return;
  }

  const end = new AbortController();
  res.once("close", () => {
    end.abort();
  });
  const isStream = method === "GET" && /^\/api\/stream(\?|$)/.test(path);
  const patience = isStream ? () => undefined : clock.after(answerMs, () => end.abort());
  try {
    const { signal } = end;
    const answer = await askCore(core, { method, path, headers: onward(headers), body, signal });
    await passBack(answer, res);
  } catch {
    if (res.headersSent) res.destroy();
    else refuse(res, 502);
  } finally {
    patience();
  }
}

/** Events as they come; all else when it is complete. */
async function passBack(answer: IncomingMessage, res: ServerResponse): Promise<void> {
  const type = plainType(answer.headers);
  const headers = { "content-type": type, ...pick(answer.headers, passedBack) };
  if (type !== "text/event-stream") {
    const body = await buffer(answer);
    res
      .writeHead(answer.statusCode ?? 502, { ...headers, "content-length": body.length })
      .end(body);
    return;
  }
  res.writeHead(answer.statusCode ?? 502, { ...headers, "x-accel-buffering": "no" });
  res.flushHeaders();
  await pipeline(answer, res);
}

const onward = (headers: IncomingMessage["headers"]): OutgoingHttpHeaders => ({
  ...pick(headers, passedOn),
  "content-type": plainType(headers),
});

/** Without parameters, as the Supervisor's web server reads and writes it. */
const plainType = ({ "content-type": type }: IncomingMessage["headers"]): string =>
  type?.split(";")[0]?.trim() ?? "application/octet-stream";

const pick = (headers: IncomingMessage["headers"], names: readonly string[]): OutgoingHttpHeaders =>
  Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );

/** Decoded once and written anew; undefined: it leads out of Core's API. */
function pathAtCore(url: string): string | undefined {
  const [path = "", ...query] = url.split("?");
  try {
    const decoded = decodeURIComponent(path).replace(/^\/core/, "");
    const { pathname } = new URL(`http://core${encodeURI(decoded).replace(/[?#]/g, percent)}`);
    if (!pathname.startsWith("/api/")) return undefined;
    return query.length === 0 ? pathname : `${pathname}?${query.join("?")}`;
  } catch {
    return undefined;
  }
}

const percent = (character: string) => encodeURIComponent(character);
