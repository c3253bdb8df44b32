import { expect } from "chai";
import type { Household } from "./household.ts";

/** What only looks, also by services. */
export function looks(household: Household): void {
  describe("that only look", () => {
    const looks: [string, string, object, RegExp][] = [
      ["what there is", "home_overview", {}, /Ground Floor.*Living Room/],
      [
        "a lamp by its French name",
        "get_entity",
        { entities: ["lampe de chevet"] },
        /light\.bed_light/,
      ],
      [
        "the lamps of a room",
        "find_entities",
        { text: "lampe salon", domain: "light" },
        /Reading Lamp/,
      ],
      [
        "what a lamp did today",
        "get_history",
        { entities: ["light.kitchen_lights"], hours: 1 },
        /kitchen_lights/,
      ],
      ["services of vacuums", "list_services", { domain: "vacuum" }, /return_to_base/],
      [
        "waiting for a lamp",
        "wait_for_state",
        { entities: ["desk lamp"], state: "off", timeout_s: 5 },
        /"reached":true/,
      ],
      [
        "tomorrow's weather",
        "call_service",
        {
          service: "weather.get_forecasts",
          target: { entity_id: ["weather.demo_weather_south"] },
          data: { type: "daily" },
          return_response: true,
        },
        /"temperature":22/,
      ],
      [
        "the list in the kitchen",
        "call_service",
        {
          service: "todo.get_items",
          target: { entity_id: ["todo.shopping_list"] },
          return_response: true,
        },
        /"summary":"Milk"/,
      ],
      [
        "what is on in the calendar",
        "call_service",
        {
          service: "calendar.get_events",
          target: { entity_id: ["calendar.calendar_1"] },
          data: { duration: { hours: 24 } },
          return_response: true,
        },
        /Future Event/,
      ],
      [
        "what a script tells",
        "run_script",
        { script: "how warm is it", fields: { room: "Kitchen" }, wait: true },
        /"room":"Kitchen"/,
      ],
    ];
    for (const [what, tool, args, answered] of looks)
      it(`answer ${what}`, async () => {
        const answer = await household.ask(tool, args);

        expect(answer.status, answer.text).to.equal(200);
        expect(answer.text).to.match(answered);
      });
  });
}
