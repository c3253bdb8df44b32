import type { Entity, Snapshot } from "../home/home.ts";
import { actingDomains, isHandedOn, rowNameOf, type RiskFacts } from "./risk-table.ts";

/** An admin looked at something that cannot be read, and found it harmless. */
export type Review =
  | {
      readonly kind: "entity";
      readonly entity_id: string;
      /** As they were then: when they change, somebody has to look again. */
      readonly platform?: string;
      readonly config_entry_id?: string;
    }
  | { readonly kind: "service"; readonly service: string };

/** What has been looked at, to ask quickly. */
export interface Reviews {
  readonly entities: ReadonlyMap<string, Extract<Review, { kind: "entity" }>>;
  readonly services: ReadonlySet<string>;
}

export const noReviews: Reviews = { entities: new Map(), services: new Set() };

/** Reviews as they are kept, to ask quickly; of two for one entity the later holds. */
export function indexReviews(reviews: readonly Review[]): Reviews {
  return {
    entities: new Map(
      reviews.flatMap((one) => (one.kind === "entity" ? [[one.entity_id, one] as const] : [])),
    ),
    services: new Set(reviews.flatMap((one) => (one.kind === "service" ? [one.service] : []))),
  };
}

/** Integrations whose entities do what somebody wrote into a file that cannot be read from here. */
const unreadablePlatforms = new Set([
  "appdaemon",
  "command_line",
  "intent_script",
  "nodered",
  "pyscript",
  "python_script",
  "rest",
  "rest_command",
  "shell_command",
  "tcp",
  "telnet",
  "template",
  "universal",
  "wake_on_lan",
]);

/** What these do is read step by step, and judged so. */
const readDomains = new Set(["automation", "group", "scene", "script"]);

/** Why nobody can tell what acting on the entity does; undefined: it does what its kind does. */
export function unreadable(entity: RiskFacts): string | undefined {
  if (!actingDomains.has(entity.domain) || readDomains.has(entity.domain)) return undefined;
  if (entity.replaced) return "another entity stands for it";
  if (entity.platform === undefined) return "no integration owns it";
  return unreadablePlatforms.has(entity.platform)
    ? `what it does is written in a file (${entity.platform})`
    : undefined;
}

/** Whether an admin looked at the entity as it is now. */
export function isReviewed(entity: RiskFacts, { entities }: Reviews): boolean {
  const review = entities.get(entity.entity_id);
  return (
    review !== undefined &&
    review.platform === entity.platform &&
    review.config_entry_id === entity.config_entry_id
  );
}

/** Something to look at: what to show a person, and what to keep when they find it harmless. */
export interface ToReview {
  readonly name: string;
  readonly why: string;
  readonly review: Review;
}

/** All that an admin has to look at before it stops asking: entities, then services, by name. */
export function listToReview(
  { entities, services }: Pick<Snapshot, "entities" | "services">,
  reviews: Reviews,
): readonly ToReview[] {
  return [
    ...[...entities.values()].flatMap((entity) => entityToReview(entity, reviews)).sort(byName),
    ...[...services.keys()].flatMap((service) => serviceToReview(service, reviews)).sort(byName),
  ];
}

function entityToReview(entity: Entity, reviews: Reviews): readonly ToReview[] {
  const why = unreadable(entity);
  if (why === undefined || isReviewed(entity, reviews)) return [];
  const { entity_id, platform, config_entry_id, name } = entity;
  const review: Review = {
    kind: "entity",
    entity_id,
    ...(platform === undefined ? {} : { platform }),
    ...(config_entry_id === undefined ? {} : { config_entry_id }),
  };
  return [{ name, why, review }];
}

function serviceToReview(service: string, { services }: Reviews): readonly ToReview[] {
  if (rowNameOf(service) !== undefined || isHandedOn(service) || services.has(service)) return [];
  return [
    {
      name: service,
      why: "an integration of its own brings it",
      review: { kind: "service", service },
    },
  ];
}

const byName = (one: ToReview, other: ToReview) => (one.name < other.name ? -1 : 1);
