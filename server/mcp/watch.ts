import type { Access } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { AppError } from "../errors.ts";
import type { Gateway } from "../gateway/call.ts";
import type { Log } from "../log.ts";

/** Somebody who has something open: a session of the 2025 era, or an answer that is not at its end. */
export interface Onlooker {
  readonly principal: Principal;
  /** Their list of tools is another one now. */
  readonly tell: () => void;
  /** They are let in no more. */
  readonly end: () => void;
}

export interface OpenWatch {
  /** Answers what takes them off again. */
  add(onlooker: Onlooker): () => void;
  close(): Promise<void>;
}

interface WatchParts {
  readonly access: Pick<Access, "isAlive" | "onChange" | "principalOf" | "users">;
  readonly gateway: Pick<Gateway, "visibleTools">;
  readonly log: Pick<Log, "error">;
  readonly now: () => number;
}

/** What came with one secret from one address is let in, or not, together. */
interface Group {
  readonly principal: Principal;
  /** With the signature of the list of tools that each knows. */
  readonly members: Map<Onlooker, string>;
  /** When it ends by itself, as far as that is known. */
  endsAt: number;
  /** The secret was replaced: when it ends, only the database knows. */
  isReplaced: boolean;
  lookedAt: number;
}

/** Often enough that what ends by itself is closed within a second. */
const tickMs = 400;
/** Hours, presence, states and helpers that freeze change what somebody may do, and announce nothing: so
 * whoever has something open is looked at again and again, a few at a time. Of up to 20 secrets each is
 * looked at every two seconds, of 1,000 every hundred. */
const roundEvery = 5;
const groupsARound = 20;

/** Ends what is open as soon as its principal is let in no more, and tells who stays when their tools change. */
export function watchOpen({ access, gateway, log, now }: WatchParts): OpenWatch {
  const groups = new Map<string, Group>();
  const signatures = new WeakMap<object, string>();
  let isDue = false;
  let looking: Promise<void> | undefined;
  let ticks = 0;

  function signatureOf(rights: Principal["rights"]): string {
    const list = gateway.visibleTools(rights);
    const known = signatures.get(list);
    if (known !== undefined) return known;
    const signature = list.map(({ name, decision = "" }) => `${name} ${decision}`).join();
    signatures.set(list, signature);
    return signature;
  }

  function endGroup(key: string, { members }: Group): void {
    groups.delete(key);
    for (const onlooker of members.keys()) onlooker.end();
  }

  async function look(key: string, group: Group): Promise<void> {
    group.lookedAt = now();
    const { user, token } = group.principal;
    if (!(await access.isAlive(group.principal))) {
      endGroup(key, group);
      return;
    }
    const leavesAt = (await access.users.get(user.id))?.expires_at;
    const who = token === undefined ? { userId: user.id } : { tokenId: token.id };
    const fresh = await access.principalOf(who);
    group.isReplaced = fresh.token?.hashPrefix !== token?.hashPrefix;
    group.endsAt = Math.min(leavesAt ?? Infinity, fresh.token?.expiresAt ?? Infinity);
    const signature = signatureOf(fresh.rights);
    for (const [onlooker, known] of group.members) {
      if (known === signature) continue;
      group.members.set(onlooker, signature);
      onlooker.tell();
    }
  }

  const lookAt = (some: Iterable<[string, Group]>): Promise<unknown> =>
    Promise.all(
      [...some].map(([key, group]) =>
        look(key, group).catch((error: unknown) => {
          // Who ends between two questions is found at the next look.
          if (!(error instanceof AppError))
            log.error({ error }, "could not look after what is open");
        }),
      ),
    );

  /** After a change. A burst of them is looked at once more, not once each. */
  function lookAtAll(): void {
    isDue = true;
    looking ??= (async () => {
      while (isDue) {
        isDue = false;
        await lookAt(groups);
      }
    })().finally(() => {
      looking = undefined;
    });
  }

  function tick(): void {
    ticks += 1;
    for (const [key, group] of groups) if (group.endsAt <= now()) endGroup(key, group);
    if (looking !== undefined || groups.size === 0) return;
    const isRound = ticks % roundEvery === 0;
    const due = [...groups]
      .filter(([, { lookedAt, isReplaced }]) => isRound || isReplaced || lookedAt === never)
      .sort(([, one], [, other]) => one.lookedAt - other.lookedAt)
      .slice(0, groupsARound);
    if (due.length === 0) return;
    looking = lookAt(due).then(() => {
      looking = undefined;
      if (isDue) lookAtAll();
    });
  }

  const unsubscribe = access.onChange(lookAtAll);
  const timer = setInterval(tick, tickMs).unref();

  return {
    add(onlooker) {
      const { principal } = onlooker;
      const key = keyOf(principal);
      let group = groups.get(key);
      if (group === undefined) {
        const endsAt = principal.token?.expiresAt ?? Infinity;
        const members = new Map<Onlooker, string>();
        group = { principal, members, endsAt, isReplaced: false, lookedAt: never };
        groups.set(key, group);
      }
      const { members } = group;
      members.set(onlooker, signatureOf(principal.rights));
      return () => {
        members.delete(onlooker);
        if (members.size === 0 && groups.get(key)?.members === members) groups.delete(key);
      };
    },
    async close() {
      unsubscribe();
      clearInterval(timer);
      isDue = false;
      await looking;
    },
  };
}

const never = -1;

const keyOf = ({ user, token, door, address }: Principal): string =>
  `${token === undefined ? `user ${user.id}` : `${token.id} ${token.hashPrefix}`} ${door} ${address}`;
