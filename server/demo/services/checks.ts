// What Home Assistant looks at before it carries a service out. Each throws Refusal.
import type { Core } from "../core/core.ts";
import type { User } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import { isAdmin } from "../core/users.ts";
import type { Service, ServiceData } from "./define.ts";
import { selectorKeys } from "./targets.ts";

export function serviceOf(
  { lifecycle, services }: Core,
  { domain, service }: { readonly domain: string; readonly service: string },
): Service {
  const known = lifecycle.components.has(domain) ? services.get(domain)?.[service] : undefined;
  if (known) return known;
  throw new Refusal("not_found", `Service ${domain}.${service} not found.`, {
    translation_key: "service_not_found",
    translation_domain: "homeassistant",
    translation_placeholders: { domain, service },
  });
}

export function checkUser({ admin }: Service, user: User): void {
  if (admin && !isAdmin(user)) throw new Refusal("home_assistant_error", "Unauthorized");
}

export function checkResponse({ response }: Service, wantsResponse: boolean): void {
  const isWrong = wantsResponse ? !response : response?.optional === false;
  if (!isWrong) return;
  throw new Refusal(
    "service_validation_error",
    wantsResponse
      ? "Validation error: An action which does not return responses can't be called with return_response=True"
      : "Validation error: The action requires responses and must be called with return_response=True",
    {
      translation_key: wantsResponse
        ? "service_does_not_support_response"
        : "service_lacks_response_request",
      translation_domain: "homeassistant",
    },
  );
}

export function checkTarget({ target }: Service, selector: ServiceData): void {
  if (target === undefined || selectorKeys.some((key) => key in selector)) return;
  const keys = selectorKeys.map((key) => `'${key}'`).join(", ");
  throw new Refusal("invalid_format", `at least one of [${keys}] is required`);
}

/** A service that is anything's, as a script is, takes whatever it is given. */
export function checkData({ fields = {}, takesAnything }: Service, data: ServiceData): void {
  for (const key of Object.keys(data))
    if (!Object.hasOwn(fields, key) && !takesAnything)
      throw new Refusal("invalid_format", `not a valid option at '${key}'`);
  for (const [key, { required, bounds }] of Object.entries(fields)) {
    const value = data[key];
    if (required && value === undefined)
      throw new Refusal("invalid_format", `required key not provided at '${key}'`);
    if (bounds && value !== undefined) checkBounds(key, value, bounds);
  }
}

function checkBounds(key: string, value: unknown, { min, max, unit_of_measurement }: Bounds): void {
  const number = typeof value === "boolean" || value === "" ? NaN : Number(value);
  if (number >= min && number <= max) return;
  throw new Refusal(
    "invalid_format",
    unit_of_measurement === "%"
      ? `expected a percentage between ${min} and ${max} at '${key}'`
      : `value must be between ${min} and ${max} at '${key}'. Got ${JSON.stringify(value)}`,
  );
}

type Bounds = NonNullable<NonNullable<Service["fields"]>[string]["bounds"]>;
