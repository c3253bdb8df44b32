// Home Assistant's own OAuth, from the server's side: it says who somebody is, and no password passes
// through us.
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { refusalCode, unreachable } from "./errors.ts";
import type { HomeAddress } from "./home.ts";
import { postForm } from "./post-form.ts";
import { openSession } from "./session.ts";
import { defaultTimings } from "./timings.ts";
import { fields, text, type Fields } from "./wire.ts";

export interface HomeSignInOptions {
  /** Home Assistant itself, asked for each sign-in: the Supervisor's proxy has no `/auth/token`. */
  readonly address: () => Promise<SignInAddress>;
  readonly log: Log;
  /** For each step: trading the code in, asking who it is, revoking. */
  readonly stepMs?: number;
}

export type SignInAddress = Pick<HomeAddress, "url" | "anyCertificate">;

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
  const { stepMs = 10_000 } = options;
  const log = options.log.child("home");

  const post = (
    home: SignInAddress,
    path: string,
    form: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => postForm(path, form, { ...home, timeoutMs: stepMs, signal });

  async function tradeIn(
    home: SignInAddress,
    code: string,
    client_id: string,
    signal: AbortSignal,
  ): Promise<Tokens> {
    const form = { grant_type: "authorization_code", code, client_id };
    const { status, body } = await post(home, "/auth/token", form, signal).catch(() => {
      throw noAnswer();
    });
    // What it says with a refusal is not for callers.
    if (status === 400 || status === 401 || status === 403) throw notLetIn();
    if (status !== 200) throw noAnswer();
    const answer = readFields(body);
    return { access: text(answer["access_token"]), refresh: text(answer["refresh_token"]) };
  }

  async function askWho(
    home: SignInAddress,
    token: string,
    signal: AbortSignal,
  ): Promise<SignedInAtHome> {
    const timings = { ...defaultTimings, connectMs: stepMs, commandMs: stepMs };
    const address = { ...home, token, supervised: false };
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

  async function revoke(home: SignInAddress, token: string): Promise<void> {
    // Also for who has left meanwhile: hence without their signal.
    const status = await post(home, "/auth/revoke", { token }).then(
      (answered) => answered.status,
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
      const home = await options.address();
      const { access, refresh } = await tradeIn(home, code, clientId, signal);
      try {
        if (access === undefined) throw noAnswer();
        return await askWho(home, access, signal).catch((error: unknown) => {
          throw isTokenRefused(error) ? notLetIn() : noAnswer();
        });
      } finally {
        if (refresh !== undefined) await revoke(home, refresh);
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

function readFields(body = ""): Fields {
  try {
    return fields(JSON.parse(body));
  } catch {
    return {};
  }
}
