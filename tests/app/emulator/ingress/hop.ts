// What both hops do alike: look whose request it is, ask the next one, and pass the answer back.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex, Readable } from "node:stream";
import { isExploit } from "../exploit-filter.ts";
import type { Door } from "../parts.ts";
import { splitAddress } from "./addresses.ts";
import { refuse, refuseSocket, type Refusal } from "./answers.ts";
import { askOnward, type Onward } from "./ask-onward.ts";
import { isTooLong } from "./fields.ts";
import { passBack, type HopStyle } from "./pass-back.ts";
import { isWebSocket, passSocket } from "./pass-socket.ts";

export interface HopParts {
  /** "/ingress": before the token and the path. */
  readonly base: string;
  readonly style: HopStyle;
  readonly keepsPings: boolean;
  /** Where a request goes on to, or why not. */
  readonly next: (req: IncomingMessage, asked: Asked) => Onward | Refusal;
  /** What is sent on; a body that is too large, or undefined, goes no further. */
  readonly bodyOf: (req: IncomingMessage) => Promise<Buffer | Readable | Refusal>;
}

export interface Asked {
  readonly token: string;
  /** Without a slash before it, as it was sent. */
  readonly path: string;
  readonly query: string;
}

const badRequest: Refusal = { status: 400 };
const badGateway: Refusal = { status: 502 };

export function createHop({ base, style, keepsPings, next, bodyOf }: HopParts): Door {
  const open = new Set<Duplex | ServerResponse>();

  function keep(what: Duplex | ServerResponse): void {
    open.add(what);
    what.once("close", () => open.delete(what));
  }

  function find({ url = "" }: IncomingMessage): Asked | undefined {
    const [whole, query] = splitAddress(url);
    if (!whole.startsWith(`${base}/`)) return undefined;
    const [, token = "", path] = /^([^/]+)\/(.*)$/s.exec(whole.slice(base.length + 1)) ?? [];
    return path === undefined ? undefined : { token, path, query };
  }

  const look = (req: IncomingMessage, asked: Asked): Onward | Refusal =>
    isTooLong(req) || isExploit(req.url ?? "") ? badRequest : next(req, asked);

  const inStyle = (refusal: Refusal): Refusal => ({ ...refusal, added: style.over });

  async function exchange(req: IncomingMessage, res: ServerResponse, onward: Onward) {
    const gone = new AbortController();
    res.once("close", () => gone.abort());
    const body = await bodyOf(req);
    if ("status" in body) {
      refuse(res, inStyle(body));
      return;
    }
    const answer = await askOnward(req.method ?? "GET", onward, body, gone.signal);
    await passBack(answer, res, style);
  }

  return {
    handle(req, res) {
      const asked = find(req);
      if (asked === undefined) return false;
      keep(res);
      const onward = look(req, asked);
      if ("status" in onward) refuse(res, inStyle(onward));
      else
        exchange(req, res, onward).catch(() => {
          if (res.headersSent) res.destroy();
          else refuse(res, inStyle(badGateway));
        });
      return true;
    },
    upgrade(req, socket, head) {
      const asked = find(req);
      if (asked === undefined) return false;
      keep(socket);
      const onward = isWebSocket(req) ? look(req, asked) : badRequest;
      if ("status" in onward) refuseSocket(socket, inStyle(onward));
      else passSocket({ req, socket, head, onward, keepsPings });
      return true;
    },
    close() {
      for (const one of open) one.destroy();
      return Promise.resolve();
    },
  };
}
