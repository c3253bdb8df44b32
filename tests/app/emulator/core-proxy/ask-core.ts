import { request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Core } from "../parts.ts";

interface Question {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
}

/** Asks Core as the Supervisor's own user, with a chunked body also where there is nothing to say. */
export function askCore(core: Core, question: Question): Promise<IncomingMessage> {
  const { method, path, headers, body, signal } = question;
  return new Promise((resolve, reject) => {
    const asking = request(new URL(path, core.url), {
      ...{ method, signal, agent: false },
      headers: {
        ...headers,
        authorization: `Bearer ${core.token}`,
        "transfer-encoding": "chunked",
      },
    });
    asking.once("response", resolve).on("error", reject);
    asking.end(body);
  });
}

const stateSchema = z.object({
  state: z.string(),
  recorder_state: z
    .object({ migration_in_progress: z.boolean(), migration_is_live: z.boolean() })
    .optional(),
});

const patienceMs = 10_000;

/** Whether it runs, or moves its database while nobody else can use it: the proxy serves only then. */
export async function isCoreUp(core: Core): Promise<boolean> {
  try {
    const answer = await askCore(core, {
      ...{ method: "GET", path: "/api/core/state", signal: AbortSignal.timeout(patienceMs) },
    });
    const { state, recorder_state } = stateSchema.parse(JSON.parse(await text(answer)));
    const isMigrating = recorder_state?.migration_in_progress ?? false;
    return state === "RUNNING" || (isMigrating && recorder_state?.migration_is_live === false);
  } catch {
    return false;
  }
}
