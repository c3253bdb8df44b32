import { AppError } from "../../errors.ts";
import type { Store } from "../../store/store.ts";
import type { RunSettings, Settings } from "./house-rules.ts";
import type { Rules } from "./rulebook.ts";
import { checkSettings, readStored, runSettings } from "./run-settings.ts";

interface SettingsOf {
  readonly store: Pick<Store, "settings">;
  readonly rules: Rules;
  /** Called when a setting is written, before the answer. */
  readonly changed: () => Promise<void>;
}

export function createSettings({ store, rules, changed }: SettingsOf): Settings {
  /** @throws AppError invalid_input for a role that is not there, or that has power. */
  async function checkRole(setting: keyof RunSettings, name: string | undefined): Promise<void> {
    if (name === undefined) return;
    const role = (await rules.now()).roles.get(name);
    if (role === undefined)
      throw new AppError("invalid_input", `${setting}: there is no such role.`, {
        hint: "Give the name of a role that there is.",
      });
    if (role.powers.length > 0)
      throw new AppError("invalid_input", `${setting}: a role with power is not for newcomers.`, {
        hint: "Choose a role without powers; give somebody more when they are here.",
      });
  }

  return {
    now: () => rules.settings(),
    async change(change) {
      checkSettings(change);
      await checkRole("registration_role", change.registration_role);
      await checkRole("newcomer_role", change.newcomer_role);
      await store.settings.change(runSettings, (text) =>
        JSON.stringify({ ...readStored(text), ...change }),
      );
      await changed();
      return rules.settings();
    },
  };
}
