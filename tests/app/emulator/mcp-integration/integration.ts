// The MCP servers that Home Assistant has from apps: one entry for each announcement.
import type { Discovery } from "../api/discovery.ts";
import { addServer, urlIn, type CoreSide, type McpEntry, type McpOutcome } from "./client.ts";

export interface McpIntegration {
  entries(): readonly McpEntry[];
  /** Does what the Supervisor's pushes ask for since the last time; somebody confirms each. */
  follow(): Promise<readonly McpOutcome[]>;
}

export function createMcpIntegration(
  discovery: Pick<Discovery, "find" | "pushes" | "seenByCore">,
  core: CoreSide,
): McpIntegration {
  const entries = new Map<string, McpEntry>();
  let followed = 0;

  function forget(uuid: string): void {
    if (!discovery.find(uuid)) entries.delete(uuid);
  }

  async function learn(uuid: string): Promise<readonly McpOutcome[]> {
    const message = discovery.seenByCore().find((seen) => seen.uuid === uuid);
    if (message?.service !== "mcp") return [];
    const url = urlIn(message);
    const known = entries.get(uuid);
    if (known && url !== undefined) entries.set(uuid, { ...known, url });
    if ([...entries.values()].some((entry) => entry.url === url))
      return [
        { outcome: "not added", reason: "already_configured", why: `${String(url)} is known` },
      ];
    const outcome = await addServer(message, core);
    if (outcome.outcome !== "not added") entries.set(uuid, outcome.entry);
    return [outcome];
  }

  return {
    entries: () => [...entries.values()],
    async follow() {
      const pushes = discovery.pushes().slice(followed);
      followed += pushes.length;
      const outcomes: McpOutcome[] = [];
      for (const { command, uuid } of pushes) {
        if (command === "delete") forget(uuid);
        else outcomes.push(...(await learn(uuid)));
      }
      return outcomes;
    },
  };
}
