// npm run test:app: the app before a real Home Assistant, at the addresses of a real machine.
// The app runs from its folder, and from its image where VESTIBULE_IMAGE is in the environment.
// All of it is in a network of our own, which is gone with the last process in it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled } from "../../home/harness/install.ts";
import { CannotRun } from "../../home/harness/run-command.ts";
import { ensurePrograms } from "../../support/debian-packages.ts";
import { pathOf } from "../../support/repository.ts";
import { ensureImage } from "../image/harness/image-recipe.ts";
import { addresses } from "./addresses.ts";

const hosts = [
  "127.0.0.1 localhost",
  "::1 localhost",
  `${addresses.supervisor} supervisor hassio`,
  `${addresses.home} homeassistant`,
];

/** $1 holds the names; the rest is the command. The loopback holds every address: no other kind of interface is
 * to be had on each kernel that runs the specs, and a peer is known by its socket's address alone. */
const enter = [
  "ip link set lo up",
  ...Object.values(addresses).map((address) => `ip addr add ${address}/23 dev lo`),
  'mount --bind "$1" /etc/hosts',
  "shift",
  'exec "$@"',
].join(" && ");

async function runInside(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "vestibule-installed-"));
  const names = join(folder, "hosts");
  await writeFile(names, `${hosts.join("\n")}\n`);
  const mocha = [pathOf("node_modules/mocha/bin/mocha.js")];
  mocha.push("--config", "tests/app/installed/.mocharc.json", "tests/app/installed/**/*.spec.ts");
  const inside = ["sh", "-c", enter, "sh", names, process.execPath, ...mocha];
  // What still runs in there ends with the first process of it, and that one with us.
  const apart = ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const argv = ["--pdeathsig", "KILL", "unshare", ...apart, ...inside, ...process.argv.slice(2)];
  try {
    const child = spawn("setpriv", argv, { cwd: pathOf("."), stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => void child.kill("SIGKILL"));
    await once(child, "exit");
    return child.exitCode ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await ensureInstalled(console.log);
  if (process.env["VESTIBULE_IMAGE"] !== undefined) await ensureImage(console.log);
  ensurePrograms({ ip: "iproute2" });
  process.exitCode = await runInside();
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  console.error(`The app cannot be installed here: ${error.message}`);
  process.exitCode = 1;
}
