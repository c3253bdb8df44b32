// What the specs of acts share: one real home, Vestibule before it, and a resident who asks.
import { expect } from "chai";
import { clients, type McpClient } from "../../support/mcp-clients.ts";
import { startHomeAssistant, type RealHome } from "../harness/home-assistant.ts";
import { openEntrance, type Answer, type Ask, type Entrance } from "./entrance.ts";
import { openOnlooker, type Onlooker } from "./onlooker.ts";

interface Opened {
  readonly home: RealHome;
  readonly entrance: Entrance;
  readonly onlooker: Onlooker;
}

export interface Household extends Opened {
  /** A resident's call over REST. */
  readonly ask: Ask;
  /** Asks, and looks whether anything has moved, however the answer sounds. */
  askInVain(asking: () => Promise<Answer>): Promise<Answer>;
  /** The same resident, with an MCP client of this make. */
  enterByMcp(make: string): Promise<McpClient>;
}

/** Both eras of MCP. */
export const makes = ["SDK 2.x in the 2025 era", "SDK 2.x pinned to 2026-07-28"] as const;

/** Long enough for what an automation or a script does a moment later. */
export const momentMs = 150;

/** Opens it before the specs of this block, and closes it after them. */
export function moveIn(): Household {
  let opened: Opened | undefined;
  let secret = "";
  const now = (): Opened => {
    if (opened === undefined) throw new Error("Nobody has moved in yet.");
    return opened;
  };

  before(async () => {
    const home = await startHomeAssistant();
    const entrance = await openEntrance(home);
    opened = { home, entrance, onlooker: await openOnlooker(home.url, home.ownerToken) };
    secret = await entrance.tokenOf("noah");
  });
  after(async () => {
    await opened?.onlooker.close();
    await opened?.entrance.close();
    await opened?.home.remove();
  });

  return {
    get home() {
      return now().home;
    },
    get entrance() {
      return now().entrance;
    },
    get onlooker() {
      return now().onlooker;
    },
    ask: (tool, args) => now().entrance.enter(secret)(tool, args),
    async askInVain(asking) {
      const { onlooker } = now();
      const [before, calls] = [await onlooker.states(), onlooker.heard().length];
      const answer = await asking();

      expect(await onlooker.movedSince(before, momentMs)).to.deep.equal([]);
      expect(onlooker.heard().slice(calls)).to.deep.equal([]);
      return answer;
    },
    async enterByMcp(make) {
      const connect = clients[make];
      if (connect === undefined) throw new Error(`There is no client ${make}.`);
      return connect(now().entrance.url, secret);
    },
  };
}
