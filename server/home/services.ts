import type { Service, ServiceField } from "./home.ts";
import type { Ask } from "./registries.ts";
import { unlessRefused } from "./errors.ts";
import { fields, isFields, text, type Fields } from "./wire.ts";

export type Services = ReadonlyMap<string, Service>;

/** Home Assistant describes services in one place and names them in another: in English here, the
 * language of our own tools, whatever is spoken in the home. */
export async function readServices(ask: Ask): Promise<Services> {
  const names = { type: "frontend/get_translations", language: "en", category: "services" };
  const [described, translated] = await Promise.all([
    ask({ type: "get_services" }),
    unlessRefused(ask(names), {}),
  ]);
  const translations = fields(fields(translated)["resources"]);
  const services = new Map<string, Service>();
  for (const [domain, ofDomain] of Object.entries(fields(described)))
    for (const [service, description] of Object.entries(fields(ofDomain)))
      services.set(
        `${domain}.${service}`,
        toService(domain, service, fields(description), translations),
      );
  return services;
}

function toService(
  domain: string,
  service: string,
  described: Fields,
  translations: Fields,
): Service {
  const key = `component.${domain}.services.${service}`;
  const { target } = described;
  return {
    domain,
    service,
    name: text(described["name"]) ?? text(translations[`${key}.name`]) ?? spoken(service),
    description: text(described["description"]) ?? text(translations[`${key}.description`]) ?? "",
    fields: Object.fromEntries(
      flatFields(fields(described["fields"])).map(([name, field]) => [
        name,
        toField(name, field, `${key}.fields.${name}`, translations),
      ]),
    ),
    ...(target === undefined || target === null ? {} : { target }),
    response: responseOf(described["response"]),
  };
}

/** Sections of fields are for forms; a call knows only the fields in them. */
function flatFields(described: Fields): (readonly [string, Fields])[] {
  return Object.entries(described).flatMap(([name, field]) => {
    const section = fields(field)["fields"];
    return isFields(section) ? flatFields(section) : [[name, fields(field)] as const];
  });
}

function toField(name: string, field: Fields, key: string, translations: Fields): ServiceField {
  const { selector } = field;
  return {
    name: text(field["name"]) ?? text(translations[`${key}.name`]) ?? spoken(name),
    description: text(field["description"]) ?? text(translations[`${key}.description`]) ?? "",
    required: field["required"] === true,
    ...(selector === undefined || selector === null ? {} : { selector }),
  };
}

function responseOf(response: unknown): Service["response"] {
  if (!isFields(response)) return "none";
  return response["optional"] === true ? "optional" : "only";
}

const spoken = (name: string): string => name.replaceAll("_", " ");
