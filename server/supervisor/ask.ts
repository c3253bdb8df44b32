import { bodyOf, boundedText } from "../bounded-text.ts";
import { deadline } from "../deadline.ts";
import { AppError } from "../errors.ts";

export interface AskOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the Supervisor says at this path, in its envelope no more.
 * @throws AppError home_unreachable in words of our own: what it says with a refusal is written down nowhere. */
export async function ask(
  path: string,
  { url, token, timeoutMs, signal }: AskOptions,
): Promise<unknown> {
  const bound = deadline(timeoutMs, signal);
  const { status, text } = await fetch(url + path, {
    headers: { "x-supervisor-token": token },
    // The token is for this address alone.
    redirect: "error",
    signal: bound.signal,
  })
    .then(async (answer) => ({ status: answer.status, text: await boundedText(bodyOf(answer)) }))
    .catch(() => {
      throw failed(`The Supervisor does not answer ${path}.`);
    })
    .finally(() => bound.clear());
  if (status === 401 || status === 403)
    throw failed(`The Supervisor does not let Vestibule ask ${path} (${status}).`);
  if (status !== 200) throw failed(`The Supervisor answers ${path} with ${status}.`);
  return unwrap(text, path);
}

function unwrap(text = "", path: string): unknown {
  try {
    const envelope: unknown = JSON.parse(text);
    if (typeof envelope === "object" && envelope !== null && "data" in envelope)
      return envelope.data;
  } catch {
    // Said below, as for whatever else it may be.
  }
  throw unreadable(path);
}

export const unreadable = (path: string) =>
  failed(`What the Supervisor says at ${path} cannot be read.`);

const failed = (message: string) =>
  new AppError("home_unreachable", message, {
    hint: "Restart the app; if that does not help, restart the machine.",
  });
