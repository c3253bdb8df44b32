import { climate, mediaPlayer, vacuum } from "./comfort.ts";
import type { Catalogue } from "./define.ts";
import {
  button,
  counter,
  inputButton,
  inputDatetime,
  inputNumber,
  inputSelect,
  inputText,
  numbers,
  timer,
} from "./helpers.ts";
import { fan, inputBoolean, light, switches } from "./on-and-off.ts";
import { alarm, cover, lock, valve } from "./openings.ts";
import { calendar, todo, weather } from "./questions.ts";
import { automation, scene, script } from "./routines.ts";
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
  switch: switches,
  timer,
  todo,
  vacuum,
  valve,
  weather,
};
