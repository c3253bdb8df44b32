import { createContext } from "../core/bus.ts";
import { domainOf, type Core } from "../core/core.ts";
import { checkRefused } from "../core/faults.ts";
import type { Context, State, User } from "../core/model.ts";
import { Refusal } from "../core/refusal.ts";
import { checkData, checkResponse, checkTarget, checkUser, serviceOf } from "./checks.ts";
import type { Service, ServiceData, Step } from "./define.ts";
import { actorsOf, applyEffect } from "./effects.ts";
import { resolveTarget, selectorKeys } from "./targets.ts";

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
  const touched = new Set<string>();
  try {
    const known = serviceOf(core, call);
    checkUser(known, user);
    checkResponse(known, call.wantsResponse);
    const response = carryOut(core, call, context, touched);
    core.calls.push({ ...written, entity_ids: [...touched] });
    return { context, response };
  } catch (error) {
    const refused = error instanceof Refusal ? error.code : "unknown_error";
    core.calls.push({ ...written, entity_ids: [...touched], refused });
    throw error;
  }
}

/** What nobody asked for by a call of their own: an automation's step. @throws Refusal */
export const performStep = (core: Core, step: Step, context: Context): void =>
  void carryOut(core, step, context, new Set());

/** Writes every entity it reaches into `touched`, those of the steps inside it too. */
function carryOut(core: Core, step: Step, context: Context, touched: Set<string>): unknown {
  const { domain, service, data: given = {}, target } = step;
  const known = serviceOf(core, step);
  checkRefused(core.faults, `${domain}.${service}`, { ...given, ...target });
  const data = pick(given, (key) => !(known.target !== undefined && isSelector(key)));
  checkData(known, data);
  const selector = { ...pick(given, isSelector), ...target };
  checkTarget(known, selector);

  core.bus.fire(
    "call_service",
    { domain, service, service_data: { ...given, ...target } },
    context,
  );
  const named = known.target === undefined ? [] : [...resolveTarget(core, selector, domain)];
  const reached = named.flatMap((entityId) => statesFor(core, entityId, known));
  checkSupported(core, step, known, selector);
  const actors = new Set(
    known.effect ? reached.flatMap(({ entity_id }) => actorsOf(core, entity_id)) : [],
  );
  for (const entityId of [...reached.map(({ entity_id }) => entity_id), ...actors])
    touched.add(entityId);
  applyEffect(core, known, { reached: [...actors], data, context });
  const perform = (inner: Step, under: Context = context) => carryOut(core, inner, under, touched);
  return known.run?.({ core, data, context, reached, perform, touch: (id) => touched.add(id) });
}

/** What is named itself must be able to; what is meant by its place is passed over. @throws Refusal */
function checkSupported(
  core: Core,
  { domain, service }: Step,
  known: Service,
  selector: ServiceData,
): void {
  if (known.needs === undefined || known.target === undefined) return;
  const named = resolveTarget(core, { entity_id: selector["entity_id"] }, domain);
  const unable = [...named].find(
    (entityId) =>
      statesFor(core, entityId, { ...known, needs: 0 }).length >
      statesFor(core, entityId, known).length,
  );
  if (unable === undefined || selector["entity_id"] === "all") return;
  throw new Refusal(
    "service_validation_error",
    `Validation error: Entity ${unable} does not support action ${domain}.${service}`,
    {
      translation_key: "service_not_supported",
      translation_domain: "homeassistant",
      translation_placeholders: { domain, service, entity_id: unable },
    },
  );
}

const isSelector = (key: string): boolean =>
  key === "exclude" || selectorKeys.some((one) => one === key);

/** What is unknown, unavailable or of another domain is passed over in silence. */
function statesFor(
  { states }: Core,
  entityId: string,
  { target = "any", needs = 0 }: Service,
): readonly State[] {
  const state = states.all.get(entityId);
  if (!state || state.state === "unavailable") return [];
  if (target !== "any" && domainOf(entityId) !== target) return [];
  const { supported_features } = state.attributes;
  const can = typeof supported_features === "number" ? supported_features : 0;
  return (can & needs) === needs ? [state] : [];
}

const pick = (data: ServiceData, isWanted: (key: string) => boolean): ServiceData =>
  Object.fromEntries(Object.entries(data).filter(([key]) => isWanted(key)));
