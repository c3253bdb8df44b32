// The first minutes of a new Home Assistant, as its own page would do them, over HTTP.
import { z } from "zod";
import { withWire } from "./wire.ts";

const owner = { name: "Camille", username: "camille", password: "not-a-secret-in-a-test-1" };
const resident = { name: "Noah", username: "noah", password: "not-a-secret-in-a-test-2" };

const codeAnswer = z.object({ auth_code: z.string() });
const tokenAnswer = z.object({ access_token: z.string() });
const userAnswer = z.object({ user: z.object({ id: z.string() }) });
const formAnswer = z.object({ flow_id: z.string() });
const loginAnswer = z.object({ result: z.string() });

export interface Tokens {
  readonly ownerToken: string;
  /** Of a person who is no admin. */
  readonly userToken: string;
}

/** Makes the owner and a person without admin rights; both tokens are long-lived ones. */
export async function onboard(url: string): Promise<Tokens> {
  const clientId = `${url}/`;
  const made = await post(`${url}/api/onboarding/users`, {
    json: { client_id: clientId, language: "en", ...owner },
  });
  const access = await exchange(url, codeAnswer.parse(made).auth_code);
  // The step core_config is left out: it starts integrations that ask the Internet.
  await post(`${url}/api/onboarding/analytics`, { token: access });
  await post(`${url}/api/onboarding/integration`, {
    token: access,
    json: { client_id: clientId, redirect_uri: clientId },
  });
  await makeResident(url, access);
  const login = await exchange(url, await logIn(url));
  return { ownerToken: await longLived(url, access), userToken: await longLived(url, login) };
}

async function makeResident(url: string, access: string): Promise<void> {
  const { name, username, password } = resident;
  await withWire(url, access, async ({ command }) => {
    const made = await command({
      type: "config/auth/create",
      name,
      group_ids: ["system-users"],
    });
    const user_id = userAnswer.parse(made).user.id;
    await command({
      type: "config/auth_provider/homeassistant/create",
      user_id,
      username,
      password,
    });
  });
}

async function logIn(url: string): Promise<string> {
  const client_id = `${url}/`;
  const { username, password } = resident;
  const flow = await post(`${url}/auth/login_flow`, {
    json: { client_id, handler: ["homeassistant", null], redirect_uri: client_id },
  });
  const done = await post(`${url}/auth/login_flow/${formAnswer.parse(flow).flow_id}`, {
    json: { client_id, username, password },
  });
  return loginAnswer.parse(done).result;
}

async function exchange(url: string, code: string): Promise<string> {
  const grant = { grant_type: "authorization_code", code, client_id: `${url}/` };
  const answer = await post(`${url}/auth/token`, { form: new URLSearchParams(grant) });
  return tokenAnswer.parse(answer).access_token;
}

async function longLived(url: string, access: string): Promise<string> {
  const type = "auth/long_lived_access_token";
  return await withWire(url, access, async ({ command }) =>
    z.string().parse(await command({ type, client_name: "Vestibule's specs", lifespan: 365 })),
  );
}

interface Body {
  readonly json?: unknown;
  readonly form?: URLSearchParams;
  readonly token?: string;
}

async function post(address: string, { json, form, token }: Body): Promise<unknown> {
  const response = await fetch(address, {
    method: "POST",
    headers: {
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: form ?? (json === undefined ? null : JSON.stringify(json)),
  });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return await response.json();
}
