import { isoTime } from "../core/clock.ts";
import { answer, type Command } from "../wire/command.ts";

const day = 86_400_000;

/** What the home wants people to look at. */
export const houseKeeping: Readonly<Record<string, Command>> = {
  "persistent_notification/get": answer({}, (_, { notifications }) => [...notifications.values()]),

  "repairs/list_issues": answer({}, (_, { startedAt }) => ({
    issues: [
      {
        breaks_in_ha_version: "2027.2.0",
        created: isoTime(startedAt - 3 * day),
        dismissed_version: null,
        ignored: false,
        domain: "homeassistant",
        is_fixable: false,
        issue_domain: "automation",
        issue_id: "automation.volets_a_l_aube_unknown_service",
        learn_more_url: null,
        severity: "warning",
        translation_key: "service_not_found",
        translation_placeholders: { service: "cover.open_all" },
      },
    ],
  })),
};
