import type { Api } from "../../shared/api.ts";
import type { OpenDoors } from "./doors.ts";

type Method = "get" | "post" | "patch" | "delete";

export interface Asked<Name extends keyof Api = keyof Api> {
  readonly id?: string;
  readonly kind?: string;
  readonly body?: Api[Name] extends { readonly body: infer Body } ? Body | object : object;
  readonly query?: object;
  /** The client's address, as a trusted proxy tells it. */
  readonly from?: string;
}

/** One request, its answer typed by the route it names. */
export async function askApi<Name extends keyof Api>(
  { http }: Pick<OpenDoors, "http">,
  name: Name,
  secret: string | undefined,
  { id = "", kind = "entity", body, query, from }: Asked<Name> = {},
) {
  const [method = "", path = ""] = name.split(" ");
  let request = http[method.toLowerCase() as Method](
    path.replace(":id", id).replace(":kind", kind),
  );
  if (secret !== undefined) request = request.auth(secret, { type: "bearer" });
  if (query !== undefined) request = request.query(query);
  if (from !== undefined) request = request.set("X-Forwarded-For", from);
  const answer = await (body === undefined
    ? request
    : request.type("json").send(JSON.stringify(body)));
  const { status, headers } = answer;
  return {
    status,
    headers,
    body: answer.body as unknown,
    reply: answer.body as Api[Name]["reply"],
  };
}
