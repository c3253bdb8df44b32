import { alarm, siren } from "./alarms.ts";
import { automation } from "./automations.ts";
import { climate, vacuum } from "./comfort.ts";
import type { Catalogue } from "./define.ts";
import { group } from "./groups.ts";
import {
  button,
  counter,
  inputButton,
  inputDatetime,
  inputNumber,
  inputSelect,
  inputText,
  numbers,
  select,
  timer,
} from "./helpers.ts";
import { fan, inputBoolean, light, switches } from "./on-and-off.ts";
import { mediaPlayer } from "./media.ts";
import { cover, lock, valve } from "./openings.ts";
import { calendar, todo, weather } from "./questions.ts";
import { scene } from "./scenes.ts";
import { script } from "./scripts.ts";
import { homeassistant, notify, persistentNotification } from "./whole-house.ts";

/** Every service of the house, by domain. */
export const catalogue: Catalogue = {
  alarm_control_panel: alarm,
  automation,
  button,
  calendar,
  climate,
  counter,
  cover,
  fan,
  group,
  homeassistant,
  input_boolean: inputBoolean,
  input_button: inputButton,
  input_datetime: inputDatetime,
  input_number: inputNumber,
  input_select: inputSelect,
  input_text: inputText,
  light,
  lock,
  media_player: mediaPlayer,
  notify,
  number: numbers,
  persistent_notification: persistentNotification,
  scene,
  script,
  select,
  siren,
  switch: switches,
  timer,
  todo,
  vacuum,
  valve,
  weather,
};
