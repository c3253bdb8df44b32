// The reverse proxies of examples/, as their own programs run them: only names and ports are a spec's.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrograms } from "../../support/debian-packages.ts";
import { readText } from "../../support/repository.ts";

export interface Proxy {
  /** Where it listens with TLS, under the name `localhost`. */
  readonly url: string;
  close(): Promise<void>;
}

/** @param upstream "127.0.0.1:7180" */
export type StartProxy = (upstream: string) => Promise<Proxy>;

export const proxies: Readonly<Record<string, StartProxy>> = {
  async nginx(upstream) {
    ensurePrograms({ nginx: "nginx-light", openssl: "openssl" });
    const folder = temporaryFolder();
    const port = await freePort();
    makeCertificate(folder);
    const site = readText("examples/reverse-proxy/nginx.conf.template")
      .replaceAll("${VESTIBULE_NAME}", "localhost")
      .replaceAll("${VESTIBULE_UPSTREAM}", upstream)
      .replaceAll("/etc/nginx/certificates", folder)
      .replace("listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`);
    const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const lines = [
      ...["user root;", "daemon off;", "worker_processes 1;", `pid ${folder}/nginx.pid;`],
      ...["error_log stderr warn;", "events {}", "http {", "access_log off;", ...places, site, "}"],
    ];
    const file = join(folder, "nginx.conf");
    writeFileSync(file, lines.join("\n"));
    return runProxy(["nginx", "-c", file, "-p", folder], {}, { port, folder });
  },

  async caddy(upstream) {
    ensurePrograms({ caddy: "caddy" });
    const folder = temporaryFolder();
    const port = await freePort();
    // As with a name that nobody outside can check, Caddy makes the certificate itself.
    const options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n";
    const file = join(folder, "Caddyfile");
    writeFileSync(file, options + readText("examples/reverse-proxy/Caddyfile"));
    return runProxy(
      ["caddy", "run", "--config", file, "--adapter", "caddyfile"],
      {
        ...{ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        VESTIBULE_NAME: `https://localhost:${port}`,
        VESTIBULE_UPSTREAM: upstream,
      },
      { port, folder },
    );
  },
};

const startMs = 15_000;

async function runProxy(
  [program = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  { port, folder }: { readonly port: number; readonly folder: string },
): Promise<Proxy> {
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin`, ...environment },
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const url = `https://localhost:${port}`;
  try {
    await untilItAnswers(url, child);
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`${program} does not serve our example: ${said}`, { cause: error });
  }
  return {
    url,
    async close() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(late);
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + startMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    const there = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (there) return;
    if (performance.now() > giveUpAt) throw new Error("It does not answer.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function makeCertificate(folder: string): void {
  const { status, stderr } = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-days", "1", "-subj", "/CN=localhost"],
      ...["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`No certificate could be made: ${stderr}`);
}

const temporaryFolder = () => mkdtempSync(join(tmpdir(), "vestibule-proxy-"));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a listening TCP server always has one
  server.close();
  await once(server, "close");
  return port;
}
