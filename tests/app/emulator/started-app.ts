import { newToken } from "./api/new-token.ts";
import { newApp } from "./lifecycle/new-app.ts";
import type { Manifest } from "./manifest.ts";
import type { InstalledApp } from "./parts.ts";

/** An app that runs, for who needs no lifecycle. */
export const startedApp = (
  manifest: Manifest,
  more: Partial<Omit<InstalledApp, "token">> = {},
): InstalledApp & { token: string } => ({
  ...newApp(manifest),
  ...{ token: newToken(), state: "started", address: "127.0.0.1" },
  ...more,
});
