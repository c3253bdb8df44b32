import { AppError, quoted } from "../errors.ts";
import type { Entity } from "../home/home.ts";
import { lookUp } from "./look-up.ts";
import { nameAndId } from "./reading.ts";

const toolOfDomain: Readonly<Record<string, string>> = {
  automation: "set_power",
  button: "press_button",
  climate: "set_climate",
  cover: "set_cover",
  fan: "set_fan",
  humidifier: "set_power",
  input_boolean: "set_power",
  input_button: "press_button",
  input_datetime: "set_value",
  input_number: "set_value",
  input_select: "set_value",
  input_text: "set_value",
  light: "set_light",
  lock: "set_lock",
  media_player: "set_media",
  number: "set_value",
  remote: "set_power",
  scene: "activate_scene",
  script: "run_script",
  select: "set_value",
  siren: "set_power",
  switch: "set_power",
  text: "set_value",
  valve: "set_cover",
  water_heater: "set_climate",
};

/** Domains whose entities only show something. */
const onlyShown = new Set(
  "air_quality binary_sensor device_tracker event geo_location image person sensor sun weather zone".split(
    " ",
  ),
);

const toolFor = (domain: string): string | undefined =>
  onlyShown.has(domain) ? undefined : (lookUp(toolOfDomain, domain) ?? "call_service");

/** The error for entities that another tool acts on; its hint says which one. */
export function fitsAnotherTool(found: readonly Entity[], asked: string, wanted: string): AppError {
  const tools = [...new Set(found.map(({ domain }) => toolFor(domain)))];
  return new AppError("invalid_input", `${quoted(asked)} is no ${wanted}.`, {
    hint:
      tools.length === 1
        ? tools[0] === undefined
          ? "It can only be looked at: nothing can be done with it."
          : `Use ${tools[0]} for it.`
        : "Use the tool of its kind; find_entities tells what it is.",
    details: { candidates: found.slice(0, 5).map(nameAndId) },
  });
}
