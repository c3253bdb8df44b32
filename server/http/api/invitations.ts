import { z } from "zod";
import type { InvitationWish } from "../../../shared/api.ts";
import type { Access } from "../../access/access.ts";
import { expires, id, idParams, personName, roleName } from "./fields.ts";
import { defineRoute, type Route } from "./route.ts";

const invitationWish = z.strictObject({
  role: roleName.exactOptional(),
  name: personName.exactOptional(),
  user_id: id.exactOptional(),
  expires: expires.exactOptional(),
  guest_until: expires.exactOptional(),
}) satisfies z.ZodType<InvitationWish>;

/** To be mounted before the users, whose ids would take their place. */
export function invitationRoutes({ access }: { access: Pick<Access, "invitations"> }): Route[] {
  const { invitations } = access;
  return [
    defineRoute("GET /api/users/invitations", {
      needs: "admin",
      event: undefined,
      input: z.object({}),
      handle: async () => ({ invitations: await invitations.list() }),
    }),
    defineRoute("POST /api/users/invitations", {
      needs: "admin in person",
      event: "user.invite",
      status: 201,
      input: z.object({ body: invitationWish }),
      handle: async ({ body }, { user }) => {
        const { invitation, secret } = await invitations.create(user.id, body);
        // Behind the hash it is sent to no server, and written into no log.
        return { ...invitation, secret, path: `/register#${secret}` };
      },
    }),
    defineRoute("DELETE /api/users/invitations/:id", {
      needs: "admin in person",
      event: "user.uninvite",
      input: z.object({ params: idParams }),
      handle: async ({ params }) => {
        await invitations.delete(params.id);
        return { deleted: true } as const;
      },
    }),
  ];
}
