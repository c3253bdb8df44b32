import { z } from "zod";
import type { ReviewWish } from "../../../shared/api.ts";
import type { ReviewView } from "../../../shared/views.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { Home } from "../../home/home.ts";
import type { Review, ReviewStore } from "../../store/reviews.ts";
import { id } from "./fields.ts";
import { defineRoute, type Route } from "./route.ts";
import { unreadableIn } from "./unreadable.ts";

export interface ReviewParts {
  /** Whoever keeps reviews in memory is told of a change as of one of users and tokens. */
  readonly reviews: ReviewStore;
  readonly homes: readonly Pick<Home, "id" | "snapshot">[];
}

const kind = z.enum(["entity", "service"]);
/** "light.hall", "hue.activate_scene": longer than ids of ours. */
const named = z.string().min(1).max(255);

const wish = z.strictObject({
  kind,
  id: named,
  verdict: z.enum(["harmless", "sensitive"]),
  home: id.exactOptional(),
}) satisfies z.ZodType<ReviewWish>;

export function reviewRoutes(parts: ReviewParts, now = Date.now): Route[] {
  return [
    defineRoute("GET /api/reviews", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: async (_input, principal) => ({ reviews: await listed(parts, principal) }),
    }),
    defineRoute("POST /api/reviews", {
      needs: "admin in person",
      event: "review.put",
      input: z.object({ body: z.strictObject({ items: z.array(wish).min(1).max(1000) }) }),
      handle: async ({ body }, principal) => {
        const known = within(principal, unreadableIn(parts.homes));
        const { id: by } = principal.user;
        const at = now();
        await parts.reviews.put(
          body.items.map(({ verdict, ...key }) => {
            const { name, why, ...found } = oneOf(known, key);
            return { ...found, verdict, by, at };
          }),
        );
        return { reviews: await listed(parts, principal) };
      },
    }),
    defineRoute("DELETE /api/reviews/:kind/:id", {
      needs: "admin in person",
      event: "review.delete",
      input: z.object({
        params: z.strictObject({ kind, id: named }),
        query: z.strictObject({ home: id.exactOptional() }),
      }),
      handle: async ({ params, query }, principal) => {
        const kept = within(principal, await parts.reviews.list());
        await parts.reviews.remove(oneOf(kept, { ...params, ...query }));
        return { deleted: true } as const;
      },
    }),
  ];
}

/** What cannot be read, then what was said of what is not there any more. */
async function listed(
  { reviews, homes }: ReviewParts,
  principal: Principal,
): Promise<readonly ReviewView[]> {
  const kept = new Map((await reviews.list()).map((review) => [keyOf(review), review]));
  const items = unreadableIn(homes).map(({ config_entry_id: entry, ...item }): ReviewView => {
    const review = kept.get(keyOf(item));
    kept.delete(keyOf(item));
    const isAboutIt = review?.platform === item.platform && review?.config_entry_id === entry;
    return review !== undefined && isAboutIt ? { ...item, ...verdictOf(review) } : item;
  });
  const gone = [...kept.values()].map(({ config_entry_id, ...review }): ReviewView => ({
    ...review,
    name: review.id,
  }));
  return within(principal, [...items, ...gone]);
}

const verdictOf = ({ verdict, by, at }: Review) => ({ verdict, by, at });

const keyOf = (item: Pick<Review, "home" | "kind" | "id">) =>
  `${item.home} ${item.kind} ${item.id}`;

/** A token of some homes looks at those. */
function within<Item extends { readonly home: string }>(
  { token }: Principal,
  items: readonly Item[],
): readonly Item[] {
  const homes = token?.homes;
  return homes === undefined ? items : items.filter(({ home }) => homes.includes(home));
}

/** @throws AppError not_found, or invalid_input when several homes have one of that name. */
function oneOf<Item extends Pick<Review, "home" | "kind" | "id">>(
  items: readonly Item[],
  { kind: of, id: name, home }: Pick<ReviewWish, "kind" | "id" | "home">,
): Item {
  const found = items.filter(
    (item) => item.kind === of && item.id === name && (home === undefined || item.home === home),
  );
  const [first] = found;
  if (first === undefined)
    throw new AppError("not_found", `There is no ${of} ${name} to look at.`, {
      hint: "GET /api/reviews lists what there is.",
    });
  if (found.length > 1)
    throw new AppError("invalid_input", `Several homes have a ${of} ${name}.`, {
      hint: "Name the home.",
    });
  return first;
}
