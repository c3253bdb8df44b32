// What the Supervisor tells of an installed app.
import { readText } from "../../../support/repository.ts";
import type { InstalledApp } from "../parts.ts";
import type { Machine } from "./machine.ts";
import { portsOf } from "./network.ts";
import { optionsForm } from "./options-form.ts";
import { mergedOptions } from "./options.ts";
import { rating } from "./rating.ts";

type Where = Pick<Machine, "devices" | "hasAppArmor">;

export function appView(app: InstalledApp, where: Where): object {
  return { ...whatItIs(app, where), ...whatItMay(app), ...howItRuns(app) };
}

function whatItIs(app: InstalledApp, { devices, hasAppArmor }: Where): object {
  const { manifest, slug } = app;
  const hostname = slug.replaceAll("_", "-");
  return {
    name: manifest.name,
    slug,
    hostname,
    dns: [`${hostname}.local.hass.io`],
    description: manifest.description,
    long_description: readText("README.md"),
    stage: manifest.stage,
    repository: slug.split("_")[0],
    version: manifest.version,
    version_latest: manifest.version,
    update_available: false,
    protected: true,
    rating: rating(manifest, { installed: true, hostHasAppArmor: hasAppArmor }),
    boot_config: manifest.boot,
    options: mergedOptions(app),
    schema: optionsForm(manifest.schema, devices),
    arch: manifest.arch,
    machine: [],
    homeassistant: manifest.homeassistant ?? null,
    url: manifest.url ?? null,
    detached: false,
    available: true,
    build: true,
    apparmor: !manifest.apparmor ? "disable" : hasAppArmor ? "profile" : "default",
    startup: manifest.startup,
    icon: true,
    logo: true,
    changelog: true,
    documentation: true,
    translations: {},
    signed: false,
    advanced: false,
  };
}

function whatItMay({ manifest }: InstalledApp): object {
  const { privileged, full_access, stdin, hassio_api, hassio_role, auth_api } = manifest;
  const { homeassistant_api, kernel_modules, docker_api, services, discovery, ingress } = manifest;
  const { host_network, host_pid, host_uts, ports_description } = manifest;
  return {
    ...{ host_network, host_pid, host_ipc: false, host_uts, host_dbus: false },
    ...{ privileged, full_access, stdin, hassio_api, hassio_role, auth_api, homeassistant_api },
    ...{ gpio: false, usb: false, uart: false, kernel_modules, devicetree: false, udev: false },
    ...{ docker_api, video: false, audio: false, devices: [] },
    ...{ services, discovery, ingress, network_description: ports_description },
  };
}

function howItRuns(app: InstalledApp): object {
  return {
    ...ingressOf(app),
    state: app.state,
    boot: app.bootOnStart ? "auto" : "manual",
    network: portsOf(app),
    webui: null,
    audio_input: null,
    audio_output: null,
    auto_update: app.autoUpdate,
    ip_address: app.address ?? "0.0.0.0",
    watchdog: app.watchdog,
    system_managed: false,
    system_managed_config_entry: null,
  };
}

function ingressOf({ manifest, ingressToken, ingressPanel }: InstalledApp): object {
  const entry = `/api/hassio_ingress/${ingressToken}`;
  return {
    ingress_entry: manifest.ingress ? entry : null,
    ingress_url: manifest.ingress ? `${entry}/${manifest.ingress_entry}` : null,
    ingress_port: manifest.ingress ? manifest.ingress_port : null,
    ingress_panel: manifest.ingress ? ingressPanel : null,
  };
}
