import { z } from "zod";
import type { Api } from "../../../shared/api.ts";
import type { FreezeTarget } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import type { FreezeHelper } from "../../access/rules/house-rules.ts";
import { AppError } from "../../errors.ts";
import type { Home } from "../../home/home.ts";
import { freezeTarget } from "./fields.ts";
import { defineRoute, type Route } from "./route.ts";

type FreezingHome = Pick<Home, "id" | "snapshot" | "createSwitch" | "until">;

export interface FreezeHelperParts {
  readonly access: Pick<Access, "freeze" | "users" | "tokens">;
  /** The first is the default one. */
  readonly homes: readonly FreezingHome[];
}

type Wish = Api["POST /api/freeze/helpers"]["body"];

const entityId = z
  .string()
  .max(255)
  .regex(
    /^input_(boolean|select)\.[a-z0-9_]+$/,
    "must be the entity id of an input_boolean or input_select",
  );

const wish = z.strictObject({
  freezes: freezeTarget,
  entity_id: entityId.exactOptional(),
  states: z.array(z.string().min(1).max(255)).min(1).max(50).exactOptional(),
  create: z.string().trim().min(1).max(100).exactOptional(),
}) satisfies z.ZodType<Wish>;

/** How long a new switch may take to be seen; until then nobody could tell its state, and it would freeze. */
const newSwitchMs = 5000;

/** Switches of the home that freeze. */
export function freezeHelperRoutes({ access, homes }: FreezeHelperParts): Route[] {
  const { freeze } = access;
  return [
    defineRoute("POST /api/freeze/helpers", {
      needs: "admin in person",
      event: "freeze.helper",
      status: 201,
      input: z.object({ body: wish }),
      handle: async ({ body }, _principal, { signal }) => {
        const [home] = homes;
        if (home === undefined) throw new Error("There is no home");
        await refuseMissing(access, body.freezes);
        const helper = await helperOf(body, home, signal);
        await freeze.addHelper(helper);
        const { helpers } = await freeze.state();
        const added = helpers.find(({ entity_id }) => entity_id === helper.entity_id);
        return added ?? { ...helper, is_frozen: true };
      },
    }),
    defineRoute("DELETE /api/freeze/helpers/:id", {
      needs: "admin in person",
      event: "freeze.helper.delete",
      input: z.object({ params: z.strictObject({ id: entityId }) }),
      handle: async ({ params }) => {
        if (!(await freeze.removeHelper(params.id))) throw noHelper();
        return { deleted: true } as const;
      },
    }),
  ];
}

/** Asked before a switch is made in the home for nothing. */
async function refuseMissing({ users, tokens }: FreezeHelperParts["access"], target: FreezeTarget) {
  if (target.kind === "everything") return;
  const found = await (target.kind === "user" ? users.get(target.id) : tokens.get(target.id));
  if (found === undefined)
    throw new AppError("not_found", `There is no such ${target.kind}.`, {
      hint: `Give the id of a ${target.kind} that is there.`,
    });
}

async function helperOf(
  { freezes, entity_id: entityId, states, create }: Wish,
  home: FreezingHome,
  signal: AbortSignal,
): Promise<FreezeHelper> {
  if ((entityId === undefined) === (create === undefined)) throw oneOrTheOther();
  if (entityId === undefined)
    return { entity_id: await makeSwitch(create ?? "", home, signal), states: ["on"], freezes };
  return { entity_id: entityId, states: freezingStates(entityId, states, home), freezes };
}

async function makeSwitch(name: string, home: FreezingHome, signal: AbortSignal): Promise<string> {
  const made = await home.createSwitch(name);
  const isSeen = () => home.snapshot().entities.has(made);
  if (await home.until([made], isSeen, newSwitchMs, signal)) return made;
  throw new AppError("home_unreachable", `The home made ${made} but does not show it yet.`, {
    hint: "Send this again with its entity_id instead of create.",
  });
}

/** @throws AppError not_found, or invalid_input for states that the helper does not have. */
function freezingStates(
  entityId: string,
  states: readonly string[] | undefined,
  home: FreezingHome,
): readonly string[] {
  const helper = home.snapshot().entities.get(entityId);
  if (helper === undefined)
    throw new AppError("not_found", `There is no ${entityId} in the home.`, {
      hint: "Make it in Home Assistant, or send create with a name.",
    });
  const { options } = helper.attributes;
  const choices = helper.domain === "input_boolean" ? ["on", "off"] : options;
  const wanted = states ?? (helper.domain === "input_boolean" ? ["on"] : []);
  const isChoice = (state: string) => Array.isArray(choices) && choices.includes(state);
  if (wanted.length > 0 && wanted.every(isChoice)) return wanted;
  throw new AppError("invalid_input", `states must be states that ${entityId} can have.`, {
    hint: "Of an input_select name those of its options that freeze; an input_boolean freezes when it is on.",
  });
}

const oneOrTheOther = () =>
  new AppError("invalid_input", "A helper is either there already or is to be made.", {
    hint: "Send entity_id, or create with a name.",
  });

const noHelper = () =>
  new AppError("not_found", "There is no such helper that freezes.", {
    hint: "GET /api/freeze lists those that there are.",
  });
