// Home Assistant's own OAuth, from the server's side: it says who somebody is, and no password passes
// through us.
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { boundedText } from "./bounded-text.ts";
import { refusalCode, unreachable } from "./errors.ts";
import { openSession } from "./session.ts";
import { defaultTimings } from "./timings.ts";
import { fields, text, type Fields } from "./wire.ts";

export interface HomeSignInOptions {
  /** Home Assistant's own address: the Supervisor's proxy has no `/auth/token`. */
  readonly url: string;
  readonly log: Log;
  /** For each step: trading the code in, asking who it is, revoking. */
  readonly stepMs?: number;
}

/** Who signed in, as Home Assistant says. It does not tell the username. */
export interface SignedInAtHome {
  readonly id: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

export interface HomeSignIn {
  /** Where a browser goes to sign in. It comes back to `redirectUri` with `code` and `state`.
   * @throws AppError invalid_input when Home Assistant would not let it come back. */
  authorizeUrl(wish: {
    /** Home Assistant's address in the browser. */
    readonly home: string;
    /** Our own address; Home Assistant knows clients by nothing else. */
    readonly clientId: string;
    readonly redirectUri: string;
    readonly state: string;
  }): string;
  /** Trades the code in, asks who it is, and leaves nothing behind in Home Assistant.
   * @throws AppError not_authenticated when the code is worth nothing, home_unreachable. */
  identify(given: {
    readonly code: string;
    readonly clientId: string;
    readonly signal: AbortSignal;
  }): Promise<SignedInAtHome>;
}

interface Tokens {
  readonly access: string | undefined;
  readonly refresh: string | undefined;
}

export function createHomeSignIn(options: HomeSignInOptions): HomeSignIn {
  const { url, stepMs = 10_000 } = options;
  const log = options.log.child("home");

  const post = (path: string, form: Readonly<Record<string, string>>, signal?: AbortSignal) =>
    fetch(new URL(path, url), {
      method: "POST",
      body: new URLSearchParams(form),
      // Codes and tokens are for this address alone.
      redirect: "error",
      signal: AbortSignal.any([AbortSignal.timeout(stepMs), ...(signal ? [signal] : [])]),
    });

  async function tradeIn(code: string, client_id: string, signal: AbortSignal): Promise<Tokens> {
    const form = { grant_type: "authorization_code", code, client_id };
    const { status, answer } = await post("/auth/token", form, signal)
      .then(async (response) => ({ status: response.status, answer: await readFields(response) }))
      .catch(() => {
        throw noAnswer();
      });
    // What it says with a refusal is not for callers.
    if (status === 400 || status === 401 || status === 403) throw notLetIn();
    if (status !== 200) throw noAnswer();
    return { access: text(answer["access_token"]), refresh: text(answer["refresh_token"]) };
  }

  async function askWho(token: string, signal: AbortSignal): Promise<SignedInAtHome> {
    const timings = { ...defaultTimings, connectMs: stepMs, commandMs: stepMs };
    const address = { url, token, supervised: false };
    const session = await openSession({ address, timings, log, signal });
    try {
      const user = fields(await session.ask({ type: "auth/current_user" }, signal));
      const id = text(user["id"]);
      if (id === undefined) throw noAnswer();
      return { id, name: text(user["name"]) ?? id, isAdmin: user["is_admin"] === true };
    } finally {
      session.close();
      await session.ended;
    }
  }

  async function revoke(token: string): Promise<void> {
    // Also for who has left meanwhile: hence without their signal.
    const status = await post("/auth/revoke", { token }).then(
      async ({ status: answered, body }) => {
        await body?.cancel();
        return answered;
      },
      () => undefined,
    );
    if (status !== 200)
      log.warn(
        { status },
        "a sign-in could not be ended in Home Assistant, which forgets it later",
      );
  }

  return {
    authorizeUrl({ home, clientId, redirectUri, state }) {
      const target = URL.parse("/auth/authorize", home);
      if (target === null || !isWeb(target) || !isOfOneHost(clientId, redirectUri))
        throw new AppError("invalid_input", "Home Assistant cannot be signed in with from here.", {
          hint: "Open Vestibule at its own address, as the setting public_url has it.",
        });
      const wish = { response_type: "code", client_id: clientId, redirect_uri: redirectUri, state };
      target.search = new URLSearchParams(wish).toString();
      return target.href;
    },
    async identify({ code, clientId, signal }) {
      if (signal.aborted) throw noAnswer();
      const { access, refresh } = await tradeIn(code, clientId, signal);
      try {
        if (access === undefined) throw noAnswer();
        return await askWho(access, signal).catch((error: unknown) => {
          throw isTokenRefused(error) ? notLetIn() : noAnswer();
        });
      } finally {
        if (refresh !== undefined) await revoke(refresh);
      }
    },
  };
}

const noAnswer = () => unreachable("Home Assistant did not say who signed in.");

const notLetIn = () =>
  new AppError("not_authenticated", "Home Assistant did not let you in.", {
    hint: "Sign in again: a sign-in is good once, and for ten minutes.",
  });

/** Home Assistant sends a browser back only to where the client is at home. */
function isOfOneHost(clientId: string, redirectUri: string): boolean {
  const [client, redirect] = [URL.parse(clientId), URL.parse(redirectUri)];
  return client?.protocol === redirect?.protocol && client?.host === redirect?.host;
}

const isWeb = ({ protocol }: URL) => /^https?:$/.test(protocol);

/** At the door, not with a command. */
const isTokenRefused = (error: unknown) =>
  error instanceof AppError && error.code === "home_refused" && refusalCode(error) === undefined;

async function readFields(response: Response): Promise<Fields> {
  const body = await boundedText(response);
  try {
    return fields(JSON.parse(body ?? ""));
  } catch {
    return {};
  }
}
