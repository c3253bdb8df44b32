import type { Response } from "express";
import type { LiveEvent } from "../../../shared/views.ts";
import type { Principal } from "../../access/principal.ts";
import type { AuditEntry } from "../../gateway/audit-entry.ts";
import type { Sight } from "../../store/audit.ts";
import { isAdmin } from "./route.ts";
import { seenBy } from "./sight.ts";

type HomeEvent = Extract<LiveEvent, { readonly type: "home" }>["home"];

/** One reader of what happens. It begins paused. */
export interface LiveStream {
  /** Who came. */
  readonly principal: Principal;
  tell(entries: readonly AuditEntry[]): void;
  tellHome(status: HomeStatus): void;
  /** What the reader may see is not sure any more: entries wait until it is. */
  pause(): void;
  /** Who is reading, as they are now. The reader reads anew what it may have missed. */
  resume(now: Principal): void;
  beat(): void;
  end(): void;
}

/** What an admin is told of a home, and everybody else. */
export interface HomeStatus {
  readonly whole: HomeEvent;
  readonly little: HomeEvent;
}

interface StreamParts {
  readonly res: Response;
  readonly principal: Principal;
  readonly sightOf: (principal: Principal) => Sight;
}

/** More that a reader has not taken means that it does not follow: it is let go, and may come again. */
const maxUnreadBytes = 1_048_576;
const maxWaiting = 1_000;

export function openLiveStream({ res, principal, sightOf }: StreamParts): LiveStream {
  let who = principal;
  let sight: Sight | undefined;
  let waiting: AuditEntry[] = [];

  const end = (): void => {
    if (!res.writableEnded) res.end();
    // A reader that takes nothing would keep what is unsent for ever.
    if (res.writableLength > maxUnreadBytes) res.destroy();
  };

  function write(text: string): void {
    if (res.writableEnded || res.destroyed) return;
    res.write(text);
    if (res.writableLength > maxUnreadBytes) res.destroy();
  }

  const send = (event: LiveEvent): void => write(`data: ${JSON.stringify(event)}\n\n`);

  function tell(entries: readonly AuditEntry[]): void {
    if (sight === undefined) {
      waiting.push(...entries);
      if (waiting.length > maxWaiting) end();
      return;
    }
    for (const written of entries) {
      const entry = seenBy(sight, written);
      if (entry !== undefined) send({ type: "audit", entry });
    }
  }

  return {
    principal,
    tell,
    tellHome({ whole, little }) {
      // Where it is not sure who reads, the little is enough.
      send({ type: "home", home: sight !== undefined && isAdmin(who) ? whole : little });
    },
    pause() {
      sight = undefined;
    },
    resume(now) {
      who = now;
      sight = sightOf(now);
      send({ type: "rights_changed" });
      const missed = waiting;
      waiting = [];
      tell(missed);
    },
    beat: () => write(": still here\n\n"),
    end,
  };
}
