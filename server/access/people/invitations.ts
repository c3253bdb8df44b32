import { randomUUID } from "node:crypto";
import type { InvitationView } from "../../../shared/views.ts";
import { AppError } from "../../errors.ts";
import type { Power } from "../../policy/rules.ts";
import type { StoredInvitation } from "../../store/invitations.ts";
import type { Store } from "../../store/store.ts";
import { parseExpiry } from "../tokens/expiry.ts";
import type { Invitations, NewInvitation } from "./people.ts";
import { createSecret, hashOf, invitationPrefix, isWellFormed } from "../tokens/secrets.ts";
import { readName, readRole, standingOf } from "./user-columns.ts";

const longestMs = 30 * 24 * 3_600_000;

interface InvitationsOf {
  readonly store: Pick<Store, "invitations" | "users">;
  readonly isRole: (name: string) => Promise<boolean>;
  readonly hasPower: (role: string, power: Power) => Promise<boolean>;
  readonly now: () => number;
}

export interface OpenInvitations extends Invitations {
  /** One that is good now. @throws AppError not_allowed, the same for any that is not. */
  find(secret: string): Promise<StoredInvitation>;
}

export function createInvitations(of: InvitationsOf): OpenInvitations {
  const { store, isRole, hasPower, now } = of;

  /** For whom it is, as columns. */
  async function readWhom({ role, user_id, guest_until }: NewInvitation) {
    if (user_id === undefined) {
      if (role === undefined)
        throw new AppError("invalid_input", "It is not said what the new user will be.", {
          hint: "Give a role; or user_id, for somebody who is here already.",
        });
      const until =
        guest_until === undefined ? undefined : parseExpiry(guest_until, now(), "The stay");
      return {
        role: await readRole(role, isRole),
        ...(until === undefined ? {} : { guest_until: until }),
      };
    }
    if (role !== undefined || guest_until !== undefined)
      throw new AppError(
        "invalid_input",
        "An invitation for somebody who is here changes no role.",
        {
          hint: "Leave out role and guest_until, or user_id.",
        },
      );
    const user = await store.users.get(user_id);
    if (user === undefined)
      throw new AppError("not_found", "There is no such user.", {
        hint: "Look at the users that there are.",
      });
    return { user_id, role: user.role };
  }

  async function isByAdmin({ created_by = "" }: StoredInvitation): Promise<boolean> {
    const giver = await store.users.get(created_by);
    if (giver === undefined || standingOf(giver, now()) !== "in") return false;
    return hasPower(giver.role, "admin");
  }

  function isInTime({ used_at, expires_at, guest_until = Infinity }: StoredInvitation): boolean {
    return used_at === undefined && expires_at > now() && guest_until > now();
  }

  return {
    async create(by, wish) {
      const secret = createSecret(invitationPrefix);
      const invitation: StoredInvitation = {
        ...{ id: randomUUID(), secret_hash: hashOf(secret), created_by: by, created_at: now() },
        ...(await readWhom(wish)),
        ...(wish.name === undefined ? {} : { name: readName(wish.name) }),
        expires_at: readEnd(wish.expires ?? "7d", now()),
      };
      await store.invitations.add(invitation);
      return { invitation: viewOf(invitation), secret };
    },
    list: async () => (await store.invitations.list()).map(viewOf),
    async delete(id) {
      if (await store.invitations.remove(id)) return;
      throw new AppError("not_found", "There is no such invitation.", {
        hint: "Look at the invitations that there are.",
      });
    },
    async find(secret) {
      if (!isWellFormed(secret, invitationPrefix)) throw notGood();
      const found = await store.invitations.findByHash(hashOf(secret));
      if (found === undefined || !isInTime(found)) throw notGood();
      // Whoever is admin no more lets nobody in, by what they gave away before either.
      if (!(await isByAdmin(found)) || !(await isRole(found.role))) throw notGood();
      return found;
    },
  };
}

export function notGood(): AppError {
  return new AppError("not_allowed", "This invitation is not good, or not any more.", {
    hint: "Ask an admin for a new one: each works once, and for some days.",
  });
}

function readEnd(text: string, now: number): number {
  const at = parseExpiry(text, now, "The invitation");
  if (at !== undefined && at - now <= longestMs) return at;
  throw new AppError("invalid_input", "An invitation works for 30 days at most.", {
    hint: 'Say "7d", or a date within 30 days.',
  });
}

function viewOf(invitation: StoredInvitation): InvitationView {
  const { id, role, name, user_id, guest_until, created_at, expires_at, used_at } = invitation;
  return {
    ...{ id, role, created_at, expires_at },
    ...(name === undefined ? {} : { name }),
    ...(user_id === undefined ? {} : { user_id }),
    ...(guest_until === undefined ? {} : { guest_until }),
    ...(used_at === undefined ? {} : { used_at }),
  };
}
