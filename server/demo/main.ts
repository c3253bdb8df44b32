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

/** How to be a person: nobody is one by a token. */
interface People {
  readonly password: string;
  /** What the sidebar's port is told of who owns the simulated home. */
  readonly sidebar: { readonly address: string; readonly header: string };
  readonly dataDir: string;
}

try {
  const flags = parseArgs({
    options: { json: { type: "boolean" }, entities: { type: "string" } },
  }).values;
  const { place, people } = await startDemo(
    flags.entities === undefined ? undefined : Number(flags.entities),
  );
  process.stdout.write(`${flags.json === true ? JSON.stringify(place) : inWords(place, people)}\n`);
} catch (error) {
  failStart(error);
}

async function startDemo(
  entities: number | undefined,
): Promise<{ readonly place: Place; readonly people: People }> {
  const home = await createDemoHome({ movingMs, ...(entities === undefined ? {} : { entities }) });
  const dataDir = await mkdtemp(join(tmpdir(), "vestibule-demo-"));
  process.on("exit", () => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const config = readConfig(undefined, {
    DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    // Nobody else is the Supervisor here, and nothing real is behind it.
    INGRESS_PEER: "127.0.0.1",
    HOME_URL: home.url,
    HOME_TOKEN: home.token,
  });
  const log = createLog({ level: "warning", format: "text", write: toStandardError });
  const vestibule = await run(config, log);
  const { access } = vestibule;
  if (!(await vestibule.homeReady(readyMs))) log.warn("the simulated home is not in step yet");
  const password = randomUUID();
  const user = await access.users.create({
    ...{ username: "demo", name: "Demo", role: "admin", password },
  });
  const { secret } = await access.tokens.create(user.id, {
    name: "Demo",
    rights: "same",
    doors: ["mcp", "rest", "api"],
  });
  const base = `http://127.0.0.1:${vestibule.port}`;
  return {
    place: { mcp: `${base}/mcp`, rest: `${base}/rest`, dashboard: `${base}/`, token: secret },
    people: {
      ...{ password, dataDir },
      sidebar: {
        address: `http://127.0.0.1:${vestibule.ingressPort}`,
        header: `X-Remote-User-Id: ${home.userId("Alex")}`,
      },
    },
  };
}

function inWords({ mcp, rest, dashboard, token }: Place, people: People): string {
  const { password, sidebar, dataDir } = people;
  return `
  Vestibule is running on a simulated home. Everything is forgotten when it stops.

  MCP        ${mcp}
  REST       ${rest}  (try ${rest}/docs)
  Dashboard  ${dashboard}
  Token      ${token}

  Paste this to let Claude Code in:

  claude mcp add --transport http vestibule ${mcp} --header "Authorization: Bearer ${token}"

  Then ask it "Which windows are open?"; claude mcp remove vestibule forgets it.

  What only people may do wants a person; Alex, who owns the home, in the sidebar, or demo with a password:

  curl -H "${sidebar.header}" ${sidebar.address}/api/auth/me
  curl -c jar -H "Content-Type: application/json" -d '{"username": "demo", "password": "${password}"}' ${dashboard}api/auth/login

  Either answer has a csrf_token, to be sent back as X-CSRF-Token with whatever changes something.
  For the command line: DATA_DIR=${dataDir}

  Ctrl-C ends the demo.
`;
}

// Standard output belongs to the announcement.
function toStandardError(line: string): void {
  process.stderr.write(line);
}
