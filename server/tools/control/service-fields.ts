import { AppError, quoted } from "../../errors.ts";
import type { Service } from "../../home/home.ts";
import { serviceName } from "../service-name.ts";
import { nearestNames } from "../../name-likeness.ts";

type Named = Pick<Service, "domain" | "service" | "fields">;

/** Whether the service takes these fields, as far as the home describes it: of some services it tells none.
 * @throws AppError invalid_input with those it takes, or those that are missing. */
export function checkFields(service: Named, data: Readonly<Record<string, unknown>>): void {
  const known = Object.keys(service.fields);
  const name = serviceName(service);
  const unknown = Object.keys(data).find((key) => !known.includes(key));
  if (unknown !== undefined && known.length > 0)
    throw new AppError("invalid_input", `${name} has no field ${quoted(unknown, 64)}.`, {
      hint: "Its fields are in details.candidates; list_services says what each takes.",
      details: { candidates: nearestNames(unknown, known, 30) },
    });
  const missing = known.filter((key) => service.fields[key]?.required === true && !(key in data));
  if (missing.length > 0)
    throw new AppError("invalid_input", `${name} needs more fields.`, {
      hint: "Add what is in details.candidates; list_services says what each takes.",
      details: { candidates: missing },
    });
}
