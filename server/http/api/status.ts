import { z } from "zod";
import type { AdminStatusView, HomeStatusView, StatusView } from "../../../shared/views.ts";
import type { Home } from "../../home/home.ts";
import { defineRoute, isAdmin, type Route } from "./route.ts";

/** What an admin is told beyond the homes; each is asked anew. */
export interface StatusParts {
  readonly version: string;
  /** Those in force. */
  readonly settings: () => Readonly<Record<string, unknown>>;
  /** Undefined: we are no app. */
  readonly supervisor: () => AdminStatusView["supervisor"];
  readonly homes: readonly Pick<Home, "id" | "name" | "status">[];
  readonly queue: (homeId: string) => HomeStatusView["queue"];
  readonly sessions: () => number;
  readonly sizes: () => Promise<AdminStatusView["sizes"]>;
}

export function statusRoutes(parts: StatusParts): Route[] {
  return [
    defineRoute("GET /api/status", {
      needs: "self",
      event: undefined,
      input: z.object({}),
      handle: (_input, principal) =>
        isAdmin(principal) ? describeAll(parts) : Promise.resolve(describeLittle(parts)),
    }),
  ];
}

function describeLittle({ version, homes }: StatusParts): StatusView {
  return {
    version,
    uptime_s: Math.round(process.uptime()),
    homes: homes.map((home) => outlineHome(describeHome(home))),
  };
}

/** What everybody may know of a home. */
export function outlineHome({ id, name, state, age_ms }: HomeStatusView) {
  return { id, name, state, ...(age_ms === undefined ? {} : { age_ms }) };
}

async function describeAll(parts: StatusParts): Promise<AdminStatusView> {
  const { rss, heapUsed } = process.memoryUsage();
  const supervisor = parts.supervisor();
  return {
    version: parts.version,
    uptime_s: Math.round(process.uptime()),
    node: process.version,
    homes: parts.homes.map((home) => {
      const queue = parts.queue(home.id);
      return { ...describeHome(home), ...(queue === undefined ? {} : { queue }) };
    }),
    settings: parts.settings(),
    ...(supervisor === undefined ? {} : { supervisor }),
    sessions: parts.sessions(),
    sizes: await parts.sizes(),
    memory: { rss_bytes: rss, heap_used_bytes: heapUsed },
  };
}

export function describeHome(home: StatusParts["homes"][number]): HomeStatusView {
  const { freshAt, ...status } = home.status();
  return {
    id: home.id,
    name: home.name,
    ...status,
    ...(freshAt === undefined ? {} : { age_ms: Math.max(0, Date.now() - freshAt) }),
  };
}
