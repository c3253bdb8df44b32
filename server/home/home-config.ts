import type { HomeConfig } from "./home.ts";
import type { Ask } from "./registries.ts";
import { fields, text } from "./wire.ts";

export async function readConfig(ask: Ask): Promise<HomeConfig> {
  const config = fields(await ask({ type: "get_config" }));
  const country = text(config["country"]);
  const currency = text(config["currency"]);
  const external_url = text(config["external_url"]);
  const internal_url = text(config["internal_url"]);
  const units = Object.entries(fields(config["unit_system"]));
  return {
    version: text(config["version"]) ?? "",
    location_name: text(config["location_name"]) ?? "Home",
    time_zone: text(config["time_zone"]) ?? "UTC",
    language: text(config["language"]) ?? "en",
    ...(country === undefined ? {} : { country }),
    ...(currency === undefined ? {} : { currency }),
    ...(external_url === undefined ? {} : { external_url }),
    ...(internal_url === undefined ? {} : { internal_url }),
    unit_system: Object.fromEntries(
      units.flatMap(([quantity, unit]) => (typeof unit === "string" ? [[quantity, unit]] : [])),
    ),
    recovery_mode: config["recovery_mode"] === true,
    safe_mode: config["safe_mode"] === true,
  };
}

/** Before that, entities and services appear one by one, and what is read is a part of the home. */
export async function isRunning(ask: Ask): Promise<boolean> {
  return fields(await ask({ type: "get_config" }))["state"] === "RUNNING";
}
