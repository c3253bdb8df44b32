import type { InstalledApp } from "../parts.ts";

/** Each port the app has, where the user put it or where it goes by itself; null for an app without any. */
export function portsOf({
  manifest,
  network,
}: Pick<InstalledApp, "manifest" | "network">): Record<string, number | null> | null {
  const ports = Object.entries(manifest.ports);
  if (ports.length === 0) return null;
  return Object.fromEntries(
    ports.map(([port, usual]) => [
      port,
      Object.hasOwn(network, port) ? (network[port] ?? null) : usual,
    ]),
  );
}
