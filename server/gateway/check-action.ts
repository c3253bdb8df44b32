import { AppError } from "../errors.ts";
import type { Snapshot } from "../home/home.ts";
import type { Action } from "../tools/define.ts";

const selectorKeys = ["entity_id", "device_id", "area_id", "floor_id", "label_id", "exclude"];
const maxActions = 50;
const idForm = /^[a-z0-9_]+\.[a-z0-9_]+$/;

/** What is judged is what is done: an action names its entities and hides no other target.
 * @throws AppError invalid_input when there is nothing to do, internal for an action no tool may make. */
export function checkActions(actions: readonly Action[], { services }: Snapshot): void {
  if (actions.length === 0)
    throw new AppError("invalid_input", "There is nothing to do.", {
      hint: "Say what is to be done, and with what.",
    });
  if (actions.length > maxActions)
    throw new AppError("invalid_input", `That would take more than ${maxActions} steps.`, {
      hint: "Ask for less at once.",
    });
  for (const action of actions) {
    const known = services.get(action.service);
    if (known === undefined) throw noService(action.service);
    const wrong = faultOf(action, known.target !== undefined, Object.keys(known.fields));
    if (wrong !== undefined)
      throw new AppError("internal", `A plan for ${action.service} ${wrong}.`, {
        hint: "This is a fault of Vestibule: tell the owner of this home the call id.",
      });
  }
}

function faultOf(
  { entity_ids, data }: Action,
  takesTarget: boolean,
  fields: readonly string[],
): string | undefined {
  if (entity_ids.some((id) => !idForm.test(id))) return "names no entity";
  if (takesTarget && entity_ids.length === 0) return "reaches nothing";
  if (!takesTarget && entity_ids.length > 0) return "has a target that the service does not take";
  // A few services without a target have fields of these names; what they name is judged with the rest.
  const hidden = selectorKeys.find((key) => key in data && (takesTarget || !fields.includes(key)));
  return hidden === undefined ? undefined : `hides a target in ${hidden}`;
}

const noService = (service: string) =>
  new AppError("not_found", `This home has no service ${JSON.stringify(service.slice(0, 100))}.`, {
    hint: "list_services lists what there is.",
  });
