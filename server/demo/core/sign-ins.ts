// How people sign in with a name and a password, and get a code that is good once.
import type { User } from "./model.ts";
import { randomToken } from "./tokens.ts";
import type { Users } from "./users.ts";

export interface Secrets {
  readonly password: string;
  /** Wanted after the password; absent: no second factor is turned on. */
  readonly one_time_code?: string;
}

export interface Client {
  readonly client_id: string;
  readonly redirect_uri: string;
}

export type SignInStep =
  | { readonly kind: "password" | "code"; readonly isWrong: boolean }
  | { readonly kind: "done"; readonly code: string }
  | { readonly kind: "refused"; readonly why: string };

export interface SignIns {
  /** By user id. */
  readonly secrets: Map<string, Secrets>;
  /** @returns the id of a flow. */
  begin(client: Client): string;
  /** One step of a flow; undefined: there is no such flow. */
  answer(flowId: string, given: Readonly<Record<string, unknown>>): SignInStep | undefined;
  /** Whose code it is; it is worth nothing any more. */
  redeem(code: string, clientId: string): User | undefined;
}

interface Flow extends Client {
  /** Who gave the right password. */
  readonly user?: User;
}

export function createSignIns(users: Users): SignIns {
  const secrets = new Map<string, Secrets>();
  const flows = new Map<string, Flow>();
  const codes = new Map<string, { readonly clientId: string; readonly userId: string }>();

  function finish(flowId: string, { client_id, redirect_uri }: Flow, user: User): SignInStep {
    flows.delete(flowId);
    if (!isOfOneHost(client_id, redirect_uri))
      return { kind: "refused", why: "Invalid redirect URI" };
    if (!user.is_active) return { kind: "refused", why: "Login blocked: User is not active" };
    const code = randomToken().slice(0, 32);
    codes.set(code, { clientId: client_id, userId: user.id });
    return { kind: "done", code };
  }

  return {
    secrets,
    begin(client) {
      const flowId = randomToken().slice(0, 32);
      flows.set(flowId, client);
      return flowId;
    },
    answer(flowId, { username, password, code }) {
      const flow = flows.get(flowId);
      if (!flow) return undefined;
      if (flow.user) {
        const isRight = code === secrets.get(flow.user.id)?.one_time_code;
        return isRight ? finish(flowId, flow, flow.user) : { kind: "code", isWrong: true };
      }
      const user = [...users.all.values()].find((one) => one.username === username);
      const known = secrets.get(user?.id ?? "");
      if (!user || known?.password !== password || password === undefined)
        return { kind: "password", isWrong: true };
      if (known?.one_time_code === undefined) return finish(flowId, flow, user);
      flows.set(flowId, { ...flow, user });
      return { kind: "code", isWrong: false };
    },
    redeem(code, clientId) {
      const found = codes.get(code);
      if (found?.clientId !== clientId) return undefined;
      codes.delete(code);
      return users.all.get(found.userId);
    },
  };
}

/** Home Assistant lets a browser go back only to where its client is at home. */
function isOfOneHost(clientId: string, redirectUri: string): boolean {
  const [client, redirect] = [new URL(clientId), URL.parse(redirectUri)];
  return client.protocol === redirect?.protocol && client.host === redirect.host;
}
