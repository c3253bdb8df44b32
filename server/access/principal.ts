import type { ChosenRightsView } from "../../shared/views.ts";
import type { Power, Rights } from "../policy/rules.ts";

/** How a caller came, decided by how they authenticated. */
export const doors = ["mcp", "rest", "api", "dashboard"] as const;
export type Door = (typeof doors)[number];

/** How a caller came, before it is known who it is. */
export interface Arrival {
  readonly door: Door;
  readonly address: string;
  readonly client?: string;
}

/** Who is calling, resolved once per request. */
export interface Principal {
  readonly user: PrincipalUser;
  /** The role's name as it is now; an unknown role is already "viewer" here. */
  readonly role: string;
  /** What the role may do beyond tools. */
  readonly powers: readonly Power[];
  readonly token?: PrincipalToken;
  /** Id of the browser session; absent: a token, or Home Assistant's Ingress. */
  readonly browserSession?: string;
  readonly door: Door;
  /** The client's address, right behind a trusted proxy. */
  readonly address: string;
  /** What the client calls itself: MCP clientInfo or User-Agent; at most 100 characters. */
  readonly client?: string;
  /** MCP session. */
  readonly session?: string;
  readonly rights: Rights;
}

export interface PrincipalUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  /** The same person's id in Home Assistant. */
  readonly homeUserId?: string;
}

export interface PrincipalToken {
  readonly id: string;
  readonly name: string;
  /** First 12 hex digits of the SHA-256: enough to find it, not to use it. */
  readonly hashPrefix: string;
  readonly rights: "none" | "same" | "chosen";
  /** What was chosen, of a token with chosen rights: it can give away no more. */
  readonly chosen?: ChosenRightsView;
  readonly doors: readonly Door[];
  /** Addresses and networks it may come from; absent: any. */
  readonly addresses?: readonly string[];
  /** A person sits behind this token's client. */
  readonly attended: boolean;
  /** Ids of the homes it may reach; absent means every home of its user. */
  readonly homes?: readonly string[];
  /** Calls a minute; never above the user's. */
  readonly callsPerMinute?: number;
  readonly expiresAt?: number;
}
