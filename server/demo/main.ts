// `npm run demo`: Vestibule on the simulated home, with nothing to keep.
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { createLog } from "../log.ts";
import { failStart, run } from "../run.ts";
import { createDemoHome } from "./demo-home.ts";

const movingMs = 5_000;
const readyMs = 20_000;

interface Place {
  readonly mcp: string;
  readonly rest: string;
  readonly dashboard: string;
  readonly token: string;
}

try {
  const flags = parseArgs({
    options: { json: { type: "boolean" }, entities: { type: "string" } },
  }).values;
  const place = await startDemo(flags.entities === undefined ? undefined : Number(flags.entities));
  process.stdout.write(`${flags.json === true ? JSON.stringify(place) : inWords(place)}\n`);
} catch (error) {
  failStart(error);
}

async function startDemo(entities: number | undefined): Promise<Place> {
  const home = await createDemoHome({ movingMs, ...(entities === undefined ? {} : { entities }) });
  const dataDir = await mkdtemp(join(tmpdir(), "vestibule-demo-"));
  process.on("exit", () => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const config = readConfig(undefined, {
    DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    HOME_URL: home.url,
    HOME_TOKEN: home.token,
  });
  const log = createLog({ level: "warning", format: "text", write: toStandardError });
  const vestibule = await run(config, log);
  const { access } = vestibule;
  if (!(await vestibule.homeReady(readyMs))) log.warn("the simulated home is not in step yet");
  const user = await access.users.create({
    username: "demo",
    name: "Demo",
    role: "admin",
    password: randomUUID(),
  });
  const { secret } = await access.tokens.create(user.id, {
    name: "Demo",
    rights: "same",
    doors: ["mcp", "rest", "api"],
  });
  const base = `http://127.0.0.1:${vestibule.port}`;
  return { mcp: `${base}/mcp`, rest: `${base}/rest`, dashboard: `${base}/`, token: secret };
}

function inWords({ mcp, rest, dashboard, token }: Place): string {
  return `
  Vestibule is running on a simulated home. Everything is forgotten when it stops.

  MCP        ${mcp}
  REST       ${rest}  (try ${rest}/docs)
  Dashboard  ${dashboard}
  Token      ${token}

  Paste this to let Claude Code in:

  claude mcp add --transport http vestibule ${mcp} --header "Authorization: Bearer ${token}"

  Then ask it "Which windows are open?". Ctrl-C ends the demo; claude mcp remove vestibule forgets it.
`;
}

// Standard output belongs to the announcement.
function toStandardError(line: string): void {
  process.stderr.write(line);
}
