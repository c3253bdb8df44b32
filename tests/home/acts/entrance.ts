// A Vestibule in front of a real home, and residents who come in by its doors.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChosenRights } from "../../../server/access/tokens/token.ts";
import { startVestibule } from "../../../server/compose.ts";
import { readConfig } from "../../../server/config.ts";
import { createLog } from "../../../server/log.ts";
import { isRecord } from "../../../server/record.ts";
import type { RealHome } from "../harness/home-assistant.ts";

const silent = createLog({ level: "fatal", format: "text", write: () => undefined });

/** What came back over REST. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as it was sent. */
  readonly text: string;
}

export type Ask = (tool: string, args?: object) => Promise<Answer>;

export interface Entrance {
  readonly url: string;
  /** A new token of a resident: as much as the resident may, or less. */
  tokenOf(username: string, chosen?: ChosenRights): Promise<string>;
  /** Calls tools over REST with this token. */
  enter(secret: string): Ask;
  close(): Promise<void>;
}

export async function openEntrance(home: Pick<RealHome, "url" | "ownerToken">): Promise<Entrance> {
  const dataDir = await mkdtemp(join(tmpdir(), "vestibule-acts-"));
  const config = readConfig(
    {},
    {
      DATA_DIR: dataDir,
      HOST: "127.0.0.1",
      PORT: "0",
      INGRESS_PORT: "0",
      HOME_URL: home.url,
      HOME_TOKEN: home.ownerToken,
      CALLS_PER_MINUTE: "10000",
    },
  );
  const vestibule = await startVestibule(config, silent);
  const url = `http://127.0.0.1:${vestibule.port}`;
  if (!(await vestibule.homeReady(30_000))) throw new Error("The home is not in step.");
  const { users, tokens } = vestibule.access;

  return {
    url,
    async tokenOf(username, chosen) {
      const user = await users.create({ username, role: "resident", password: "correct horse" });
      const rights = chosen === undefined ? "same" : "chosen";
      const asked = { name: "specs", rights, ...(chosen === undefined ? {} : { chosen }) } as const;
      return (await tokens.create(user.id, asked)).secret;
    },
    enter: (secret) => async (tool, args) => {
      const answer = await fetch(`${url}/rest/${tool}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
        body: JSON.stringify(args ?? {}),
      });
      const text = await answer.text();
      const body: unknown = JSON.parse(text);
      return { status: answer.status, body: isRecord(body) ? body : {}, text };
    },
    async close() {
      await vestibule.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
