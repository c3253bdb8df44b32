import type { ErrorCode } from "../../shared/error-codes.ts";

/** What Home Assistant said when it said no; its texts and values are not for callers. */
export interface Refusal {
  readonly code: string;
  readonly message?: string;
  readonly translationKey?: string;
}

export interface Said {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

const refused = (message: string, hint?: string): Said => ({
  code: "home_refused",
  message,
  ...(hint === undefined ? {} : { hint }),
});

const notAllowed = refused("Home Assistant does not allow this to Vestibule's token.");
const otherwise = refused("Home Assistant refused the request.");

/** What we say instead of Home Assistant's own text, which may repeat values and secrets. */
const byCode: Readonly<Record<string, Said>> = {
  unauthorized: notAllowed,
  not_allowed: refused("Home Assistant does not allow this."),
  not_found: { code: "not_found", message: "Home Assistant does not know what was asked for." },
  unknown_command: refused("This Home Assistant does not know how to do this."),
  not_supported: refused("This Home Assistant does not support this."),
  invalid_format: refused(
    "Home Assistant did not understand the request.",
    "A value is missing, too much or of the wrong kind. Look at what the service accepts.",
  ),
  timeout: refused("Home Assistant took too long and gave up."),
  service_validation_error: refused(
    "Home Assistant does not accept this with these values.",
    "Look at what the service and the device accept, then ask again with other values.",
  ),
  home_assistant_error: refused(
    "Home Assistant tried, and the device or its integration reported a failure.",
    "It may be done in part: look at the states before trying again.",
  ),
};

const look = "Look at the entity's attributes: they say what it accepts.";
const notInList = (what: string) =>
  refused(`This ${what} is not one that the device offers.`, look);
const outside = (what: string) =>
  refused(`This ${what} is outside of what the device accepts.`, look);
const tooRich = refused(
  "The device does not support all that was asked for.",
  "Ask for less: look at the entity's attributes.",
);

/** Where Home Assistant's own key says more than its code. */
const byTranslationKey: Readonly<Record<string, Said>> = {
  service_not_found: {
    code: "not_found",
    message: "Home Assistant has no such service.",
    hint: "Its integration may not be loaded. Look for the services that there are.",
  },
  service_not_supported: tooRich,
  service_does_not_support_response: refused(
    "This service answers with nothing.",
    "Ask again without wanting a response.",
  ),
  service_lacks_response_request: refused(
    "This service only answers.",
    "Ask again, wanting a response.",
  ),
  temp_out_of_range: outside("temperature"),
  humidity_out_of_range: outside("humidity"),
  out_of_range: outside("value"),
  low_temp_higher_than_high_temp: refused("The lower temperature is above the upper one."),
  missing_target_temperature_entity_feature: refused(
    "The device has no single target temperature.",
    "Give a lower and an upper temperature.",
  ),
  missing_target_temperature_range_entity_feature: refused(
    "The device has no temperature range.",
    "Give one temperature.",
  ),
  not_valid_option: notInList("option"),
  invalid_option: notInList("option"),
  no_options: refused("There is nothing to choose from now."),
  not_valid_fan_mode: notInList("fan mode"),
  not_valid_hvac_mode: notInList("mode"),
  not_valid_preset_mode: notInList("preset"),
  not_valid_swing_mode: notInList("swing mode"),
  not_valid_horizontal_swing_mode: notInList("swing mode"),
  not_valid_operation_mode: notInList("mode"),
  invalid_tone: notInList("tone"),
  add_default_code: refused("The lock wants a code, and this is none that it takes."),
  code_arm_required: refused("Arming this alarm needs a code."),
  value_pattern_mismatch: refused("The text does not have the form that is wanted.", look),
  value_too_long: refused("The text is too long.", look),
  value_too_short: refused("The text is too short.", look),
  item_not_found: { code: "not_found", message: "There is no such item on the list." },
  update_field_not_supported: tooRich,
};

export function inOurWords({ code, message, translationKey }: Refusal): Said {
  // No permission inside a service looks like a failure of the device.
  if (code === "home_assistant_error" && message === "Unauthorized") return notAllowed;
  const known = <T>(table: Readonly<Record<string, T>>, key: string | undefined) =>
    key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
  return known(byTranslationKey, translationKey) ?? known(byCode, code) ?? otherwise;
}
