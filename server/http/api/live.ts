import type { Response } from "express";
import type { Access } from "../../access/access.ts";
import type { Principal } from "../../access/principal.ts";
import { AppError } from "../../errors.ts";
import type { Audit } from "../../gateway/audit.ts";
import type { Home } from "../../home/home.ts";
import type { ToolFacts } from "../../policy/rules.ts";
import { openLiveStream, type HomeStatus, type LiveStream } from "./live-stream.ts";
import { principalNow } from "./principal-now.ts";
import { sightOf } from "./sight.ts";
import { describeHome, outlineHome } from "./status.ts";

export interface LiveParts {
  readonly audit: Pick<Audit, "onWritten">;
  readonly access: Pick<Access, "onChange" | "isAlive" | "principalOf">;
  readonly homes: readonly Pick<Home, "id" | "name" | "status">[];
  readonly tools: readonly ToolFacts[];
}

/** What happens, told to everybody who listens, as far as each may know of it. One for both listeners. */
export interface Live {
  /** Tells until the client goes, or the principal is let in no more.
   * @throws AppError too_many_calls while too many listen. */
  open(res: Response, principal: Principal): Promise<void>;
  /** Ends every stream, so that listeners can close. */
  close(): void;
}

const maxPerUser = 10;
const maxInAll = 200;
const lookMs = 1_000;
/** Every how many looks something is said, or proxies take the stream for dead. */
const looksPerBeat = 15;

export function createLive({ audit, access, homes, tools }: LiveParts): Live {
  const streams = new Set<LiveStream>();
  let stop: (() => void) | undefined;
  let changes = 0;

  async function open(res: Response, principal: Principal): Promise<void> {
    refuseTooMany(principal);
    const stream = openLiveStream({ res, principal, sightOf: (now) => sightOf(now, tools) });
    streams.add(stream);
    stop ??= listen();
    const closed = new Promise<void>((resolve) => res.once("close", resolve));
    res.setHeader("Content-Type", "text/event-stream; charset=utf-8");
    res.setHeader("Cache-Control", "no-store, no-transform");
    // Proxies that collect before they pass on would keep what is live.
    res.setHeader("X-Accel-Buffering", "no");
    res.flushHeaders();
    // Something may have changed since they were let in.
    await refresh([stream]);
    for (const status of homes.map(statusOf)) stream.tellHome(status);
    await closed;
    streams.delete(stream);
    if (streams.size > 0) return;
    stop();
    stop = undefined;
  }

  function refuseTooMany({ user }: Principal): void {
    const own = [...streams].filter(({ principal }) => principal.user.id === user.id).length;
    if (own < maxPerUser && streams.size < maxInAll) return;
    throw new AppError("too_many_calls", "Too many streams are open.", {
      hint: "Close one that is not looked at, then try again.",
    });
  }

  /** While somebody listens, and not longer. */
  function listen(): () => void {
    let looks = 0;
    let isLooking = false;
    const told = new Map<string, string>(homes.map((home) => [home.id, changeOf(home)]));
    const look = async () => {
      looks += 1;
      for (const home of homes) {
        const change = changeOf(home);
        if (told.get(home.id) !== change) for (const one of streams) one.tellHome(statusOf(home));
        told.set(home.id, change);
      }
      if (looks % looksPerBeat === 0) for (const one of streams) one.beat();
      await Promise.all([...streams].map(endUnlessAlive));
    };
    const timer = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      void look().finally(() => (isLooking = false));
    }, lookMs).unref();
    const ends = [
      audit.onWritten((entries) => {
        for (const stream of streams) stream.tell(entries);
      }),
      access.onChange(() => {
        changes += 1;
        for (const stream of streams) stream.pause();
        void refresh([...streams]);
      }),
    ];
    return () => {
      clearInterval(timer);
      for (const end of ends) end();
    };
  }

  async function endUnlessAlive(stream: LiveStream): Promise<void> {
    if ((await principalNow(access, stream.principal)) === undefined) stream.end();
  }

  /** Lets streams go on with what their readers may see now; a later change is asked about anew. */
  async function refresh(all: readonly LiveStream[]): Promise<void> {
    const before = changes;
    await Promise.all(
      all.map(async (stream) => {
        const now = await principalNow(access, stream.principal);
        if (now === undefined) stream.end();
        else if (before === changes) stream.resume(now);
      }),
    );
  }

  return {
    open,
    close() {
      for (const stream of streams) stream.end();
    },
  };
}

type Watched = LiveParts["homes"][number];

function statusOf(home: Watched): HomeStatus {
  const whole = describeHome(home);
  return { whole, little: outlineHome(whole) };
}

/** How old the mirror is changes all the time. */
function changeOf(home: Watched): string {
  const { freshAt: _age, ...status } = home.status();
  return JSON.stringify(status);
}
