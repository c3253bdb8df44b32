import { expect } from "chai";
import { AppError } from "../../server/errors.ts";
import { checkActions } from "../../server/gateway/check-action.ts";
import type { Service, Snapshot } from "../../server/home/home.ts";
import type { Action } from "../../server/tools/define.ts";

const service = (fields: readonly string[], target?: object): Service => ({
  ...{ domain: "light", service: "turn_on", name: "Turn on", description: "", response: "none" },
  fields: Object.fromEntries(
    fields.map((name) => [name, { name, description: "", required: false }]),
  ),
  ...(target === undefined ? {} : { target }),
});

// Nothing but the services is looked at.
const home = {
  services: new Map([
    ["light.turn_on", service(["brightness"], {})],
    ["homeassistant.update_entity", service(["entity_id"])],
    ["notify.phone", service(["message"])],
  ]),
} as unknown as Snapshot;

const action = (more: Partial<Action> = {}): Action => ({
  ...{ sentence: "Turn on Lamp", service: "light.turn_on", entity_ids: ["light.lamp"], data: {} },
  ...more,
});

const codeOf = (actions: readonly Action[]): string => {
  try {
    checkActions(actions, home);
    return "fine";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe("the actions of a plan", () => {
  const table: [string, readonly Action[], string][] = [
    ["one", [action()], "fine"],
    ["none", [], "invalid_input"],
    ["too many", Array.from({ length: 51 }, () => action()), "invalid_input"],
    ["a service that the home does not have", [action({ service: "light.explode" })], "not_found"],
    ["a service with a target and none given", [action({ entity_ids: [] })], "internal"],
    ["an id in capitals", [action({ entity_ids: ["light.LAMP"] })], "internal"],
    ["everything", [action({ entity_ids: ["all"] })], "internal"],
    ["a list in an id", [action({ entity_ids: ["light.a,light.b"] })], "internal"],
    ["a target in the data", [action({ data: { area_id: "kitchen" } })], "internal"],
    ["an exclusion in the data", [action({ data: { exclude: {} } })], "internal"],
    [
      "a target for a service without",
      [action({ service: "notify.phone", data: { message: "hi" } })],
      "internal",
    ],
    [
      "a field that is called like a target",
      [
        action({
          ...{ service: "homeassistant.update_entity", entity_ids: [] },
          data: { entity_id: ["light.lamp"] },
        }),
      ],
      "fine",
    ],
    [
      "a target that is no field of the service",
      [action({ service: "notify.phone", entity_ids: [], data: { label_id: "night" } })],
      "internal",
    ],
  ];
  for (const [what, actions, code] of table)
    it(`are ${code === "fine" ? "let through" : `refused as ${code}`}: ${what}`, () => {
      expect(codeOf(actions)).to.equal(code);
    });
});
