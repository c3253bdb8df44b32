// How a person signs in at Home Assistant in a browser, without the browser.
import { Secret, TOTP } from "otpauth";
import { z } from "zod";
import { withWire } from "./wire.ts";

export interface Account {
  readonly username: string;
  readonly password: string;
  /** Of the second factor, in base32; absent: none is turned on. */
  readonly totp?: string;
}

export interface SignInClient {
  readonly clientId: string;
  readonly redirectUri: string;
}

const formAnswer = z.object({ type: z.literal("form"), flow_id: z.string(), step_id: z.string() });
const doneAnswer = z.object({ type: z.literal("create_entry"), result: z.string() });
const tokenAnswer = z.object({ access_token: z.string(), refresh_token: z.string() });
const setupAnswer = z.object({
  flow_id: z.string(),
  description_placeholders: z.object({ code: z.string() }),
});

/** A sign-in that Home Assistant did not let through: its status and what it said. */
export class NotSignedIn extends Error {
  override readonly name = "NotSignedIn";
}

/** @returns the code with which Home Assistant would send the browser back. @throws NotSignedIn */
export async function signInAtHome(
  url: string,
  { username, password, totp }: Account,
  { clientId, redirectUri }: SignInClient,
): Promise<string> {
  const client_id = clientId;
  const flow = formAnswer.parse(
    await post(`${url}/auth/login_flow`, {
      ...{ client_id, redirect_uri: redirectUri },
      handler: ["homeassistant", null],
    }),
  );
  const step = (given: object) =>
    post(`${url}/auth/login_flow/${flow.flow_id}`, { client_id, ...given });
  const first = await step({ username, password });
  const form = formAnswer.safeParse(first);
  const last =
    form.success && form.data.step_id === "mfa" && totp !== undefined
      ? await step({ code: oneTimeCode(totp) })
      : first;
  const done = doneAnswer.safeParse(last);
  if (!done.success) throw new NotSignedIn(JSON.stringify(last));
  return done.data.result;
}

/** A browser's own tokens, as Home Assistant's page gets them. */
export async function enter(url: string, account: Account) {
  const client_id = `${url}/`;
  const client = { clientId: client_id, redirectUri: client_id };
  const code = await signInAtHome(url, account, client);
  const body = new URLSearchParams({ grant_type: "authorization_code", code, client_id });
  const answer = await fetch(`${url}/auth/token`, { method: "POST", body });
  return tokenAnswer.parse(await answer.json());
}

/** As a person does it on their profile page. @returns the secret, for their phone. */
export async function turnOnSecondFactor(url: string, account: Account): Promise<string> {
  const { access_token, refresh_token } = await enter(url, account);
  const type = "auth/setup_mfa";
  const secret = await withWire(url, access_token, async ({ command }) => {
    const setup = setupAnswer.parse(await command({ type, mfa_module_id: "totp" }));
    const { flow_id, description_placeholders: told } = setup;
    await command({ type, flow_id, user_input: { code: oneTimeCode(told.code) } });
    return told.code;
  });
  await fetch(`${url}/auth/revoke`, {
    method: "POST",
    body: new URLSearchParams({ token: refresh_token }),
  });
  return secret;
}

const oneTimeCode = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate();

async function post(address: string, json: object): Promise<unknown> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(json),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new NotSignedIn(`${response.status} ${JSON.stringify(answer)}`);
}
