import { randomBytes } from "node:crypto";
import type { Manifest } from "../manifest.ts";
import type { InstalledApp } from "../parts.ts";

/** As the Supervisor knows an app that was installed just now and never started. */
export function newApp(manifest: Manifest, repository = "local"): InstalledApp {
  return {
    slug: `${repository}_${manifest.slug}`,
    manifest,
    token: undefined,
    options: {},
    network: {},
    state: "stopped",
    // As Python's secrets.token_urlsafe() makes it.
    ingressToken: randomBytes(32).toString("base64url"),
    address: undefined,
    ingressPort: manifest.ingress_port,
    watchdog: false,
    bootOnStart: manifest.boot === "auto",
    autoUpdate: false,
    ingressPanel: false,
  };
}
