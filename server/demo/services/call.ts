import { createContext } from "../core/bus.ts";
import { domainOf, type Core } from "../core/core.ts";
import type { Context, State, User } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import { isAdmin } from "../core/users.ts";
import type { Service, ServiceData, Step } from "./define.ts";
import { membersOf, resolveTarget, selectorKeys } from "./targets.ts";

export interface ServiceCall {
  readonly domain: string;
  readonly service: string;
  readonly data: ServiceData;
  readonly target: Readonly<Record<string, unknown>>;
  readonly wantsResponse: boolean;
}

/** Carries a user's call out, and writes down what became of it. @throws Refusal */
export function callService(
  core: Core,
  call: ServiceCall,
  user: User,
): { readonly context: Context; readonly response: unknown } {
  const { domain, service } = call;
  const context = createContext(user.id);
  const written = { domain, service, service_data: call.data, target: call.target, context };
  try {
    const known = serviceOf(core, domain, service);
    checkUser(known, user);
    checkResponse(known, call);
    const { reached, response } = carryOut(core, known, call, context);
    core.calls.push({ ...written, entity_ids: reached });
    return { context, response };
  } catch (error) {
    const refused = error instanceof Refusal ? error.code : "unknown_error";
    core.calls.push({ ...written, entity_ids: [], refused });
    throw error;
  }
}

function serviceOf({ lifecycle, services }: Core, domain: string, service: string): Service {
  const known = lifecycle.components.has(domain) ? services.get(domain)?.[service] : undefined;
  if (known) return known;
  throw new Refusal("not_found", `Service ${domain}.${service} not found.`, {
    translation_key: "service_not_found",
    translation_domain: "homeassistant",
    translation_placeholders: { domain, service },
  });
}

function checkUser({ admin }: Service, user: User): void {
  if (admin && !isAdmin(user)) throw new Refusal("home_assistant_error", "Unauthorized");
}

function checkResponse({ response }: Service, { wantsResponse }: ServiceCall): void {
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

function carryOut(
  core: Core,
  known: Service,
  { domain, service, data: given, target }: Omit<ServiceCall, "wantsResponse">,
  context: Context,
): { readonly reached: readonly string[]; readonly response: unknown } {
  const isSelector = (key: string) => key === "exclude" || selectorKeys.some((one) => one === key);
  const data = pick(given, (key) => !(known.target !== undefined && isSelector(key)));
  checkData(known, data);
  const selector = { ...pick(given, isSelector), ...target };
  if (known.target !== undefined && Object.keys(selector).length === 0)
    throw new Refusal("invalid_format", `must contain at least one of ${selectorKeys.join(", ")}.`);

  const service_data = { ...given, ...target };
  core.bus.fire("call_service", { domain, service, service_data }, context);
  const named =
    known.target === undefined ? new Set<string>() : resolveTarget(core, selector, domain);
  const reached = [...named].flatMap((entityId) => statesFor(core, entityId, known.target));
  for (const { entity_id } of reached) applyEffect(core, known, entity_id, data, context);
  const perform = (step: Step, under: Context = context) =>
    carryOut(core, serviceOf(core, step.domain, step.service), { data: {}, ...step }, under);
  const response = known.run?.({ core, data, context, reached, perform });
  return { reached: reached.map(({ entity_id }) => entity_id), response };
}

/** What is unknown, unavailable or of another domain is passed over in silence. */
function statesFor({ states }: Core, entityId: string, target = "any"): readonly State[] {
  const state = states.all.get(entityId);
  if (!state || state.state === "unavailable") return [];
  return target === "any" || domainOf(entityId) === target ? [state] : [];
}

function applyEffect(
  core: Core,
  { effect }: Service,
  entityId: string,
  data: ServiceData,
  context: Context,
): void {
  if (!effect) return;
  const members = actsForMembers(entityId) ? membersOf(core, entityId) : [];
  for (const member of members.length > 0 ? members : [entityId]) {
    const old = core.states.all.get(member);
    const change = old && effect(old, data);
    if (!change) continue;
    const attributes = { ...old.attributes, ...change.attributes };
    core.states.set(member, change.state ?? old.state, attributes, context);
  }
}

/** Scenes name entities too, but are no groups. */
const actsForMembers = (entityId: string): boolean => domainOf(entityId) !== "scene";

function checkData({ fields = {} }: Service, data: ServiceData): void {
  for (const key of Object.keys(data))
    if (!Object.hasOwn(fields, key))
      throw new Refusal("invalid_format", `not a valid option at 'data.${key}'`);
  for (const [key, { required }] of Object.entries(fields))
    if (required && !Object.hasOwn(data, key))
      throw new Refusal("invalid_format", `required key not provided at 'data.${key}'`);
}

const pick = (data: ServiceData, isWanted: (key: string) => boolean): ServiceData =>
  Object.fromEntries(Object.entries(data).filter(([key]) => isWanted(key)));
