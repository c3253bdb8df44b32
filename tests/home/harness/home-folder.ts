import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface HomeFolder {
  readonly folder: string;
  readonly configFolder: string;
  readonly logFile: string;
  readonly port: number;
}

/** A home's files, fresh from tests/home/config, on a free port of the loopback. */
export async function makeHomeFolder(): Promise<HomeFolder> {
  const folder = await mkdtemp(join(tmpdir(), "vestibule-home-"));
  const configFolder = join(folder, "config");
  await cp(join(import.meta.dirname, "../config"), configFolder, { recursive: true });
  await mkdir(join(configFolder, ".storage"));
  const port = await freePort();
  const http = httpSettings(port);
  await writeFile(join(configFolder, ".storage/http"), JSON.stringify(http));
  return { folder, configFolder, logFile: join(folder, "home-assistant.log"), port };
}

// Without this file Core listens on all addresses.
const httpSettings = (port: number) => ({
  version: 3,
  minor_version: 1,
  key: "http",
  data: {
    stable: {
      server_host: ["127.0.0.1"],
      server_port: port,
      cors_allowed_origins: [],
      login_attempts_threshold: -1,
      ip_ban_enabled: true,
      ssl_profile: "intermediate_v6",
      use_x_frame_options: true,
      created_at: new Date(0).toISOString(),
      error: null,
      error_message: null,
    },
    pending: null,
    yaml_migration_done: true,
  },
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port was given.");
  return address.port;
}
