// The browser of somebody who says yes to everything.
import type { CoreSide, McpOutcome } from "./client.ts";
import { addServer } from "./client.ts";

/** Opens the page; answers where the server sends the browser back to. */
export async function sayYes(page: string): Promise<string> {
  const response = await fetch(page, { redirect: "manual" });
  const location = response.headers.get("Location");
  if (location === null) throw new Error(`no way back: ${await response.text()}`);
  return location;
}

/** What an app announces, and what Home Assistant makes of it. */
export const announce = (url: unknown, core: Partial<CoreSide> = {}): Promise<McpOutcome> =>
  addServer(
    { uuid: "f00d", addon: "local_vestibule", service: "mcp", config: { url } },
    { consent: sayYes, ...core },
  );

/** Why it was not added, in Home Assistant's word. */
export const reasonIn = (outcome: McpOutcome): string =>
  outcome.outcome === "not added" ? outcome.reason : `it is ${outcome.outcome}`;
