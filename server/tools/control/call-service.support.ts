import { AppError, quoted } from "../../errors.ts";
import type { PlanningHome } from "../../gateway/guarded-home.ts";
import type { Entity, Service, TargetSelector } from "../../home/home.ts";
import { isRecord } from "../../record.ts";
import { isTemplate } from "../../templates.ts";
import { nameAndId } from "../reading.ts";
import { nameThem } from "../sentence.ts";
import { serviceName } from "../service-name.ts";
import { nearestNames } from "../../name-likeness.ts";

const maxCandidates = 10;
const maxSaid = 40;
const maxDepth = 20;
const secretForm = /code|pin|pass|token|secret|key|credential/i;

/** @throws AppError not_found with the nearest services. */
export function findService(all: readonly Service[], asked: string): Service {
  const name = asked.toLowerCase();
  const found = all.find((one) => serviceName(one) === name);
  if (found !== undefined) return found;
  throw new AppError("not_found", `There is no service ${quoted(asked)}.`, {
    hint: "Use one of details.candidates, or look with list_services.",
    details: { candidates: nearestNames(name, all.map(serviceName), maxCandidates) },
  });
}

/** @throws AppError invalid_input: the home would take a template for the text that it is. */
export function refuseTemplates(value: unknown, depth = 0): void {
  if (depth > maxDepth)
    throw new AppError("invalid_input", `The data is nested deeper than ${maxDepth} levels.`, {
      hint: "Give it flatter.",
    });
  if (isTemplate(value))
    throw new AppError("invalid_input", "The data holds a template, which nothing would render.", {
      hint: "Work the value out first, and give the plain value.",
    });
  const within = Array.isArray(value) ? value : isRecord(value) ? Object.entries(value).flat() : [];
  for (const one of within) refuseTemplates(one, depth + 1);
}

/** Whether the service is asked for its answer.
 * @throws AppError invalid_input when it has none. */
export function wantsResponse(service: Service, isAsked: boolean): boolean {
  if (isAsked && service.response === "none")
    throw new AppError("invalid_input", `${serviceName(service)} answers nothing.`, {
      hint: "Leave return_response out.",
    });
  return isAsked || service.response === "only";
}

/** The entities that the service acts on.
 * @throws AppError invalid_input for a target that is missing, not taken, or of the wrong kind. */
export function reachTargets(
  home: PlanningHome,
  service: Service,
  target: TargetSelector,
): readonly Entity[] {
  const isNamed = Object.keys(target).length > 0;
  const name = serviceName(service);
  if (service.target === undefined) {
    if (!isNamed) return [];
    throw new AppError("invalid_input", `${name} takes no target.`, {
      hint: "Leave target out.",
    });
  }
  if (!isNamed)
    throw new AppError("invalid_input", `${name} needs a target.`, {
      hint: "Give at least one of entity_id, device_id, area_id, floor_id and label_id.",
    });
  const domains = handedTo(home, service) ?? domainsOf(service.target);
  const reached = home.resolve(target, domains);
  refuseForeign(home, { name, domains, target });
  const present = reached.filter(({ state }) => state !== "unavailable");
  for (const entity of reached) if (!present.includes(entity)) home.leaveOut(entity, "unavailable");
  if (present.length > 0) return present;
  throw new AppError("invalid_input", `${name} would reach nothing there.`, {
    hint: "Name other targets; find_entities shows what there is and what is unavailable.",
  });
}

interface Aim {
  readonly name: string;
  readonly domains: readonly string[] | undefined;
  readonly target: TargetSelector;
}

/** The home passes over what is of another kind, and says that all went well. */
function refuseForeign(home: PlanningHome, { name, domains, target }: Aim): void {
  const foreign = (target.entity_id ?? []).flatMap((id) => {
    const entity = home.entity(id);
    return entity === undefined || domains === undefined || mayReach(entity, domains)
      ? []
      : [nameAndId(entity)];
  });
  if (foreign.length === 0 || domains === undefined) return;
  throw new AppError("invalid_input", `${name} acts on ${domains.join(", ")} only.`, {
    hint: "Leave out what details.candidates names, or use the service of its own domain.",
    details: { candidates: foreign.slice(0, maxCandidates) },
  });
}

/** A group stands for its members, of whatever kind. */
const mayReach = ({ domain }: Entity, domains: readonly string[]): boolean =>
  domain === "group" || domains.includes(domain);

const handedOn = ["turn_on", "turn_off", "toggle"];

/** `homeassistant.turn_on` is the `turn_on` of those domains that have one. */
function handedTo(home: PlanningHome, { domain, service }: Service): readonly string[] | undefined {
  if (domain !== "homeassistant" || !handedOn.includes(service)) return undefined;
  return [...home.services()]
    .filter((one) => one.service === service && one.domain !== domain)
    .map((one) => one.domain);
}

/** The domains that a service's selector of targets names; undefined when it takes any. */
function domainsOf(target: unknown): readonly string[] | undefined {
  const filters: unknown = isRecord(target) ? target["entity"] : undefined;
  if (filters === undefined) return undefined;
  const all: readonly unknown[] = Array.isArray(filters) ? filters : [filters];
  const domains = all.map((filter) => (isRecord(filter) ? textsIn(filter["domain"]) : undefined));
  const named = domains.filter((one) => one !== undefined);
  return named.length < domains.length || named.length === 0
    ? undefined
    : [...new Set(named.flat())];
}

function textsIn(value: unknown): readonly string[] | undefined {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = all.filter((one) => typeof one === "string");
  return texts.length === 0 ? undefined : texts;
}

/** "Call light.turn_on on 3 lights in Kitchen with brightness_pct 40". */
export function sayCall(
  home: PlanningHome,
  service: Service,
  entities: readonly Entity[],
  data: Readonly<Record<string, unknown>>,
): string {
  const on = entities.length === 0 ? "" : ` on ${nameThem(home, entities)}`;
  const isPassword = entities.some(({ attributes }) => attributes["mode"] === "password");
  const said = Object.entries(data).map(
    ([key, value]) => `${key} ${isPassword ? "(hidden)" : sayValue(key, value)}`,
  );
  return `Call ${serviceName(service)}${on}${said.length === 0 ? "" : ` with ${said.join(", ")}`}`;
}

function sayValue(key: string, value: unknown): string {
  if (secretForm.test(key)) return "(hidden)";
  const text = JSON.stringify(value);
  return text.length > maxSaid ? `${text.slice(0, maxSaid)}…` : text;
}
