import type { FreezeTarget } from "../../../shared/views.ts";
import { AppError } from "../../errors.ts";
import type { Surroundings } from "../../policy/conditions.ts";
import type { Store } from "../../store/store.ts";
import type { Tokens } from "../tokens/token.ts";
import { everythingSetting, helpersSetting, isFreezing, readHelpers } from "./freezing.ts";
import type { Freeze, FreezeHelper } from "./house-rules.ts";
import type { Users } from "../people/people.ts";
import type { Rules } from "./rulebook.ts";

const mostHelpers = 50;
const mostStates = 20;

interface FreezeOf {
  readonly store: Pick<Store, "settings" | "users" | "tokens">;
  readonly rules: Rules;
  readonly tokens: Pick<Tokens, "list">;
  readonly users: Pick<Users, "list">;
  readonly surroundings: () => Surroundings;
  readonly now: () => number;
  /** Called when something is frozen or lifted, before the answer. */
  readonly changed: () => Promise<void>;
}

export function createFreeze(of: FreezeOf): Freeze {
  const { store, rules, tokens, users, surroundings, now, changed } = of;

  /** @throws AppError not_found */
  async function marked({ kind, id }: Exclude<FreezeTarget, { kind: "everything" }>) {
    const found = kind === "user" ? await store.users.get(id) : await store.tokens.get(id);
    if (found === undefined)
      throw new AppError("not_found", `There is no such ${kind}.`, {
        hint: `Look at the ${kind}s that there are.`,
      });
    return found;
  }

  async function mark(
    target: Exclude<FreezeTarget, { kind: "everything" }>,
    by: string | null,
  ): Promise<void> {
    const { frozen_at, frozen_by, ...found } = await marked(target);
    const owner = "user_id" in found ? found.user_id : found.id;
    // Who froze first is who froze; but what its user froze, and could let go, an admin may take over.
    const isTakenOver = by !== null && by !== owner && frozen_by === owner;
    const isFrozen = frozen_at !== undefined && !isTakenOver;
    if (isFrozen === (by !== null)) return;
    const columns = { frozen_at: by === null ? null : now(), frozen_by: by };
    if (target.kind === "user") await store.users.change(target.id, columns);
    else await store.tokens.change(target.id, columns);
  }

  /** They freeze everything: who lets it go on has seen that. */
  async function forgetUnreadableHelpers(): Promise<void> {
    const text = await store.settings.get(helpersSetting);
    if (readHelpers(text) === undefined) await store.settings.remove(helpersSetting);
  }

  return {
    async state() {
      const { freezing } = await rules.now();
      const around = surroundings();
      const isFrozen = ({ frozen_at }: { readonly frozen_at?: number }) => frozen_at !== undefined;
      return {
        ...freezing,
        helpers: freezing.helpers.map((helper) => ({
          ...helper,
          is_frozen: isFreezing(helper, around),
        })),
        users: (await users.list()).filter(isFrozen),
        tokens: (await tokens.list()).filter(isFrozen),
      };
    },
    async freeze(target, by) {
      if (target.kind === "everything")
        // Who froze first is who froze.
        await store.settings.change(
          everythingSetting,
          (before) => before ?? JSON.stringify({ since: now(), by: by.username }),
        );
      else await mark(target, by.id);
      await changed();
    },
    async lift(target) {
      if (target.kind === "everything") {
        await store.settings.remove(everythingSetting);
        await forgetUnreadableHelpers();
      } else await mark(target, null);
      await changed();
    },
    async addHelper(helper) {
      check(helper);
      if (helper.freezes.kind !== "everything") await marked(helper.freezes);
      await store.settings.change(helpersSetting, (text) => {
        const helpers = readHelpers(text);
        if (helpers === undefined)
          throw new AppError("conflict", "Which helpers freeze something cannot be read.", {
            hint: "Everything is frozen by that: let it go on first.",
          });
        if (helpers.some(({ entity_id }) => entity_id === helper.entity_id))
          throw new AppError("conflict", `${helper.entity_id} freezes something already.`, {
            hint: "Remove it first, or choose another one.",
          });
        if (helpers.length >= mostHelpers)
          throw new AppError("conflict", `${mostHelpers} helpers freeze something already.`, {
            hint: "Remove one that is not needed any more.",
          });
        return JSON.stringify([...helpers, helper]);
      });
      await changed();
    },
    async removeHelper(entityId) {
      let wasThere = false;
      await store.settings.change(helpersSetting, (text) => {
        const helpers = readHelpers(text);
        const left = helpers?.filter(({ entity_id }) => entity_id !== entityId);
        wasThere = left !== undefined && left.length < (helpers?.length ?? 0);
        return left === undefined ? (text ?? "[]") : JSON.stringify(left);
      });
      await changed();
      return wasThere;
    },
  };
}

/** @throws AppError invalid_input */
function check({ entity_id, states }: FreezeHelper): void {
  if (!/^input_(boolean|select)\.[a-z0-9_]{1,230}$/.test(entity_id))
    throw new AppError("invalid_input", "This is no helper that can freeze.", {
      hint: "Name an input_boolean or an input_select, such as input_boolean.quiet.",
    });
  if (
    states.length === 0 ||
    states.length > mostStates ||
    states.some((state) => state === "" || state.length > 255)
  )
    throw new AppError("invalid_input", `A helper freezes in 1 to ${mostStates} states.`, {
      hint: `Name them: ["on"] of an input_boolean, some of the options of an input_select.`,
    });
}
