import type { ReceivedCommand } from "../contract.ts";
import type { User } from "../core/model.ts";

const kept = 10_000;

export interface VisitorsBook {
  readonly commands: readonly ReceivedCommand[];
  readonly write: (message: Readonly<Record<string, unknown>>, user: User) => void;
  readonly count: (type?: string) => number;
}

/** Who asked for what, also for what was not answered. */
export function createVisitorsBook(): VisitorsBook {
  const commands: ReceivedCommand[] = [];
  const counts = new Map<string, number>();
  let total = 0;
  return {
    commands,
    write(message, { name }) {
      const type = String(message["type"]);
      total += 1;
      counts.set(type, (counts.get(type) ?? 0) + 1);
      commands.push({ type, message, user: name });
      if (commands.length > kept) commands.splice(0, kept / 2);
    },
    count: (type) => (type === undefined ? total : (counts.get(type) ?? 0)),
  };
}
