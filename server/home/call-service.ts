import type { Connection } from "./connection.ts";
import type { ServiceAnswer, ServiceCall } from "./home.ts";
import { fields, text } from "./wire.ts";

/** Calls a service of the home, once. */
export async function callService(
  { act }: Pick<Connection, "act">,
  { service: name, entity_ids, data, wantsResponse = false }: ServiceCall,
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const [domain = "", service = ""] = name.split(".", 2);
  const answer = await act(
    {
      type: "call_service",
      domain,
      service,
      service_data: data,
      // An empty target is another thing to some services than none.
      ...(entity_ids.length === 0 ? {} : { target: { entity_id: entity_ids } }),
      ...(wantsResponse ? { return_response: true } : {}),
    },
    signal,
  );
  const { context, response } = fields(answer);
  return {
    context_id: text(fields(context)["id"]) ?? "",
    ...(response === undefined || response === null ? {} : { response }),
  };
}
