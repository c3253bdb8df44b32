import type { ReviewKind, Verdict } from "../../shared/views.ts";
import type { Entity, Snapshot } from "../home/home.ts";
import { isHandedOn } from "./handed-on.ts";
import { actingDomains, rowNameOf, type RiskFacts } from "./risk-table.ts";

/** What an admin said of an entity, or of a service, whose action cannot be read. */
export interface Review {
  readonly kind: ReviewKind;
  /** "light.hall", or "hue.activate_scene". */
  readonly id: string;
  /** Of an entity, as they were then: when they change, somebody has to look again. */
  readonly platform?: string;
  readonly config_entry_id?: string;
  /** What is sensitive goes on asking. */
  readonly verdict: Verdict;
}

/** What has been looked at, to ask quickly. */
export type Reviews = Readonly<Record<ReviewKind, ReadonlyMap<string, Review>>>;

export const noReviews: Reviews = { entity: new Map(), service: new Map() };

/** Reviews as they are kept, to ask quickly. */
export const indexReviews = (reviews: readonly Review[]): Reviews => ({
  entity: indexKind("entity", reviews),
  service: indexKind("service", reviews),
});

const indexKind = (wanted: ReviewKind, reviews: readonly Review[]) =>
  new Map(reviews.filter(({ kind }) => kind === wanted).map((review) => [review.id, review]));

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
  // Groups hide their members the same way; but what else hides a switch is a lock or a door made of it.
  if (entity.replaced && entity.domain === "switch") return "another entity stands for it";
  if (entity.platform === undefined) return "no integration owns it";
  return unreadablePlatforms.has(entity.platform)
    ? `what it does is written in a file (${entity.platform})`
    : undefined;
}

/** What an admin said of the entity as it is now. */
export function reviewOfEntity(entity: RiskFacts, reviews: Reviews): Review | undefined {
  const review = reviews.entity.get(entity.entity_id);
  const isSame =
    review?.platform === entity.platform && review?.config_entry_id === entity.config_entry_id;
  return isSame ? review : undefined;
}

/** Something to look at: what to show a person, and what to remember with what they say. */
export interface ToReview extends Omit<Review, "verdict"> {
  readonly name: string;
  readonly why: string;
}

/** All that an admin has to look at before it stops asking: entities, then services, by name. */
export const listToReview = (
  { entities, services }: Pick<Snapshot, "entities" | "services">,
  reviews: Reviews,
): readonly ToReview[] => [
  ...[...entities.values()].flatMap((entity) => entityToReview(entity, reviews)).sort(byName),
  ...[...services.keys()].flatMap((service) => serviceToReview(service, reviews)).sort(byName),
];

function entityToReview(entity: Entity, reviews: Reviews): readonly ToReview[] {
  const why = unreadable(entity);
  if (why === undefined || reviewOfEntity(entity, reviews) !== undefined) return [];
  const { entity_id: id, platform, config_entry_id, name } = entity;
  return [
    {
      kind: "entity",
      id,
      name,
      why,
      ...(platform === undefined ? {} : { platform }),
      ...(config_entry_id === undefined ? {} : { config_entry_id }),
    },
  ];
}

function serviceToReview(id: string, reviews: Reviews): readonly ToReview[] {
  if (rowNameOf(id) !== undefined || isHandedOn(id) || reviews.service.has(id)) return [];
  return [{ kind: "service", id, name: id, why: "an integration of its own brings it" }];
}

const byName = (one: ToReview, other: ToReview) => (one.name < other.name ? -1 : 1);
