import { AppError, quoted } from "../../errors.ts";
import type { Service, ServiceField } from "../../home/home.ts";
import { isRecord } from "../../record.ts";
import { serviceName } from "../service-name.ts";
import { nearestNames } from "../../name-likeness.ts";

const maxOptions = 12;

/** The services of a domain, or one of them by name.
 * @throws AppError not_found with the nearest names. */
export function findServices(
  all: readonly Service[],
  domain: string | undefined,
  service?: string,
): readonly Service[] {
  const wantedDomain = domain?.trim().toLowerCase();
  const wanted = service?.trim().toLowerCase();
  const found = all.filter(
    (one) =>
      (wantedDomain === undefined || one.domain === wantedDomain) &&
      (wanted === undefined || wanted === one.service || wanted === serviceName(one)),
  );
  if (found.length > 0) return found;
  const [asked, names] =
    wanted === undefined
      ? [wantedDomain ?? "", all.map((one) => one.domain)]
      : [wanted, all.map(serviceName)];
  throw new AppError("not_found", `There is no service ${quoted(asked)}.`, {
    hint: "Use one of details.candidates, or list them without arguments.",
    details: { candidates: nearestNames(asked, names, 10) },
  });
}

export function listByDomain(all: readonly Service[]): Record<string, string[]> {
  const domains = new Map<string, string[]>();
  for (const { domain, service } of all) {
    const names = domains.get(domain);
    if (names === undefined) domains.set(domain, [service]);
    else names.push(service);
  }
  return Object.fromEntries(domains);
}

export function toSummary(one: Service) {
  const required = Object.keys(one.fields).filter((name) => one.fields[name]?.required === true);
  return {
    service: serviceName(one),
    fields: Object.keys(one.fields),
    ...(required.length === 0 ? {} : { required }),
    target: one.target !== undefined,
  };
}

export function toDetails(one: Service) {
  return {
    ...toSummary(one),
    ...(one.description === "" ? {} : { description: one.description.slice(0, 500) }),
    accepts: Object.fromEntries(
      Object.entries(one.fields).map(([name, field]) => [name, describeField(field)]),
    ),
    ...(one.response === "none" ? {} : { response: one.response }),
  };
}

function describeField({ description, selector }: ServiceField): string {
  const kind = describeSelector(selector);
  const about = description.slice(0, 200);
  return about === "" ? kind : `${kind}: ${about}`;
}

/** A selector of Home Assistant in a few words: "number 0 to 100 %", "one of flash, strobe". */
function describeSelector(selector: unknown): string {
  const [entry] = isRecord(selector) ? Object.entries(selector) : [];
  if (entry === undefined) return "any";
  const [kind, details] = entry;
  const { min, max, unit_of_measurement: unit, options } = isRecord(details) ? details : {};
  if (kind === "number")
    return [
      "number",
      ...(typeof min === "number" ? [min] : []),
      ...(typeof max === "number" ? [`to ${max}`] : []),
      ...(typeof unit === "string" ? [unit] : []),
    ].join(" ");
  if (kind === "select" && Array.isArray(options)) {
    const names = options.slice(0, maxOptions).map(optionName);
    return `one of ${[...names, ...(options.length > maxOptions ? ["…"] : [])].join(", ")}`;
  }
  return kind.replaceAll("_", " ");
}

const optionName = (option: unknown): string =>
  isRecord(option) ? String(option["value"]) : String(option);
