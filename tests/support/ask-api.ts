import type { Api } from "../../shared/api.ts";
import type { OpenDoors } from "./doors.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";

export interface Asked<Name extends keyof Api = keyof Api> {
  readonly id?: string;
  readonly kind?: string;
  readonly body?: Api[Name] extends { readonly body: infer Body } ? Body | object : object;
  readonly query?: object;
  /** The client's address, as a trusted proxy tells it. */
  readonly from?: string;
}

/** Whoever asks without a token: see `signIn` and `throughIngress` of callers.ts. */
export interface ApiCaller {
  readonly listener: "http" | "ingress";
  /** What goes with each of their requests. */
  headers(): Readonly<Record<string, string>>;
  /** Told of each answer: a browser keeps its cookies. */
  received?(answer: { readonly headers: Readonly<Record<string, unknown>> }): void;
}

/** One request, its answer typed by the route it names. By a token's secret, by nobody (undefined), by a person in a
 * browser or through Ingress. */
export async function askApi<Name extends keyof Api>(
  doors: Pick<OpenDoors, "http" | "ingress">,
  name: Name,
  who: string | ApiCaller | undefined,
  { id = "", kind = "entity", body, query, from }: Asked<Name> = {},
) {
  const [method = "", path = ""] = name.split(" ");
  const caller = typeof who === "string" ? tokenOf(who) : (who ?? nobody);
  const listener = doors[caller.listener];
  const address = path.replace(":id", id).replace(":kind", kind);
  let request = listener[method.toLowerCase() as Method](address).set(caller.headers());
  if (query !== undefined) request = request.query(query);
  if (from !== undefined) request = request.set("X-Forwarded-For", from);
  const answer = await (body === undefined
    ? request
    : request.type("json").send(JSON.stringify(body)));
  caller.received?.(answer);
  const { status, headers, text } = answer;
  return {
    ...{ status, headers, text },
    body: answer.body as unknown,
    reply: answer.body as Api[Name]["reply"],
  };
}

const nobody: ApiCaller = { listener: "http", headers: () => ({}) };

const tokenOf = (secret: string): ApiCaller => ({
  listener: "http",
  headers: () => ({ Authorization: `Bearer ${secret}` }),
});
